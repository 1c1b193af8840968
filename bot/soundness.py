"""What must hold for a scenario before anybody hears it: said at load, not found at night.

Nothing here reads texts for their tone; it finds the talk that would get stuck.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.limits import BUBBLES, CHOICES
from bot.proofs import Complaint, proofread
from bot.signals import Signal
from bot.table import (
    ASKING,
    BEFORE,
    COMPOSED,
    ERASING,
    NEXT,
    READ_BY_PEOPLE,
    READ_MARK,
    RETURNED,
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


def complaints(scenario: Scenario) -> list[Complaint]:
    """Each place that would fail, with a sentence that names the state. Empty when sound."""
    return [
        *proofread(scenario),
        *_missing_states(scenario),
        *_moves(scenario),
        *_unheard_signals(scenario),
        *_without_a_person(scenario),
        *_unreachable(scenario),
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
    if READ_MARK in scenario.texts and READ_BY_PEOPLE not in scenario.texts:
        yield ("texts", READ_MARK), f"{READ_BY_PEOPLE} is missing beside it"
    for number, remark in enumerate(scenario.smalltalk):
        if remark.say not in scenario.texts:
            yield ("smalltalk", number, "say"), f"{remark.say} is no text"


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
    for signal in (Signal.DONE, Signal.DONE_COMMUNITY, Signal.DONE_REPORT, Signal.SILENCE):
        done = scenario.anywhere.get(signal)
        if done and done.go != WAITING:
            yield ("anywhere", signal), f"{signal} does not lead to {WAITING}"


def _unreachable(scenario: Scenario) -> Iterator[Complaint]:
    # The service itself moves a talk to waiting and to staff, and begins it where one returns;
    # questions are entered by `next`.
    reached = {WAITING, WITH_STAFF, START, RETURNED}
    fresh = set(reached)
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


def _questions(scenario: Scenario) -> Iterator[Complaint]:
    # How many are asked is limited while the talk runs; the file may hold them for each track.
    codes = [question.code for question in scenario.questions]
    if len(set(codes)) != len(codes):
        yield ("questions",), "a question is given twice"
    for number, question in enumerate(scenario.questions):
        skip = scenario.states[ASKING].buttons if ASKING in scenario.states else ()
        if not any(scenario.buttons[name].sends is Signal.SKIP for name in skip):
            yield ("questions", number), f"state {question.code}: no button sends skip"
        if question.is_open and question.code != "sight":
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
