"""What is said beside the matter: questions in passing, and words that put something right."""

from __future__ import annotations

from bot.limits import graphemes
from bot.passages import found_in, place_of, rest_after, sides_of
from bot.questions import answer_in
from bot.script import Script
from bot.table import READ_BY_PEOPLE, READ_MARK, Aside
from bot.turn import Heard, Kind, Place
from nlp.reading import Intent, Risk

MOST = 2
"""Questions in passing answered at once; whoever asks more reads the first answers."""

CORRECTABLE = ("about", "area", "urgency")
"""Questions whose answers are recognised in a correction, asked or not."""

_OTHER_WISHES = (Intent.ERASE, Intent.STOP, Intent.HUMAN)


def asides_in(script: Script, text: str) -> tuple[Aside, ...]:
    """The questions in passing that `text` asks, at most `MOST`, each answer once."""
    found = {aside.say: aside for aside in script.scenario.asides if found_in(aside.asks, text)}
    return tuple(found.values())[:MOST]


def answer_key(script: Script, aside: Aside) -> str:
    """The text that answers it: what a read mark means depends on how LINE is set up."""
    by_people = script.office.line.read_marks == "people"
    return READ_BY_PEOPLE if by_people and aside.say == READ_MARK else aside.say


def is_only_aside(script: Script, heard: Heard) -> bool:
    """True for a short text that asks something in passing and tells no trouble."""
    reading = heard.reading
    if heard.kind is not Kind.TEXT or reading is None or reading.intent in _OTHER_WISHES:
        return False
    if reading.intent is Intent.JOIN and reading.concerns:  # 「Can I come?」 names no place to join
        return False
    if reading.risk is not Risk.NONE or graphemes(heard.text) > script.scenario.aside_text:
        return False
    asides = asides_in(script, heard.text)
    carried = {code for aside in asides for code in aside.carries}
    return bool(asides) and set(reading.concerns) <= carried


def is_correction(script: Script, text: str) -> bool:
    """True for a short text that takes something back and goes on (「ちがう、弟のこと」)."""
    return _put_right(script, text) is not None


def facts_put_right(script: Script, text: str) -> dict[str, str]:
    """The answers, by question, that a correction holds; empty when it corrects no fact of ours."""
    right = _put_right(script, text)
    if not right:
        return {}
    answers = {
        question.code: answer_in(script, question, right, is_asked=True)
        for question in script.scenario.questions
        if question.code in CORRECTABLE
    }
    return {code: value for code, value in answers.items() if value}


def is_bare_no(script: Script, text: str) -> bool:
    """True for a text that says only that we were wrong."""
    return found_in(script.scenario.corrections.bare, text)


def concerns_denied(script: Script, place: Place, text: str) -> frozenset[str]:
    """The known concerns that a short text says are none (「借金のことじゃない」).

    None once danger was seen: then nothing is lowered by a word.
    """
    if place.risk.is_danger or graphemes(text) > 2 * script.scenario.short_text:
        return frozenset()
    corrections = script.scenario.corrections
    before = sides_of(corrections.denies, text)
    after = sides_of(corrections.denies_next, text)
    denied = set(_named_in(script, place, before[0])) if before else set()
    named = _named_in(script, place, after[1]) if after else {}
    # 「It is not about work but about debt」: only what comes first is none.
    denied |= {code for code, at in named.items() if at == min(named.values())}
    return frozenset(denied)


def _named_in(script: Script, place: Place, text: str) -> dict[str, int]:
    """Where `text` names the known concerns, by code."""
    found = {code: _place_of_concern(script, code, text) for code in place.concerns}
    return {code: at for code, at in found.items() if at is not None}


def _place_of_concern(script: Script, code: str, text: str) -> int | None:
    concern = script.taxonomy.concerns.get(code)
    words = {*concern.words, *concern.label.split("・")} if concern else set()
    words |= {script.scenario.heard.words.get(code, "")}
    words |= set(script.scenario.corrections.names.get(code, ()))
    places = [place_of(word, text) for word in words if word]
    return min((place for place in places if place is not None), default=None)


def _put_right(script: Script, text: str) -> str | None:
    if graphemes(text) > 2 * script.scenario.short_text:
        return None
    return rest_after(script.scenario.corrections.begins, text)
