"""Proofs of a scenario's texts: lengths that fit every door, known placeholders, patterns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.limits import CHOICES
from bot.passages import PatternError, check
from bot.sentences import Fault, Sentence, faults, sentences

if TYPE_CHECKING:
    from bot.scenario import Scenario

Complaint = tuple[tuple[int | str, ...], str]
"""Where in the file, and a sentence that names what is wrong."""


def proofread(scenario: Scenario) -> Iterator[Complaint]:
    """Each text, label and pattern that would not do."""
    yield from _sentences(scenario)
    yield from _buttons(scenario)
    yield from _patterns(scenario)


def _sentences(scenario: Scenario) -> Iterator[Complaint]:
    for sentence in sentences(scenario):
        for fault in faults(sentence, sentence.text):
            yield sentence.loc, _said(fault, sentence)


def _said(fault: Fault, sentence: Sentence) -> str:
    match fault.code:
        case "empty":
            return "is empty"
        case "too_long":
            return f"longer than {fault.detail} characters"
        case "not_closed":
            return "a brace is not closed, or holds more than a name"
        case "wide_brace":
            return "a brace is a wide one: write { and }"
        case "unknown_placeholder":
            known = ", ".join(sorted(sentence.known))
            return f"{{{fault.detail}}} is no placeholder here; known: {known}"
        case "unsound":
            return "would make the scenario unsound"


def _buttons(scenario: Scenario) -> Iterator[Complaint]:
    for name, state in scenario.states.items():
        if len(state.buttons) > CHOICES:
            yield ("states", name, "buttons"), f"state {name}: more than {CHOICES} buttons"


def _patterns(scenario: Scenario) -> Iterator[Complaint]:
    written: list[tuple[tuple[int | str, ...], str]] = [
        (("asides", number, "asks", place), pattern)
        for number, aside in enumerate(scenario.asides)
        for place, pattern in enumerate(aside.asks)
    ]
    written += [
        (("danger", "minor_says", place), pattern)
        for place, pattern in enumerate(scenario.danger.minor_says)
    ]
    written += [
        (("wishes", part, place), pattern)
        for part in ("human", "erase", "stop")
        for place, pattern in enumerate(getattr(scenario.wishes, part))
    ]
    for part in ("begins", "denies", "bare"):
        written += [
            (("corrections", part, place), pattern)
            for place, pattern in enumerate(getattr(scenario.corrections, part))
        ]
    for loc, pattern in written:
        try:
            check(pattern)
        except PatternError as error:
            yield loc, f"{pattern}: {error}"
