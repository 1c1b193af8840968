"""Texts put together from the scenario: what was heard, when people read, which buttons stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.asides import answer_key, asides_in, facts_put_right
from bot.clock import say_moment, say_until, say_wait
from bot.passages import holds_any
from bot.script import Script
from bot.signals import Signal
from bot.table import (
    ASIDE,
    CORRECTED,
    HEARD,
    PLACES,
    QUESTION,
    SMALLTALK,
    Bubble,
    Question,
    State,
)
from bot.turn import Place, Situation
from bot.utterance import Card, Choice, Line, Utterance
from bot.words import PlaceWords
from config.hotlines import Hotline
from config.hours import opening
from config.resources import Resource
from nlp.reading import About, Intent

WHEN = "{when}"
CHAT = "chat"
"""The text for small talk that no remark of the scenario fits."""

WATCHED = "watched"
"""The text for one who may get worse and is still being asked; a scenario may leave it out."""


def speak(
    script: Script, key: str, before: Place, after: Place, situation: Situation, text: str
) -> Utterance | None:
    """The bubble that `key` names; None where the scenario has nothing to say."""
    if key == HEARD:
        return Utterance(heard_words(script, before, after))
    if key == ASIDE:
        return answer_asides(script, situation, text)
    if key == CORRECTED:
        return Utterance(corrected_words(script, before, after, text))
    if key == QUESTION:
        question = script.scenario.question(after.state)
        return Utterance(fill(script, question.text, situation)) if question else None
    if key == PLACES:
        return places_for(script, after)
    bubble = _bubble(script, key, situation, text)
    if bubble is None:
        return None
    lines = script.hotlines.named(bubble.lines, situation.now)
    return Utterance(fill(script, bubble.text, situation), lines=as_lines(lines))


def answer_asides(script: Script, situation: Situation, text: str) -> Utterance | None:
    """The answers to what `text` asks in passing, as one bubble; None when it asks nothing."""
    answers = [
        script.scenario.texts[answer_key(script, aside)] for aside in asides_in(script, text)
    ]
    if not answers:
        return None
    codes = [code for answer in answers for code in answer.lines]
    lines = script.hotlines.named(codes, situation.now)
    words = "\n".join(fill(script, answer.text, situation) for answer in answers)
    return Utterance(words, lines=as_lines(lines))


def places_for(script: Script, place: Place) -> Utterance | None:
    """Places and groups that fit the wish, as cards; None where the office names none."""
    words = script.scenario.places
    found = script.resources.matching(
        activity=place.activity, area=place.area, time=place.free_time, concerns=place.concerns
    )
    if not found:
        return None
    return Utterance(words.text, cards=tuple(_card(script, words, each) for each in found))


def _card(script: Script, words: PlaceWords, resource: Resource) -> Card:
    area = script.office.area(resource.area)
    said = resource.words_in(script.scenario.language)
    shown = said or resource
    # The Japanese name stays: it is what stands at the door.
    names = (resource.name,) if said and said.name != resource.name else ()
    return Card(
        title=shown.name,
        kind=words.kind.format(
            kind=words.kinds.get(resource.kind, resource.kind),
            area=area.label if area else words.anywhere,
        ),
        details=(*names, shown.when, shown.for_whom, shown.join),
    )


def names_the_hour(script: Script, key: str, situation: Situation, text: str) -> bool:
    """True when the bubble that `key` names says by itself when people read."""
    bubble = _bubble(script, key, situation, text)
    return bubble is not None and WHEN in bubble.text


def _bubble(script: Script, key: str, situation: Situation, text: str) -> Bubble | None:
    """The bubble behind `key` as it is written, with its placeholders."""
    if key == SMALLTALK:
        key = _remark(script, text)
    if situation.is_returning:
        key = script.scenario.returning.get(key, key)
    return script.scenario.texts.get(key)


def fill(script: Script, text: str, situation: Situation) -> str:
    """`text` with the office's names and hours in place of the placeholders."""
    office = script.office
    return text.format(
        city=office.name,
        window=office.window,
        coordinator=office.coordinator,
        reader=office.reader,
        hours=office.hours_in_words,
        place=office.place_in_words,
        when=_when(script, situation),
        opens=_opens(script, situation),
    )


