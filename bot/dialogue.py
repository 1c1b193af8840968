"""The step: where the talk stands, what was heard, the world around; out comes one Turn.

Pure and deterministic. Danger comes before everything; all else is a row of the scenario's table.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from bot import feedback, languages
from bot.danger import answer_danger
from bot.ending import ending
from bot.hearing import as_tap, confirmation, signal_of, with_wish
from bot.learning import learn
from bot.questions import next_question
from bot.script import Script
from bot.signals import Signal
from bot.standing import asked_at, choices_at, is_with_bot, row_of
from bot.table import ASIDE, BEFORE, ERASING, NEXT, RETURNED, START, STAY, WAITING, Move, Question
from bot.track import Track, track_of
from bot.turn import Deed, Heard, Kind, Place, Situation, Stage, Turn, begun_anew
from bot.utterance import Utterance
from bot.wording import (
    WATCHED,
    answer_asides,
    closed_notice,
    fill,
    names_the_hour,
    speak,
)
from nlp.reading import Reading, Risk


def step(script: Script, place: Place, heard: Heard, situation: Situation) -> Turn:
    """What follows when `heard` arrives while the talk stands at `place`.

    Nothing in the answer depends on anything but these values. A closed conversation is begun
    anew, with only its language known. What is said is said in that language.
    """
    if situation.stage is Stage.CLOSED:
        place = begun_anew(place)
    place = languages.settle(script, place, heard)
    script = script.speaking(place.language)
    turn = _step(script, place, heard, situation)
    spoken = script.scenario.language
    return replace(turn, say=tuple(replace(said, language=spoken) for said in turn.say))


def _step(script: Script, place: Place, heard: Heard, situation: Situation) -> Turn:
    """The same in the one language that `script` speaks."""
    if situation.is_returning and place.state == START and RETURNED in script.scenario.states:
        place = replace(place, state=RETURNED)
    heard = with_wish(script, languages.as_choice(script, as_tap(script, place, heard)))
    learned = learn(script, place, heard, asked_at(script, place, situation))
    reading = _danger_in(script, place, learned, heard)
    if reading:
        learned = replace(learned, risk=max(learned.risk, reading.risk, key=lambda risk: risk.rank))
        return answer_danger(script, place, learned, reading, situation)
    if place.state == ERASING:
        signal = confirmation(script, heard) or signal_of(script, place, learned, heard, None)
        if signal in _STAYS_ERASING:
            return _follow(_Hearing(script, place, learned, heard, situation), signal)
        # Anything else is no confirmation: what was written stays, and the talk goes on.
        place = replace(place, state=place.before, before="")
        learned = replace(learned, state=place.state, before="")
    asked = asked_at(script, place, situation)
    signal = signal_of(script, place, learned, heard, asked)
    if signal is None:
        return Turn(learned)
    return _follow(_Hearing(script, place, learned, heard, situation), signal)


def _danger_in(script: Script, before: Place, after: Place, heard: Heard) -> Reading | None:
    """The danger that was read, or that the answer to one of our questions means."""
    if heard.reading and heard.reading.risk.is_danger:
        return heard.reading
    for question in script.scenario.questions:
        given = getattr(after, question.code)
        if given == getattr(before, question.code):
            continue
        if any(answer.value == given and answer.is_danger for answer in question.answers):
            return Reading(risk=Risk.EMERGENCY, dangers=after.dangers)
    return None


_STAYS_ERASING = (Signal.YES, Signal.NO, Signal.ERASE, Signal.SILENCE)


@dataclass(frozen=True, slots=True)
class _Hearing:
    """One arrival with all that it is judged by: the place before it, and after learning."""

    script: Script
    before: Place
    after: Place
    heard: Heard
    situation: Situation


def _follow(hearing: _Hearing, signal: Signal) -> Turn:
    """The turn that the table gives for `signal`."""
    script, situation = hearing.script, hearing.situation
    row = script.scenario.row(row_of(hearing.before, situation))
    move = script.scenario.move(row, signal)
    question = next_question(script, hearing.after) if move.go == NEXT else None
    if move.go == NEXT and question is None:
        move = ending(script, row, move, hearing.before, hearing.after, hearing.heard)
    place = _arrive(hearing, signal, move, question)
    deeds = _deeds(move, situation)
    if move.sparing and _was_said_lately(hearing):
        return Turn(place, (), deeds)
    bubbles = _bubbles(hearing, move, question)
    if not bubbles:
        return Turn(place, (), deeds)
    if move.sparing:
        place = replace(place, acknowledged_at=situation.now)
    if _tells_closed(hearing, move):
        deeds = (*deeds, Deed.TOLD_CLOSED)
    choices = choices_at(script, place, situation)
    if signal is Signal.LANGUAGES:
        human = [choice for choice in choices if choice.value == "human"]
        choices = (*languages.choices(script), *human)
    if situation.asks_feedback and signal in feedback.KINDLY and hearing.before.state == RETURNED:
        bubbles.append(feedback.question(script))
        choices = (*feedback.faces(script), *choices)
        deeds = (*deeds, Deed.ASKED_FEEDBACK)
    bubbles[-1] = replace(bubbles[-1], choices=choices)
    return Turn(place, tuple(bubbles), deeds)


def _arrive(hearing: _Hearing, signal: Signal, move: Move, question: Question | None) -> Place:
    before, place = hearing.before, hearing.after
    if signal is Signal.SKIP and hearing.script.scenario.question(before.state):
        place = replace(place, skipped=(*place.skipped, before.state))
    if Deed.ERASE in move.do:
        return _forgotten(place, move.go)
    if question:
        return replace(place, state=question.code, asked=(*place.asked, question.code))
    if move.go == BEFORE:
        return replace(place, state=before.before, before="")
    if move.go == ERASING:
        return replace(place, state=ERASING, before=before.state)
    return place if move.go == STAY else replace(place, state=move.go)


def _forgotten(place: Place, state: str) -> Place:
    """Nothing of what was told; only that it was dangerous stays, so that nobody is lowered."""
    fresh = replace(begun_anew(place), state=state, asked=place.asked)
    return replace(fresh, risk=place.risk) if place.risk.is_danger else fresh


def _deeds(move: Move, situation: Situation) -> tuple[Deed, ...]:
    if not is_with_bot(situation):
        return tuple(deed for deed in move.do if deed is not Deed.HAND_OVER)
    handing = move.go == WAITING and Deed.HAND_OVER not in move.do
    return (*move.do, Deed.HAND_OVER) if handing else move.do


def _bubbles(hearing: _Hearing, move: Move, question: Question | None) -> list[Utterance]:
    script, situation = hearing.script, hearing.situation
    spoken = (
        speak(script, key, hearing.before, hearing.after, situation, hearing.heard.text)
        for key in move.say
    )
    bubbles = _with_asides(hearing, move, [bubble for bubble in spoken if bubble])
    if question and _may_get_worse(hearing):
        watched = speak(script, WATCHED, hearing.before, hearing.after, situation, "")
        bubbles += [watched] if watched else []
    if (
        _tells_closed(hearing, move)
        and not _names_the_hour(hearing, move)
        and (bubbles or question)
    ):
        bubbles.append(closed_notice(script, situation))
    if question:
        bubbles.append(Utterance(fill(script, question.text, situation)))
    return bubbles


def _with_asides(hearing: _Hearing, move: Move, bubbles: list[Utterance]) -> list[Utterance]:
    """What was asked in passing beside a trouble is answered in the first bubble, not beside it."""
    if not bubbles or ASIDE in move.say or hearing.heard.kind is not Kind.TEXT:
        return bubbles
    answer = answer_asides(hearing.script, hearing.situation, hearing.heard.text)
    if answer is None:
        return bubbles
    first = replace(bubbles[0], text=f"{bubbles[0].text}\n\n{answer.text}")
    return [first, *bubbles[1:]]


def _may_get_worse(hearing: _Hearing) -> bool:
    """True when this arrival raised the risk to `watch`: a number comes before the question.

    Not for who tells of a neighbour: the risk is none of theirs.
    """
    is_raised = hearing.after.risk is Risk.WATCH and hearing.before.risk is Risk.NONE
    return is_raised and track_of(hearing.after) is not Track.REPORT


def _tells_closed(hearing: _Hearing, move: Move) -> bool:
    """True when this turn says that nobody is in: once a closed period, not into a farewell."""
    situation = hearing.situation
    is_farewell = move.go in (ERASING, BEFORE) or {Deed.ERASE, Deed.END} & set(move.do)
    return (
        not situation.is_open
        and situation.tell_closed
        and situation.stage is not Stage.WITH_STAFF
        and not is_farewell
    )


def _names_the_hour(hearing: _Hearing, move: Move) -> bool:
    return any(
        names_the_hour(hearing.script, key, hearing.situation, hearing.heard.text)
        for key in move.say
    )


def _was_said_lately(hearing: _Hearing) -> bool:
    situation, said_at = hearing.situation, hearing.before.acknowledged_at
    if said_at is None or (situation.tell_closed and not situation.is_open):
        return False
    pause = timedelta(minutes=hearing.script.scenario.sparing_minutes)
    return situation.now - said_at < pause
