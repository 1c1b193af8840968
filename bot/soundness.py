"""What must hold for a scenario before anybody hears it: said at load, not found at night.

Nothing here reads texts for their tone; it finds the talk that would get stuck.
"""

from __future__ import annotations

import string
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.limits import BUBBLES, CHOICES, LABEL_GRAPHEMES, TEXT_UNITS, graphemes, units
from bot.passages import PatternError, check
from bot.signals import Signal
from bot.table import (
    ASKING,
    BEFORE,
    COMPOSED,
    ERASING,
    MOST_QUESTIONS,
    NEXT,
    START,
    STAY,
    WAITING,
    WITH_STAFF,
    Move,
)
from bot.turn import Deed
from nlp.reading import Danger

if TYPE_CHECKING:
    from bot.scenario import Scenario

ROOM = 1000
"""UTF-16 units kept free in every text for what its placeholders are filled with."""

PLACEHOLDERS = frozenset({"city", "window", "reader", "hours", "place", "when", "opens"})
"""What any text may name; the wording of each part knows its own besides."""

Complaint = tuple[tuple[int | str, ...], str]


def complaints(scenario: Scenario) -> list[Complaint]:
    """Each place that would fail, with a sentence that names the state. Empty when sound."""
    return [
        *_missing_states(scenario),
        *_moves(scenario),
        *_patterns(scenario),
        *_unheard_signals(scenario),
        *_without_a_person(scenario),
        *_unreachable(scenario),
        *_texts(scenario),
        *_labels(scenario),
        *_questions(scenario),
        *_erasing(scenario),
        *_danger(scenario),
    ]


def _missing_states(scenario: Scenario) -> Iterator[Complaint]:
    for name in (START, ASKING, ERASING, WAITING, WITH_STAFF):
        if name not in scenario.states:
            yield ("states",), f"state {name} is missing"


def _all_moves(scenario: Scenario) -> Iterator[tuple[tuple[str, ...], str, Signal, Move]]:
    for signal, move in scenario.anywhere.items():
        yield ("anywhere", signal), "anywhere", signal, move
    for name, state in scenario.states.items():
        for signal, move in state.hears.items():
            yield ("states", name, "hears", signal), name, signal, move


def _moves(scenario: Scenario) -> Iterator[Complaint]:
    goals = {STAY, NEXT, BEFORE, *scenario.states} - {ASKING}
    for loc, name, signal, move in _all_moves(scenario):
        if move.go not in goals:
            yield (*loc, "go"), f"state {name}: {signal} goes to {move.go}, which is no state"
        if len(move.say) > BUBBLES - 2:
            yield (*loc, "say"), f"state {name}: {signal} says more than {BUBBLES - 2} bubbles"
        for key in move.say:
            if key not in COMPOSED and key not in scenario.texts:
                yield (*loc, "say"), f"state {name}: {signal} says {key}, which is no text"
    if "chat" not in scenario.texts:
        yield ("texts",), "chat, the answer to small talk, is missing"
    for key, other in scenario.returning.items():
        for text in (key, other):
            if text and text not in scenario.texts:
                yield ("returning", key), f"{text} is no text"
    for number, aside in enumerate(scenario.asides):
        if aside.say not in scenario.texts:
            yield ("asides", number, "say"), f"{aside.say} is no text"
    for number, remark in enumerate(scenario.smalltalk):
        if remark.say not in scenario.texts:
            yield ("smalltalk", number, "say"), f"{remark.say} is no text"


