"""Proofs of a scenario's texts: lengths that fit every door, known placeholders, patterns."""

from __future__ import annotations

import string
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.limits import CHOICES, LABEL_GRAPHEMES, TEXT_UNITS, graphemes, units
from bot.passages import PatternError, check

if TYPE_CHECKING:
    from bot.scenario import Scenario

ROOM = 1000
"""UTF-16 units kept free in every text for what its placeholders are filled with."""

PLACEHOLDERS = frozenset(
    {"city", "coordinator", "window", "reader", "hours", "place", "when", "opens"}
)
"""What any text may name; the wording of each part knows its own besides."""

_LASTING = ("for_minutes", "for_hours", "for_both")

Complaint = tuple[tuple[int | str, ...], str]
"""Where in the file, and a sentence that names what is wrong."""


def proofread(scenario: Scenario) -> Iterator[Complaint]:
    """Each text, label and pattern that would not do."""
    yield from _texts(scenario)
    yield from _labels(scenario)
    yield from _patterns(scenario)


def _texts(scenario: Scenario) -> Iterator[Complaint]:
    for key, bubble in scenario.texts.items():
        yield from _text(("texts", key), bubble.text, PLACEHOLDERS)
    for number, question in enumerate(scenario.questions):
        yield from _text(("questions", number, "text"), question.text, PLACEHOLDERS)
    for kind, words in scenario.danger.kinds.items():
        for part in ("now", "soon", "again"):
            yield from _text(("danger", "kinds", kind, part), getattr(words, part), PLACEHOLDERS)
        for person in ("minor", "family", "others"):
            for part in ("now", "soon"):
                text = getattr(getattr(words, person), part)
                yield from _text(("danger", "kinds", kind, person, part), text, PLACEHOLDERS)
    for part in ("open", "closed", "with_staff"):
        text = getattr(scenario.danger.afterwards, part)
        yield from _text(("danger", "afterwards", part), text, PLACEHOLDERS)
    for part in ("open", "closed"):
        text = getattr(scenario.danger.check_back, part)
        yield from _text(("danger", "check_back", part), text, PLACEHOLDERS)
    yield from _text(("danger", "again"), scenario.danger.again, PLACEHOLDERS)
    for part in ("open", "closed", "closed_again", "notice"):
        text = getattr(scenario.when, part)
        yield from _text(("when", part), text, frozenset({"opens", "closes", "reader"}))
    for part in ("ahead", "likely", "late"):
        known = frozenset({"ahead", "wait", "opens"})
        yield from _text(("when", part), getattr(scenario.when, part), known)
    for about, sentence in scenario.heard.sentences.items():
        yield from _text(("heard", "sentences", about), sentence, frozenset({"concerns"}))
    for part in ("neighbourly", "join", "added"):
        text = getattr(scenario.heard, part)
        yield from _text(("heard", part), text, frozenset({"concerns"}))
    yield from _text(("heard", "corrected"), scenario.heard.corrected, frozenset({"facts"}))
    moment = frozenset({"weekday", "month", "day", "hour", "minute", "time"})
    for part in ("today", "tomorrow", "later", "on_the_hour", "with_minutes", *_LASTING):
        yield from _text(("clock", part), getattr(scenario.clock, part), moment)


def _text(loc: tuple[int | str, ...], text: str, known: frozenset[str]) -> Iterator[Complaint]:
    if units(text) > TEXT_UNITS - ROOM:
        yield loc, f"longer than {TEXT_UNITS - ROOM} characters"
    try:
        named = {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}
    except ValueError:
        yield loc, "a brace is not closed"
        return
    for field in sorted(named - known):
        yield loc, f"{{{field}}} is no placeholder here; known: {', '.join(sorted(known))}"


def _labels(scenario: Scenario) -> Iterator[Complaint]:
    for name, button in scenario.buttons.items():
        if graphemes(button.label) > LABEL_GRAPHEMES:
            yield ("buttons", name, "label"), f"longer than {LABEL_GRAPHEMES} characters"
    for face, label in scenario.feedback.faces.items():
        if graphemes(label) > LABEL_GRAPHEMES:
            yield ("feedback", "faces", face), f"longer than {LABEL_GRAPHEMES} characters"
    for part in ("ask", "thanks", "sorry"):
        yield from _text(("feedback", part), getattr(scenario.feedback, part), frozenset())
    for number, question in enumerate(scenario.questions):
        for place, answer in enumerate(question.answers):
            if graphemes(answer.label) > LABEL_GRAPHEMES:
                loc = ("questions", number, "answers", place, "label")
                yield loc, f"longer than {LABEL_GRAPHEMES} characters"
        if graphemes(question.skip) > LABEL_GRAPHEMES:
            yield ("questions", number, "skip"), f"longer than {LABEL_GRAPHEMES} characters"
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
    for part in ("begins", "bare"):
        written += [
            (("corrections", part, place), pattern)
            for place, pattern in enumerate(getattr(scenario.corrections, part))
        ]
    for loc, pattern in written:
        try:
            check(pattern)
        except PatternError as error:
            yield loc, f"{pattern}: {error}"
