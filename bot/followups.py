"""A word after a while: what is said, unasked, to somebody whom nobody on staff has read yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.danger import lines_for
from bot.script import Script
from bot.table import WAITING
from bot.turn import Deed, Place, Situation, Stage, Turn
from bot.utterance import Utterance
from bot.wording import as_lines, choices_of, fill

STILL_WAITING = "still_waiting"
"""The text for one who waits without danger; a scenario may leave it out."""


def next_word_at(script: Script, said: int, now: datetime, *, is_alarmed: bool) -> datetime | None:
    """When the next word is due after `said` of them; None when that was all.

    `is_alarmed`: danger was seen and nobody on staff has opened it.
    """
    follow_ups = script.office.follow_ups
    minutes = follow_ups.danger_minutes if is_alarmed else follow_ups.waiting_minutes
    return now + timedelta(minutes=minutes[said]) if said < len(minutes) else None


def may_push(script: Script, *, is_alarmed: bool) -> bool:
    """True when the office pays for a counted message where no free reply carries the word."""
    follow_ups = script.office.follow_ups
    return follow_ups.danger_push if is_alarmed else follow_ups.waiting_push


def follow_up(script: Script, place: Place, situation: Situation) -> Turn:
    """The word for now; an empty turn when somebody has opened the conversation meanwhile."""
    script = script.speaking(place.language)
    if not situation.is_unopened or situation.stage in (Stage.WITH_BOT, Stage.CLOSED):
        return Turn(place)
    if place.risk.is_danger:
        return _check_back(script, place, situation)
    said = script.scenario.texts.get(STILL_WAITING)
    if said is None or situation.stage is not Stage.WAITING:
        return Turn(place)
    return _offering(script, place, Utterance(fill(script, said.text, situation)), ())


def _check_back(script: Script, place: Place, situation: Situation) -> Turn:
    """Says honestly that nobody has read it, and gives the numbers that answer at this hour."""
    words = script.scenario.danger.check_back
    text = words.open if situation.is_open else words.closed
    lines = as_lines(lines_for(script, place, place.dangers, place.risk, situation))
    said = Utterance(fill(script, text, situation), lines=lines)
    return _offering(script, place, said, (Deed.ALARM,))


def _offering(script: Script, place: Place, said: Utterance, deeds: tuple[Deed, ...]) -> Turn:
    choices = choices_of(script, script.scenario.states[WAITING], None)
    said = replace(said, choices=choices, language=script.scenario.language)
    return Turn(place, (said,), deeds)
