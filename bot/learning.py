"""What is known after one more arrival. Nothing here speaks or decides; facts only add up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from bot.asides import concerns_denied, facts_put_right, is_bare_no, is_correction, is_only_aside
from bot.limits import graphemes
from bot.person import says_minor
from bot.questions import answer_in, is_known, is_remark
from bot.script import JAPANESE, Script
from bot.table import Question
from bot.turn import Heard, Kind, Place
from nlp.reading import About, Intent, Reading

T = TypeVar("T")

_MEDIA = (Kind.IMAGE, Kind.VIDEO, Kind.AUDIO, Kind.FILE, Kind.LOCATION)
_WANTS = (
    Intent.SMALLTALK,
    Intent.OUT_OF_SCOPE,
    Intent.HUMAN,
    Intent.INFORMATION,
    Intent.JOIN,
    Intent.CONSULT,
)
"""What people want of us, weakest first. 消して and やめる are about the talk and not kept."""


_COMMUNITY = frozenset({"participation", "volunteering"})


def learn(script: Script, place: Place, heard: Heard, asked: Question | None) -> Place:
    """`place` with what `heard` adds; `asked` is the question that is open."""
    if heard.kind is Kind.CHOICE:
        return _tapped(script, place, heard.choice)
    if heard.reading and is_only_aside(script, heard):
        return place
    if heard.reading and is_bare_no(script, heard.text):
        return replace(place, about=About.UNKNOWN)
    if heard.reading:
        is_asked = asked is not None and asked.code == "about"
        is_named = is_asked or is_correction(script, heard.text)
        place = _read(place, heard.reading, is_about_named=is_named)
        denied = concerns_denied(script, place, heard.text)
        if denied:
            left = tuple(code for code in place.concerns if code not in denied)
            place = replace(place, concerns=left, derived=())
    if heard.kind in _MEDIA:
        place = replace(place, seen=_with(place.seen, heard.kind.value))
    if heard.text:
        place = _named(script, place, heard.text, asked)
        for code, value in facts_put_right(script, heard.text).items():
            place = _with_fact(place, code, value)
        if says_minor(script, heard.text):
            place = replace(place, is_minor=True)
        if _says_something(script, heard):
            place = replace(place, seen=_with(place.seen, "words"))
    return place


def is_substantial(place: Place) -> bool:
    """True when there is something that a person should see."""
    return bool(
        place.concerns
        or place.seen
        or place.risk.rank
        or place.area
        or place.urgency
        or place.about is not About.UNKNOWN
        or place.intent is not Intent.SMALLTALK
    )


def _says_something(script: Script, heard: Heard) -> bool:
    """True for a text that the reading made nothing of, and that is more than a hello."""
    return (
        heard.kind is Kind.TEXT
        and heard.reading is not None
        and heard.reading.intent is Intent.SMALLTALK
        and graphemes(heard.text) >= script.scenario.worth_reading
        and not is_remark(script, heard.text)
    )


def has_news(before: Place, after: Place) -> bool:
    """True when a new trouble was told, or the old one turned out to be worse."""
    return set(after.concerns) != set(before.concerns) or after.risk.rank > before.risk.rank


def _tapped(script: Script, place: Place, choice: str) -> Place:
    code, is_answer, value = choice.partition("=")
    if is_answer:
        question = script.scenario.question(code)
        known = {answer.value for answer in script.answers(question)} if question else set()
        return _with_fact(place, code, value) if value in known else place
    button = script.scenario.buttons.get(choice)
    if button is None:
        return place
    learns = button.learns
    return replace(
        place,
        concerns=_with(place.concerns, *learns.concerns),
        about=place.about if place.about is not About.UNKNOWN else learns.about,
        intent=_stronger(place.intent, learns.intent),
        seen=_with(place.seen, *learns.seen),
    )


def _read(place: Place, reading: Reading, *, is_about_named: bool) -> Place:
    seen = place.seen
    if reading.is_unread:
        seen = _with(seen, "unread")
    if reading.intent in (Intent.INFORMATION, Intent.OUT_OF_SCOPE):
        seen = _with(seen, "question")
    is_answer = is_about_named and reading.about is not About.UNKNOWN
    is_first = place.about is About.UNKNOWN
    return replace(
        place,
        concerns=_with(place.concerns, *reading.concerns),
        derived=_with(place.derived, *reading.derived),
        dangers=_with(place.dangers, *reading.dangers),
        risk=max(place.risk, reading.risk, key=lambda risk: risk.rank),
        about=reading.about if is_answer or is_first else place.about,
        intent=_wish(place, reading),
        seen=seen,
    )


def _named(script: Script, place: Place, text: str, asked: Question | None) -> Place:
    for question in script.scenario.questions:
        is_asked = question is asked
        # How soon help is needed may change with every word; a place in passing changes nothing.
        if is_known(place, question.code) and not is_asked and question.code != "urgency":
            continue
        if is_asked and question.code == "about" and _is_read(place):
            continue
        value = answer_in(script, question, text, is_asked=is_asked)
        if value:
            place = _with_fact(place, question.code, value)
    return place


def _is_read(place: Place) -> bool:
    """True when the reading has said whose trouble it is; a word of ours knows better only that
    somebody else was named, and outside Japanese."""
    return place.language in JAPANESE and place.about not in (About.UNKNOWN, About.SELF)


def _with_fact(place: Place, code: str, value: str) -> Place:
    if code == "about":
        return replace(place, about=About(value))
    fact: dict[str, Any] = {code: value}
    return replace(place, **fact)


def _wish(place: Place, reading: Reading) -> Intent:
    """Who wants to join in stays so while no trouble is told: 「土日なら」 is no consultation."""
    tells_trouble = reading.risk.rank or set(reading.concerns) - _COMMUNITY
    if place.intent is Intent.JOIN and not tells_trouble:
        return Intent.JOIN
    return _stronger(place.intent, reading.intent)


def _stronger(known: Intent, new: Intent | None) -> Intent:
    if new not in _WANTS:
        return known
    return max(known, new, key=_WANTS.index)


def _with(known: tuple[T, ...], *more: T) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*known, *more)))
