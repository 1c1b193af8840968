"""What the tests of failures break things with, and how they look at what came of it."""

from __future__ import annotations

import threading
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

import nlp
from config.line import LineWords
from handlers import jobs
from handlers.line.sender import LineDoor
from intake.delivery import Answer
from intake.models import (
    Arrival,
    Author,
    Parcel,
)
from intake.parcels import Sendable
from tests.town import TOKEN, Town

RENT = "家賃が払えません"


class Killed(BaseException):
    """The process ends here; nothing that handles errors gets to see it."""


class DyingReader(nlp.Reader):
    """A reader in whose hands the worker is killed."""

    def __init__(self) -> None:
        """Needs no words."""

    def read(self, text: str, context: nlp.Context | None = None) -> nlp.Reading:
        raise Killed


class PoisonedReader(nlp.Reader):
    """A reader that fails on one text and passes on the others."""

    def __init__(self, reader: nlp.Reader, poison: str) -> None:
        self._reader = reader
        self._poison = poison

    def read(self, text: str, context: nlp.Context | None = None) -> nlp.Reading:
        if text == self._poison:
            raise ValueError("poison")
        return self._reader.read(text, context)


class CutOffReader(nlp.Reader):
    """A reader that passes on all texts; the first time the database is gone meanwhile."""

    def __init__(self, reader: nlp.Reader) -> None:
        self._reader = reader
        self._is_cut_off = False

    def read(self, text: str, context: nlp.Context | None = None) -> nlp.Reading:
        if not self._is_cut_off:
            self._is_cut_off = True
            raise OperationalError("COMMIT", None, Exception("server closed the connection"))
        return self._reader.read(text, context)


class HangingDoor(LineDoor):
    """A door whose calls are answered when the test says so."""

    def __init__(self, base: str, words: LineWords) -> None:
        super().__init__(base, TOKEN, words)
        self.is_calling = threading.Event()
        self.may_answer = threading.Event()

    def send(self, parcel: Sendable) -> Answer:
        self.is_calling.set()
        assert self.may_answer.wait(20)
        return super().send(parcel)


class DyingDoor(LineDoor):
    """A door that has sent the parcel when the worker is killed."""

    def send(self, parcel: Sendable) -> Answer:
        super().send(parcel)
        raise Killed


def heard_of_rent(town: Town, user: str) -> int:
    """How often the phone showed the answer to `RENT`."""
    return sum("生活費" in text for text in town.heard(user))


def written(town: Town) -> list[str | None]:
    """What residents wrote, as stored."""
    return [each.text for each in town.messages() if each.author is Author.RESIDENT and each.text]


def arrivals(town: Town) -> list[Arrival]:
    with town.system.reading() as session:
        return list(session.scalars(select(Arrival).order_by(Arrival.id)))


def last_parcel(town: Town) -> Parcel:
    with town.system.reading() as session:
        return session.scalars(select(Parcel).order_by(Parcel.id.desc())).first() or Parcel()


def deliver_webhook(town: Town, user: str, text: str) -> int:
    """The event is stored and nobody has attended to it; the contact's id."""
    town.platform.write(user, text)
    town.platform.deliver_due()
    contact_id = arrivals(town)[-1].contact_id
    assert contact_id is not None
    return contact_id


def forget_bells(town: Town) -> None:
    """What was rung for is lost, as when Redis starts anew."""
    town.system.redis.flushall()


def give_reader(town: Town, reader: nlp.Reader) -> None:
    """Jobs and the sweep read with this one from now on."""
    town.bench = replace(town.bench, reader=reader)
    jobs.prepare(town.bench)


def pass_time(town: Town, seconds: float, step: float = 5) -> None:
    """Time goes by with the sweep going round."""
    while seconds > 0:
        town.clock.forward(seconds=step)
        town.sweep()
        seconds -= step
