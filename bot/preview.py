"""How a sentence looks where it is said: the bubbles of a phone, with numbers and buttons.

For whoever edits it. The moments are examples: an office that is open, one that is closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from bot import feedback
from bot.clock import say_moment, say_until, say_wait
from bot.script import Script
from bot.table import ASKING, START, WAITING, WITH_STAFF, State
from bot.turn import Place, Situation, Stage
from bot.utterance import Choice, Utterance
from bot.wording import as_lines, choices_of, corrected_words, fill, heard_words, places_for
from config.hours import opening
from config.resources import Resources
from nlp.reading import About, Intent, Risk

SceneCode = Literal["always", "open", "closed"]
WAIT = timedelta(minutes=40)
"""An example of how long somebody may wait."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The bubbles at one moment: `open` and `closed` where the sentence differs by the hour."""

    code: SceneCode
    say: tuple[Utterance, ...]


def preview(script: Script, key: str, now: datetime) -> tuple[Scene, ...]:
    """The scenes in which the sentence `key` is heard; empty for one that is never said alone."""
    group, _, name = key.partition(".")
    made = {
        situation: tuple(_say(script, group, name, world))
        for situation, world in _worlds(script, now)
    }
    scenes = [Scene(code, say) for code, say in made.items() if say]
    if len({scene.say for scene in scenes}) == 1:
        return (replace(scenes[0], code="always"),)
    return tuple(scenes)


def _worlds(script: Script, now: datetime) -> Iterator[tuple[SceneCode, Situation]]:
    doors = opening(script.office, now)
    at_work = now if doors.is_open else doors.opens_at or now
    closes = opening(script.office, at_work).closes_at
    at_night = (closes or at_work) + timedelta(minutes=1)
    for code, at in (("open", at_work), ("closed", at_night)):
        there = opening(script.office, at)
        yield (
            "open" if code == "open" else "closed",
            Situation(
                now=at,
                stage=Stage.WAITING,
                is_open=code == "open",
                opens_at=there.opens_at,
                closes_at=there.closes_at,
                tell_closed=True,
            ),
        )


def _say(script: Script, group: str, name: str, world: Situation) -> Iterator[Utterance]:
    match group:
        case "texts":
            yield from _text(script, name, world)
        case "questions":
            yield from _question(script, name.split(".")[0], world)
        case "buttons":
            yield from _button(script, name)
        case "heard":
            yield from _heard(script, name)
        case "danger":
            yield from _danger(script, name, world)
        case "when" | "clock":
            yield from _hours(script, group, name, world)
        case "feedback":
            yield from _feedback(script, name)
        case "places":
            yield from _places(script, name)
        case "office":
            yield from _text(script, _SAYS[name], world)


_SAYS = {
    "window": "hello",
    "reader": "human",
    "coordinator": "handed_to_coordinator",
    "hours_in_words": "aside_hours",
    "place_in_words": "aside_place",
}
"""A text in which each of the office's names is heard."""


def _text(script: Script, name: str, world: Situation) -> Iterator[Utterance]:
    bubble = script.scenario.texts[name]
    lines = script.hotlines.named(bubble.lines, world.now)
    choices = _buttons(script, _state_saying(script, name))
    yield Utterance(fill(script, bubble.text, world), choices, as_lines(lines))


def _state_saying(script: Script, name: str) -> State:
    """Where the talk stands after `name` was said, by the first row of the table that says it."""
    scenario = script.scenario
    for move in scenario.anywhere.values():
        if name in move.say:
            return scenario.states.get(move.go, scenario.states[START])
    for state in scenario.states.values():
        for move in state.hears.values():
            if name in move.say:
                return scenario.states.get(move.go, state)
    return scenario.states[WAITING]


def _buttons(script: Script, state: State) -> tuple[Choice, ...]:
    return choices_of(script, state, None)


def _question(script: Script, code: str, world: Situation) -> Iterator[Utterance]:
    question = script.scenario.question(code)
    if question:
        choices = choices_of(script, script.scenario.states[ASKING], question)
        yield Utterance(fill(script, question.text, world), choices)


def _button(script: Script, name: str) -> Iterator[Utterance]:
    for state in script.scenario.states.values():
        if name in state.buttons:
            yield Utterance("", _buttons(script, state))
            return


