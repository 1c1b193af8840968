"""Which way a talk goes: somebody's own trouble, a wish to take part, or worry about another."""

from __future__ import annotations

from enum import StrEnum

from bot.turn import Place
from nlp.reading import About, Intent


class Track(StrEnum):
    """Each has its own questions, its own words at the hand-over, its own people who read."""

    CONSULTATION = "consultation"
    COMMUNITY = "community"
    REPORT = "report"


def track_of(place: Place) -> Track:
    """The way for what is known. A risk or a trouble of one's own always makes a consultation."""
    if place.intent is Intent.JOIN:
        return Track.CONSULTATION if place.risk.rank else Track.COMMUNITY
    is_worry = place.about is About.UNKNOWN and "neighbour_worry" in place.concerns
    if is_worry or place.about in (About.NEIGHBOUR, About.ACQUAINTANCE):
        return Track.REPORT
    return Track.CONSULTATION
