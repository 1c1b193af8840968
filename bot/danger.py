"""The answer to danger: help lines at once, from any state, whoever holds the talk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bot.person import Person, person_of
from bot.script import Script
from bot.table import ERASING, WAITING, WITH_STAFF
from bot.turn import Deed, Place, Situation, Stage, Turn
from bot.utterance import Utterance
from bot.wording import as_lines, choices_of, fill
from config.hotlines import Hotline
from nlp.reading import Danger, Reading, Risk


def answer_danger(
    script: Script, before: Place, after: Place, reading: Reading, situation: Situation
) -> Turn:
    """Words and numbers for the danger that `reading` saw, the alarm, and no question.

    `before` and `after` are the places before and after learning from it. The same danger
    within minutes gets fewer words, but the numbers again.
    """
    kinds = _in_order(script, reading)
    is_again = _is_again(script, before, reading, situation)
    lines = lines_for(script, after, kinds, reading.risk, situation)
    text = _words(script, after, kinds[0], reading.risk, situation, is_again)
    bubbles = [Utterance(text, lines=as_lines(lines))]
    if not is_again:
        bubbles.append(Utterance(fill(script, _afterwards(script, situation), situation)))
    state = WITH_STAFF if situation.stage is Stage.WITH_STAFF else WAITING
    choices = choices_of(script, script.scenario.states[state], None)
    bubbles[-1] = replace(bubbles[-1], choices=choices)
    place = replace(after, state=_state(before, situation), before="", alarmed_at=situation.now)
    return Turn(place, tuple(bubbles), _deeds(situation, is_again))


def lines_for(
    script: Script, place: Place, kinds: Iterable[Danger], risk: Risk, situation: Situation
) -> tuple[Hotline, ...]:
    """The numbers for these dangers that answer now, for the person who writes."""
    is_minor = person_of(script, place) is Person.MINOR
    return script.hotlines.for_dangers(
        tuple(kinds) or (Danger.OTHER,),
        situation.now,
        risk=risk,
        age="child" if is_minor else "adult",
    )


def _deeds(situation: Situation, is_again: bool) -> tuple[Deed, ...]:
    is_held = situation.stage in (Stage.WAITING, Stage.WITH_STAFF)
    deeds = (Deed.ALARM,) if is_held else (Deed.HAND_OVER, Deed.ALARM)
    names_the_hour = not is_again and situation.stage is not Stage.WITH_STAFF
    if names_the_hour and situation.tell_closed and not situation.is_open:
        return (*deeds, Deed.TOLD_CLOSED)
    return deeds


def _state(before: Place, situation: Situation) -> str:
    if situation.stage in (Stage.WITH_BOT, Stage.CLOSED):
        return WAITING
    return before.before if before.state == ERASING else before.state


def _in_order(script: Script, reading: Reading) -> tuple[Danger, ...]:
    order = script.scenario.danger.order
    kinds = reading.dangers or (Danger.OTHER,)
    return tuple(sorted(kinds, key=order.index))


def _is_again(script: Script, before: Place, reading: Reading, situation: Situation) -> bool:
    """True when the same was said minutes ago; a new kind, or a worse one, is never `again`."""
    if before.alarmed_at is None:
        return False
    minutes = timedelta(minutes=script.scenario.danger.again_minutes)
    return (
        situation.now - before.alarmed_at < minutes
        and set(reading.dangers) <= set(before.dangers)
        and reading.risk.rank <= before.risk.rank
    )


def _words(
    script: Script,
    after: Place,
    kind: Danger,
    risk: Risk,
    situation: Situation,
    is_again: bool,
) -> str:
    scenario = script.scenario
    words = scenario.danger.kinds[kind]
    if is_again:
        return fill(script, words.again or scenario.danger.again, situation)
    part = "now" if risk is Risk.EMERGENCY else "soon"
    own = getattr(words, part)
    person = person_of(script, after)
    theirs = "" if person is Person.SELF else getattr(getattr(words, person.value), part)
    return fill(script, theirs or own, situation)


def _afterwards(script: Script, situation: Situation) -> str:
    words = script.scenario.danger.afterwards
    if situation.stage is Stage.WITH_STAFF:
        return words.with_staff
    return words.open if situation.is_open else words.closed
