"""One talk played by hand: the step with a clock, a desk and a memory, for writers and tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot import feedback
from bot.dialogue import step
from bot.followups import follow_up, may_push, next_word_at
from bot.script import Script
from bot.standing import choices_at
from bot.turn import Deed, Heard, Kind, Place, Situation, Stage, Turn
from bot.utterance import Choice
from config.hours import opening
from nlp.reading import Context, Reading

Desk = Literal["open", "take", "give_back", "close"]
"""What staff may do between two arrivals."""

_STAGES: dict[Desk, Stage] = {
    "take": Stage.WITH_STAFF,
    "give_back": Stage.WAITING,
    "close": Stage.CLOSED,
}

Read = Callable[[str, Context], Reading]


@dataclass
class Rehearsal:
    """Keeps what a service would keep between steps; `now` may be moved, `stage` set by a desk."""

    script: Script
    read: Read
    now: datetime
    place: Place = field(default_factory=Place)
    stage: Stage = Stage.WITH_BOT
    is_returning: bool = False
    ahead: int = 0
    offered: tuple[Choice, ...] = ()
    _earlier: list[str] = field(default_factory=list)
    _told_until: datetime | None = None
    _is_unopened: bool = False
    _asks_feedback: bool = False
    _words: int = 0
    _word_at: datetime | None = None

    def write(self, text: str) -> Turn:
        """What follows from a text, read as it would be."""
        question = self.script.scenario.question(self.place.state)
        context = Context(tuple(self._earlier), question.code if question else None)
        turn = self.hear(Heard(Kind.TEXT, text, reading=self.read(text, context)))
        self._earlier.append(text)
        return turn

    def tap(self, value: str) -> Turn:
        """What follows from a tap on the button that sends `value`."""
        face = feedback.face_of(value)
        if face:
            script = self.script.speaking(self.place.language)
            choices = choices_at(script, self.place, self._situation())
            return Turn(self.place, (feedback.thanks(script, face, choices),))
        return self.hear(Heard(Kind.CHOICE, choice=value))

    def serve(self, desk: Desk) -> None:
        """Staff do something with the talk."""
        self.stage = _STAGES.get(desk, self.stage)
        self.is_returning = self._asks_feedback = desk == "close"
        self._is_unopened = desk == "give_back" and self._is_unopened

    def be_silent(self) -> Turn:
        """What follows when one of the clocks has run out."""
        if self.stage in (Stage.WITH_BOT, Stage.CLOSED):
            return self.hear(Heard(Kind.SILENCE))
        if self._word_at is None or self._word_at > self.now:
            return Turn(self.place)
        self._word_at = None
        if not may_push(self.script, is_alarmed=self.place.risk.is_danger):
            return Turn(self.place)  # a reply token would have gone stale by now
        turn = follow_up(self.script, self.place, self._situation())
        if turn.say:
            self._words += 1
            self._plan()
        return self._keep(turn)

    def hear(self, heard: Heard) -> Turn:
        """What follows from any arrival; the memory is brought up to it."""
        was_with_bot = self.stage in (Stage.WITH_BOT, Stage.CLOSED)
        turn = step(self.script, self.place, heard, self._situation())
        self.place = turn.place
        self.is_returning = False
        self._is_unopened = self._is_unopened or heard.kind is not Kind.SILENCE
        if Deed.ALARM in turn.deeds or (was_with_bot and Deed.HAND_OVER in turn.deeds):
            self._words = 0
            self._plan()
        return self._keep(turn)

    def _situation(self) -> Situation:
        doors = opening(self.script.office, self.now)
        is_told = self._told_until is not None and self._told_until > self.now
        return Situation(
            now=self.now,
            stage=self.stage,
            is_open=doors.is_open,
            opens_at=doors.opens_at,
            closes_at=doors.closes_at,
            tell_closed=not doors.is_open and not is_told,
            is_returning=self.is_returning,
            is_unopened=self._is_unopened,
            ahead=self.ahead,
            asks_feedback=self._asks_feedback and not self.place.risk.is_danger,
        )

    def _plan(self) -> None:
        self._word_at = next_word_at(
            self.script, self._words, self.now, is_alarmed=self.place.risk.is_danger
        )

    def _keep(self, turn: Turn) -> Turn:
        if turn.say:
            self.offered = turn.say[-1].choices
        if Deed.TOLD_CLOSED in turn.deeds:
            self._told_until = opening(self.script.office, self.now).opens_at
        if Deed.ASKED_FEEDBACK in turn.deeds:
            self._asks_feedback = False
        if Deed.ERASE in turn.deeds:
            self._earlier.clear()
        if Deed.HAND_OVER in turn.deeds:
            self.stage = Stage.WAITING
        elif Deed.END in turn.deeds:
            self.stage = Stage.CLOSED
        elif self.stage is Stage.CLOSED:
            self.stage = Stage.WITH_BOT
        return turn
