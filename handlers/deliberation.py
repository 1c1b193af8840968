"""Deliberating: what an event says, in which scene, how it reads and what follows, before any of it
has an effect. Nothing here keeps anybody else from writing."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

import nlp
from bot.script import Script
from bot.turn import Kind
from handlers import bells
from handlers.doors import Doors
from handlers.wiring import System
from intake import reception, scene
from intake.database import AWAY
from intake.incoming import Incoming, Said
from intake.models import Arrival
from intake.scene import Decision, Scene

# What is read: words, and the feeling of a sticker in words.
_READ = (Kind.TEXT, Kind.STICKER)


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands around something said: what may be spoken, the scene, what was said before."""

    script: Script
    scene: Scene
    context: nlp.Context


@dataclass(frozen=True, slots=True)
class Waiting:
    """An event that waits: its row as it was read, of no session any more, and what it says.

    `seen` is there where no other event waits that could still change it.
    """

    arrival: Arrival
    incoming: Incoming
    seen: Seen | None


def open_all(
    system: System, doors: Doors, pending: Sequence[int]
) -> tuple[list[Waiting], list[tuple[int, Exception]]]:
    """The events by their row ids, and those that could not be opened with the reason."""
    opened: list[Waiting] = []
    unopened: list[tuple[int, Exception]] = []
    with system.reading() as session:
        for arrival_id in pending:
            try:
                opened.append(_open(system, doors, session, arrival_id, is_alone=len(pending) == 1))
            except AWAY:
                raise
            except Exception as error:
                unopened.append((arrival_id, error))
    return opened, unopened


def _open(
    system: System, doors: Doors, session: Session, arrival_id: int, *, is_alone: bool
) -> Waiting:
    arrival = session.get_one(Arrival, arrival_id)
    incoming = doors[arrival.door].translate(arrival.payload or "")
    if is_alone and isinstance(incoming, Said):
        return Waiting(arrival, incoming, _look(system, session, arrival, incoming))
    return Waiting(arrival, incoming, None)


def decide(system: System, reader: nlp.Reader, waiting: Waiting) -> Decision | None:
    """What follows from what was said; None where nothing was."""
    said, seen = waiting.incoming, waiting.seen
    if not isinstance(said, Said):
        return None
    if seen is None:
        with system.reading() as session:
            seen = _look(system, session, waiting.arrival, said)
    reading = _read(system, reader, said, seen.context)
    return scene.decide(seen.script, seen.scene, said, reading)


def _look(system: System, session: Session, arrival: Arrival, said: Said) -> Seen:
    script = system.spoken(session)
    around = scene.look(session, script, arrival, said, system.clock())
    return Seen(script, around, reception.recall(session, script, around.talk))


def _read(
    system: System, reader: nlp.Reader, said: Said, context: nlp.Context
) -> nlp.Reading | None:
    if said.kind not in _READ or not said.text:
        return None
    began = time.perf_counter()
    reading = reader.read(said.text, context)
    seconds = time.perf_counter() - began
    system.bells.count({bells.READINGS: 1, bells.READING_SECONDS: seconds})
    return reading