def _patterns(scenario: Scenario) -> Iterator[Complaint]:
    written: list[tuple[tuple[int | str, ...], str]] = [
        (("asides", number, "asks", place), pattern)
        for number, aside in enumerate(scenario.asides)
        for place, pattern in enumerate(aside.asks)
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


def _unheard_signals(scenario: Scenario) -> Iterator[Complaint]:
    for signal in Signal:
        if signal not in scenario.anywhere:
            yield ("anywhere",), f"{signal} has no move, so a state may have no answer to it"


def _without_a_person(scenario: Scenario) -> Iterator[Complaint]:
    human = scenario.buttons.get("human")
    if human is None or human.sends is not Signal.HUMAN:
        yield ("buttons",), "there is no button human that sends human"
    for name, state in scenario.states.items():
        if "human" not in state.buttons:
            yield ("states", name), f"state {name} does not offer the button human"
        for number, button in enumerate(state.buttons):
            if button not in scenario.buttons:
                yield ("states", name, "buttons", number), f"state {name}: no button {button}"
        reached = scenario.move(state, Signal.HUMAN) if Signal.HUMAN in scenario.anywhere else None
        if reached and name not in (WAITING, WITH_STAFF) and reached.go != WAITING:
            yield ("states", name), f"state {name}: human does not lead to {WAITING}"
    for signal in (Signal.DONE, Signal.DONE_LIGHTLY, Signal.SILENCE):
        done = scenario.anywhere.get(signal)
        if done and done.go != WAITING:
            yield ("anywhere", signal), f"{signal} does not lead to {WAITING}"


def _unreachable(scenario: Scenario) -> Iterator[Complaint]:
    # The service itself moves a talk to waiting and to staff; questions are entered by `next`.
    reached, fresh = {WAITING, WITH_STAFF, START}, {START, WAITING, WITH_STAFF}
    while fresh:
        name = fresh.pop()
        if name not in scenario.states:
            continue
        for signal in scenario.anywhere:
            goal = scenario.move(scenario.states[name], signal).go
            goal = ASKING if goal == NEXT else goal
            if goal in scenario.states and goal not in reached:
                reached.add(goal)
                fresh.add(goal)
    for name in scenario.states:
        if name not in reached:
            yield ("states", name), f"state {name} is never reached"


def _texts(scenario: Scenario) -> Iterator[Complaint]:
    for key, bubble in scenario.texts.items():
        yield from _text(("texts", key), bubble.text, PLACEHOLDERS)
    for number, question in enumerate(scenario.questions):
        yield from _text(("questions", number, "text"), question.text, PLACEHOLDERS)
    for kind, words in scenario.danger.kinds.items():
        for part in ("now", "soon", "again"):
            yield from _text(("danger", "kinds", kind, part), getattr(words, part), PLACEHOLDERS)
    for part in ("open", "closed", "with_staff"):
        text = getattr(scenario.danger.afterwards, part)
        yield from _text(("danger", "afterwards", part), text, PLACEHOLDERS)
    yield from _text(("danger", "again"), scenario.danger.again, PLACEHOLDERS)
    for part in ("open", "closed", "closed_again", "notice"):
        text = getattr(scenario.when, part)
        yield from _text(("when", part), text, frozenset({"opens", "closes", "reader"}))
    for about, sentence in scenario.heard.sentences.items():
        yield from _text(("heard", "sentences", about), sentence, frozenset({"concerns"}))
    for part in ("neighbourly", "join", "added"):
        text = getattr(scenario.heard, part)
        yield from _text(("heard", part), text, frozenset({"concerns"}))
    yield from _text(("heard", "corrected"), scenario.heard.corrected, frozenset({"facts"}))
    moment = frozenset({"weekday", "month", "day", "hour", "minute", "time"})
    for part in ("today", "tomorrow", "later", "on_the_hour", "with_minutes"):
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


def _questions(scenario: Scenario) -> Iterator[Complaint]:
    codes = [question.code for question in scenario.questions]
    if len(codes) > MOST_QUESTIONS or len(set(codes)) != len(codes):
        yield ("questions",), f"at most {MOST_QUESTIONS} questions, each once"
    for number, question in enumerate(scenario.questions):
        if question.code != "area" and not question.answers:
            yield ("questions", number), f"state {question.code}: the question has no answers"
        if len(question.answers) + 2 > CHOICES:
            yield ("questions", number), f"state {question.code}: more than {CHOICES} buttons"
        if len({answer.value for answer in question.answers}) != len(question.answers):
            yield ("questions", number), f"state {question.code}: a value is given twice"


def _erasing(scenario: Scenario) -> Iterator[Complaint]:
    state = scenario.states.get(ERASING)
    if state is None:
        return
    if Deed.ERASE not in scenario.move(state, Signal.YES).do:
        yield ("states", ERASING), f"state {ERASING}: yes does not erase"
    if scenario.move(state, Signal.NO).go != BEFORE:
        yield ("states", ERASING), f"state {ERASING}: no does not lead back ({BEFORE})"
    for name in scenario.states:
        if name != ERASING and scenario.move(scenario.states[name], Signal.ERASE).go != ERASING:
            yield ("states", name), f"state {name}: erase does not lead to {ERASING}"


def _danger(scenario: Scenario) -> Iterator[Complaint]:
    for kind in Danger:
        if kind not in scenario.danger.kinds:
            yield ("danger", "kinds"), f"{kind} has no words"
        if kind not in scenario.danger.order:
            yield ("danger", "order"), f"{kind} is missing"
