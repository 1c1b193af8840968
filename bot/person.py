"""For whom a danger is answered: the same trouble needs other words for a child or a neighbour."""

from __future__ import annotations

from enum import StrEnum

from bot.passages import found_in
from bot.script import Script
from bot.turn import Place
from nlp.reading import About


class Person(StrEnum):
    """Who writes: about themselves, as a minor, about family, about somebody else."""

    SELF = "self"
    MINOR = "minor"
    FAMILY = "family"
    OTHERS = "others"


def says_minor(script: Script, text: str) -> bool:
    """True when the writer says in passing that they are under eighteen (「中2です」)."""
    return found_in(script.scenario.danger.minor_says, text)


def person_of(script: Script, place: Place) -> Person:
    """Who writes, as far as the talk tells. Whose trouble it is goes before how old they are."""
    if place.about is About.FAMILY:
        return Person.FAMILY
    if place.about in (About.NEIGHBOUR, About.ACQUAINTANCE):
        return Person.OTHERS
    is_child = set(place.concerns) & set(script.scenario.danger.child_concerns)
    return Person.MINOR if place.is_minor or is_child else Person.SELF
