"""What the window and its people are called, and how its hours are said: words of the office that
stand inside the sentences of the scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.sentences import Sentence
from config.office import Office

NAME, PHRASE = 60, 200
"""UTF-16 units of a name, and of what is said about hours and place."""

PARTS = {
    "window": NAME,
    "reader": NAME,
    "coordinator": NAME,
    "hours_in_words": PHRASE,
    "place_in_words": PHRASE,
}
"""The parts that may be edited, with what each may hold."""


def plates(office: Office) -> Iterator[Sentence]:
    """Each part as a sentence, as this office says it in one language."""
    for part, most in PARTS.items():
        loc = ("office", part)
        yield Sentence(".".join(loc), loc, getattr(office, part), most=most)


def renamed(office: Office, texts: Mapping[str, str]) -> Office:
    """The office with these texts, by part, in place of its own."""
    return office.model_copy(update=dict(texts)) if texts else office