def closed_notice(script: Script, situation: Situation) -> Utterance:
    """That nobody is in the office, and when somebody reads."""
    opens = _opens(script, situation)
    return Utterance(
        script.scenario.when.notice.format(opens=opens, closes="", reader=script.office.reader)
    )


def heard_words(script: Script, before: Place, after: Place) -> str:
    """What was heard, in our own plain words: all of it at first, later only what is new."""
    words = script.scenario.heard
    if before.concerns:
        new = [code for code in after.concerns if code not in before.concerns]
        named = _named(script, new)
        return words.added.format(concerns=named) if named else words.nothing
    # That one worries about somebody near is said by the sentence; the list says what about.
    told = [code for code in after.concerns if code != "neighbour_worry"]
    if not _named(script, told):
        return words.nothing if not after.concerns else words.neighbourly
    named = _named(script, after.concerns if after.about is About.UNKNOWN else told)
    if after.intent is Intent.JOIN:
        return words.join.format(concerns=named)
    return words.sentences[after.about].format(concerns=named)


def corrected_words(script: Script, before: Place, after: Place, text: str) -> str:
    """What somebody put right: troubles that are none, or facts by the labels of our answers."""
    gone = [code for code in before.concerns if code not in after.concerns]
    if gone:
        said = script.scenario.heard.denied.format(concerns=_named(script, gone))
        new = set(after.concerns) - set(before.concerns)
        return f"{said}\n{heard_words(script, before, after)}" if new else said
    facts = facts_put_right(script, text) or {"urgency": after.urgency or ""}
    labels = [
        answer.label
        for code, value in facts.items()
        if (question := script.scenario.question(code))
        for answer in script.answers(question)
        if answer.value == value
    ]
    words = script.scenario.heard
    return words.corrected.format(facts=words.joiner.join(labels))


def choices_of(script: Script, state: State, question: Question | None) -> tuple[Choice, ...]:
    """The buttons where the talk now stands: the answers to an open question come first."""
    scenario = script.scenario
    choices = []
    if question:
        choices += [
            Choice(answer.label, f"{question.code}={answer.value}")
            for answer in script.answers(question)
        ]
    for name in state.buttons:
        button = scenario.buttons[name]
        is_skip = question is not None and button.sends is Signal.SKIP
        choices.append(Choice(question.skip if question and is_skip else button.label, name))
    return tuple(choices)


def as_lines(hotlines: Iterable[Hotline]) -> tuple[Line, ...]:
    """Hotlines as the lines of an utterance."""
    return tuple(Line(line.name, line.number, line.hours, line.tel) for line in hotlines)


def _named(script: Script, concerns: Iterable[str]) -> str:
    words = script.scenario.heard
    names = list(dict.fromkeys(words.words[code] for code in concerns if code in words.words))
    more = words.more if len(names) > words.most else ""
    return words.joiner.join(names[: words.most]) + more


def _remark(script: Script, text: str) -> str:
    for remark in script.scenario.smalltalk:
        if holds_any(remark.words, text):
            return remark.say
    return CHAT


def _when(script: Script, situation: Situation) -> str:
    scenario = script.scenario
    words = scenario.when
    pattern = words.open
    if not situation.is_open:
        pattern = words.closed if situation.tell_closed else words.closed_again
    closes = situation.closes_at or opening(script.office, situation.now).closes_at
    said = pattern.format(
        closes=say_until(scenario.clock, situation.now, closes),
        opens=_opens(script, situation),
        reader=script.office.reader,
    )
    line = _line(script, situation, closes) if situation.is_open else ""
    return f"{said}\n{line}" if line else said


def _line(script: Script, situation: Situation, closes: datetime | None) -> str:
    """How many wait before this person, and how long that may take; empty where none do."""
    words, clock = script.scenario.when, script.scenario.clock
    each = script.office.limits.minutes_per_person
    if not situation.ahead:
        return ""
    if each is None:
        return words.ahead.format(ahead=situation.ahead)
    wait = timedelta(minutes=each * situation.ahead)
    if closes and situation.now + wait > closes:
        opens = opening(script.office, closes).opens_at
        return words.late.format(
            ahead=situation.ahead, opens=say_moment(clock, situation.now, opens)
        )
    return words.likely.format(ahead=situation.ahead, wait=say_wait(clock, wait))


def _opens(script: Script, situation: Situation) -> str:
    at = situation.opens_at or opening(script.office, situation.now).opens_at
    return say_moment(script.scenario.clock, situation.now, at)
