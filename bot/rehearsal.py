"""One talk played by hand: the step with a clock, a desk and a memory, for writers and tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.dialogue import step
from bot.script import Script
from bot.turn import Deed, Heard, Kind, Place, Situation, Stage, Turn
from bot.utterance import Choice
from config.hours import opening
from nlp.reading import Context, Reading

Desk = Literal["take", "give_back", "close"]
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
    offered: tuple[Choice, ...] = ()
    _earlier: list[str] = field(default_factory=list)
    _told_until: datetime | None = None

    def write(self, text: str) -> Turn:
        """What follows from a text, read as it would be."""
        question = self.script.scenario.question(self.place.state)
        context = Context(tuple(self._earlier), question.code if question else None)
        turn = self.hear(Heard(Kind.TEXT, text, reading=self.read(text, context)))
        self._earlier.append(text)
        return turn

    def tap(self, value: str) -> Turn:
        """What follows from a tap on the button that sends `value`."""
        return self.hear(Heard(Kind.CHOICE, choice=value))

    def serve(self, desk: Desk) -> None:
        """Staff do something with the talk."""
        self.stage = _STAGES[desk]
        self.is_returning = desk == "close"

    def be_silent(self) -> Turn:
        """What follows when the clock of the silence has run out."""
        return self.hear(Heard(Kind.SILENCE))

    def hear(self, heard: Heard) -> Turn:
        """What follows from any arrival; the memory is brought up to it."""
        doors = opening(self.script.office, self.now)
        situation = Situation(
            now=self.now,
            stage=self.stage,
            is_open=doors.is_open,
            opens_at=doors.opens_at,
            closes_at=doors.closes_at,
            tell_closed=not doors.is_open
            and (self._told_until is None or self._told_until <= self.now),
            is_returning=self.is_returning,
        )
        turn = step(self.script, self.place, heard, situation)
        self.place = turn.place
        self.is_returning = False
        if turn.say:
            self.offered = turn.say[-1].choices
        self._do(turn, doors.opens_at)
        return turn

    def _do(self, turn: Turn, opens_at: datetime | None) -> None:
        if Deed.TOLD_CLOSED in turn.deeds:
            self._told_until = opens_at
        if Deed.ERASE in turn.deeds:
            self._earlier.clear()
        if Deed.HAND_OVER in turn.deeds:
            self.stage = Stage.WAITING
        elif Deed.END in turn.deeds:
            self.stage = Stage.CLOSED
        elif self.stage is Stage.CLOSED:
            self.stage = Stage.WITH_BOT
