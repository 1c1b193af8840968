"""Every sentence that a scenario shows to residents: where it stands, what it may name and hold."""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.limits import LABEL_GRAPHEMES, TEXT_UNITS, graphemes, units

if TYPE_CHECKING:
    from bot.scenario import Scenario

ROOM = 1000
"""UTF-16 units kept free in every text for what its placeholders are filled with."""

PLACEHOLDERS = frozenset(
    {"city", "coordinator", "window", "reader", "hours", "place", "when", "opens"}
)
"""What any text may name; the wording of each part knows its own besides."""

_NONE: frozenset[str] = frozenset()
_WHEN = frozenset({"opens", "closes", "reader"})
_AHEAD = frozenset({"ahead", "wait", "opens"})
_CONCERNS = frozenset({"concerns"})
_MOMENT = frozenset({"weekday", "month", "day", "hour", "minute", "mm", "time"})
_MOMENTS = ("today", "tomorrow", "later", "on_the_hour", "with_minutes", "unknown")
_LASTING = ("for_minutes", "for_hours", "for_both")

Loc = tuple[int | str, ...]
FaultCode = Literal[
    "empty", "too_long", "not_closed", "unknown_placeholder", "wide_brace", "unsound"
]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One text or label.

    `key` names it for people and rows, with codes where `loc`, its place in the scenario, has
    positions: `questions.about.answers.self`. `known` are the placeholders it may hold, `most`
    the UTF-16 units of a text. `is_grave`: somebody in danger may read it.
    """

    key: str
    loc: Loc
    text: str
    known: frozenset[str] = _NONE
    is_label: bool = False
    is_grave: bool = False
    most: int = TEXT_UNITS - ROOM


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text can't stand where it should: `detail` is the limit or the word at fault.

    `unsound`: by itself it would do, and the whole scenario would not.
    """

    code: FaultCode
    detail: str = ""


def sentences(scenario: Scenario) -> Iterator[Sentence]:
    """All of them, in the order of the scenario; what is left empty is not among them."""
    for each in _all(scenario):
        if each.text:
            yield each


def placeholders_in(text: str) -> frozenset[str]:
    """What stands in braces. Raises ValueError where a brace is open or holds more than a name."""
    names = set()
    for _, name, form, conversion in string.Formatter().parse(text):
        if form or conversion:
            raise ValueError("more than a name in braces")
        if name is not None:
            names.add(name)
    return frozenset(names)


def faults(sentence: Sentence, text: str) -> Iterator[Fault]:
    """Everything that keeps `text` from standing where `sentence` stands."""
    if not text.strip():
        yield Fault("empty")
    if sentence.is_label:
        if graphemes(text) > LABEL_GRAPHEMES:
            yield Fault("too_long", str(LABEL_GRAPHEMES))
        return  # a label is shown as it is written
    if units(text) > sentence.most:
        yield Fault("too_long", str(sentence.most))
    if "｛" in text or "｝" in text:
        yield Fault("wide_brace")
    try:
        named = placeholders_in(text)
    except ValueError:
        yield Fault("not_closed")
        return
    for name in sorted(named - sentence.known):
        yield Fault("unknown_placeholder", name)


def _all(scenario: Scenario) -> Iterator[Sentence]:
    for key, bubble in scenario.texts.items():
        loc = ("texts", key, "text")
        yield Sentence(f"texts.{key}", loc, bubble.text, PLACEHOLDERS, is_grave=bool(bubble.lines))
    yield from _asked(scenario)
    for name, button in scenario.buttons.items():
        loc = ("buttons", name, "label")
        yield Sentence(f"buttons.{name}", loc, button.label, is_label=True)
    yield from _heard(scenario)
    yield from _in_danger(scenario)
    yield from _timed(scenario)
    yield from _afterwards(scenario)


def _part(
    loc: tuple[str, ...], text: str, known: frozenset[str], *, is_grave: bool = False
) -> Sentence:
    return Sentence(".".join(loc), loc, text, known, is_grave=is_grave)


def _asked(scenario: Scenario) -> Iterator[Sentence]:
    for number, question in enumerate(scenario.questions):
        key, loc = f"questions.{question.code}", ("questions", number)
        yield Sentence(f"{key}.text", (*loc, "text"), question.text, PLACEHOLDERS)
        for place, answer in enumerate(question.answers):
            at = (*loc, "answers", place, "label")
            yield Sentence(f"{key}.answers.{answer.value}", at, answer.label, is_label=True)
        yield Sentence(f"{key}.skip", (*loc, "skip"), question.skip, is_label=True)


def _heard(scenario: Scenario) -> Iterator[Sentence]:
    heard = scenario.heard
    for about, sentence in heard.sentences.items():
        yield _part(("heard", "sentences", about), sentence, _CONCERNS)
    for part, known in (
        ("neighbourly", _CONCERNS),
        ("join", _CONCERNS),
        ("nothing", _NONE),
        ("added", _CONCERNS),
        ("corrected", frozenset({"facts"})),
        ("denied", _CONCERNS),
        ("more", _NONE),
    ):
        yield _part(("heard", part), getattr(heard, part), known)
    for code, words in heard.words.items():
        yield _part(("heard", "words", code), words, _NONE)


def _in_danger(scenario: Scenario) -> Iterator[Sentence]:
    danger = scenario.danger
    for kind, words in danger.kinds.items():
        loc = ("danger", "kinds", kind)
        for part in ("now", "soon", "again"):
            yield _part((*loc, part), getattr(words, part), PLACEHOLDERS, is_grave=True)
        for person in ("minor", "family", "others"):
            for part in ("now", "soon"):
                text = getattr(getattr(words, person), part)
                yield _part((*loc, person, part), text, PLACEHOLDERS, is_grave=True)
    yield _part(("danger", "again"), danger.again, PLACEHOLDERS, is_grave=True)
    for name, parts in (
        ("afterwards", ("open", "closed", "with_staff")),
        ("check_back", ("open", "closed")),
    ):
        for part in parts:
            text = getattr(getattr(danger, name), part)
            yield _part(("danger", name, part), text, PLACEHOLDERS, is_grave=True)


def _timed(scenario: Scenario) -> Iterator[Sentence]:
    for part in ("open", "closed", "closed_again", "notice"):
        yield _part(("when", part), getattr(scenario.when, part), _WHEN)
    for part in ("ahead", "likely", "late"):
        yield _part(("when", part), getattr(scenario.when, part), _AHEAD)
    for part in (*_MOMENTS, *_LASTING):
        yield _part(("clock", part), getattr(scenario.clock, part), _MOMENT)


def _afterwards(scenario: Scenario) -> Iterator[Sentence]:
    places, feedback = scenario.places, scenario.feedback
    yield _part(("places", "text"), places.text, _NONE)
    yield _part(("places", "kind"), places.kind, frozenset({"kind", "area"}))
    yield _part(("places", "anywhere"), places.anywhere, _NONE)
    for kind, words in places.kinds.items():
        yield _part(("places", "kinds", kind), words, _NONE)
    for part in ("ask", "thanks", "sorry"):
        yield _part(("feedback", part), getattr(feedback, part), _NONE)
    for face, label in feedback.faces.items():
        yield Sentence(f"feedback.faces.{face}", ("feedback", "faces", face), label, is_label=True)