def _heard(script: Script, name: str) -> Iterator[Utterance]:
    codes = [code for code in script.scenario.heard.words if code != "neighbour_worry"]
    part, _, rest = name.partition(".")
    before, after = Place(), Place(concerns=tuple(codes[:2]), about=About.SELF)
    match part:
        case "sentences":
            after = replace(after, about=About(rest))
        case "words" if rest == "neighbour_worry":
            yield Utterance(script.scenario.heard.words[rest])  # the sentence says it by itself
            return
        case "words":
            after = replace(after, concerns=(rest,), about=About.UNKNOWN)
        case "neighbourly":
            after = Place(concerns=("neighbour_worry",))
        case "join":
            after = replace(after, intent=Intent.JOIN)
        case "nothing":
            after = Place()
        case "added":
            before = Place(concerns=(codes[2],))
        case "denied":
            yield Utterance(corrected_words(script, after, replace(after, concerns=()), ""))
            return
        case "more":
            after = replace(after, concerns=tuple(codes))
        case "corrected":
            question = script.scenario.question("urgency")
            urgency = question.answers[0].value if question and question.answers else ""
            yield Utterance(corrected_words(script, Place(), Place(urgency=urgency), ""))
            return
    yield Utterance(heard_words(script, before, after))


def _danger(script: Script, name: str, world: Situation) -> Iterator[Utterance]:
    danger = script.scenario.danger
    first, *rest = name.split(".")
    if first == "kinds":
        kind, *person, part = rest
        words = next(each for code, each in danger.kinds.items() if code == kind)
        text = getattr(getattr(words, person[0]) if person else words, part)
        risk = Risk.URGENT if part == "soon" else Risk.EMERGENCY
        age: Literal["child", "adult"] = "child" if person == ["minor"] else "adult"
        lines = script.hotlines.for_dangers((kind,), world.now, risk=risk, age=age)
        then = danger.afterwards.open if world.is_open else danger.afterwards.closed
        after = () if part == "again" else (Utterance(fill(script, then, world)),)
        said = (Utterance(fill(script, text, world), lines=as_lines(lines)), *after)
    else:
        words_of = {"again": danger.again}
        if rest:
            words_of[first] = getattr(getattr(danger, first), rest[0])
            if rest[0] != "with_staff" and (rest[0] == "open") is not world.is_open:
                return
        numbers = script.hotlines.for_dangers(("other",), world.now)
        lines = () if first == "afterwards" else numbers
        said = (Utterance(fill(script, words_of[first], world), lines=as_lines(lines)),)
    held = script.scenario.states[WITH_STAFF if rest == ["with_staff"] else WAITING]
    yield from (*said[:-1], replace(said[-1], choices=_buttons(script, held)))


def _hours(script: Script, group: str, name: str, world: Situation) -> Iterator[Utterance]:
    clock, words = script.scenario.clock, script.scenario.when
    opens, closes = world.opens_at or world.now, world.closes_at
    if group == "clock" and name.startswith("for_"):
        lasting = {"for_minutes": 40, "for_hours": 120, "for_both": 150}
        yield Utterance(say_wait(clock, timedelta(minutes=lasting[name])))
    elif group == "clock":
        at = {"later": opens + timedelta(days=9)}.get(name, opens)
        yield Utterance(clock.unknown if name == "unknown" else say_moment(clock, world.now, at))
    else:
        is_of_open = name in ("open", "ahead", "likely", "late")
        if is_of_open is not world.is_open:
            return
        yield Utterance(
            getattr(words, name).format(
                opens=say_moment(clock, world.now, opens),
                closes=say_until(clock, world.now, closes),
                reader=script.office.reader,
                ahead=3,
                wait=say_wait(clock, WAIT),
            )
        )


def _places(script: Script, name: str) -> Iterator[Utterance]:
    chosen = script.resources.resources
    if name == "anywhere":
        chosen = tuple(each for each in chosen if each.area is None)
    elif name.startswith("kinds."):
        chosen = tuple(each for each in chosen if each.kind == name.removeprefix("kinds."))
    found = places_for(replace(script, resources=Resources(resources=chosen)), Place())
    if found:
        yield found


def _feedback(script: Script, name: str) -> Iterator[Utterance]:
    words = script.scenario.feedback
    if name in ("thanks", "sorry"):
        yield Utterance(getattr(words, name))
    else:
        yield feedback.question(script)
