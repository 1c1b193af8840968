"""Attending: what a contact wrote is read and answered, in order, each event once."""

from __future__ import annotations

import time
from dataclasses import dataclass

import structlog

import nlp
from bot.turn import Kind
from handlers import bells, logs
from handlers.doors import Doors
from handlers.wiring import System
from intake import erasure, feedback, followups, inbox, leases, reception
from intake.database import AWAY
from intake.incoming import Incoming, Said, TookBack
from intake.models import Arrival

log = structlog.get_logger()

# What is read: words, and the feeling of a sticker in words.
_READ = (Kind.TEXT, Kind.STICKER)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An event that waits, in plain values, outside of any transaction."""

    arrival_id: int
    door: str
    incoming: Incoming


def attend(system: System, doors: Doors, reader: nlp.Reader, contact_id: int) -> None:
    """Takes everything that waits for this contact. Does nothing when somebody else is at it.

    Safe to repeat and to kill at any point: an event's effect and its being done are one commit.
    Whoever holds the lease looks again after giving it back, so no bell is missed in between.
    """
    name = f"attend:{contact_id}"
    while True:
        with system.transaction() as session:
            holder = leases.take(session, name, system.clock())
        if holder is None:
            return
        try:
            while _attend_waiting(system, doors, reader, contact_id, name, holder):
                pass
        finally:
            with system.transaction() as session:
                leases.give_back(session, name, holder)
        with system.reading() as session:
            if not inbox.pending(session, contact_id, system.clock()):
                return


def _attend_waiting(
    system: System, doors: Doors, reader: nlp.Reader, contact_id: int, name: str, holder: str
) -> bool:
    """One round over what waits now. False when nothing did, or the lease was lost.

    A database that is away is no fault of the event: it raises, and all wait in their order.
    """
    with system.reading() as session:
        pending = inbox.pending(session, contact_id, system.clock())
    opened = [_open(system, doors, arrival_id) for arrival_id in pending]
    waiting = [each for each in opened if each is not None]
    # What is taken back is taken back before anybody reads it.
    waiting.sort(key=lambda each: not isinstance(each.incoming, TookBack))
    for each in waiting:
        try:
            if not _attend_one(system, reader, contact_id, each, name, holder):
                return False
        except AWAY:
            raise
        except Exception as error:
            _set_back(system, each.arrival_id, error)
    return bool(pending)


def _open(system: System, doors: Doors, arrival_id: int) -> _Waiting | None:
    """The event in plain values. None when it can't be opened: it gets another try later."""
    try:
        with system.reading() as session:
            row = session.get_one(Arrival, arrival_id)
            return _Waiting(row.id, row.door, doors[row.door].translate(row.payload or ""))
    except AWAY:
        raise
    except Exception as error:
        _set_back(system, arrival_id, error)
        return None


def _attend_one(
    system: System, reader: nlp.Reader, contact_id: int, each: _Waiting, name: str, holder: str
) -> bool:
    reading = _read(system, reader, contact_id, each)
    now = system.clock()
    with system.transaction() as session:
        if not leases.extend(session, name, holder, now):
            return False
        arrival = session.get_one(Arrival, each.arrival_id)
        if inbox.claim(session, each.arrival_id):
            script = system.spoken(session)
            reception.receive(session, script, arrival, each.incoming, reading, now)
    return True


def _read(
    system: System, reader: nlp.Reader, contact_id: int, each: _Waiting
) -> nlp.Reading | None:
    """The reading takes its time outside of the transaction that writes."""
    said = each.incoming
    if not isinstance(said, Said) or said.kind not in _READ or not said.text:
        return None
    with system.reading() as session:
        if said.message_id and erasure.is_unsent(session, each.door, said.message_id):
            return None
        context = reception.recall(session, system.script, contact_id)
    began = time.perf_counter()
    reading = reader.read(said.text, context)
    seconds = time.perf_counter() - began
    system.bells.count({bells.READINGS: 1, bells.READING_SECONDS: seconds})
    return reading


def _set_back(system: System, arrival_id: int, error: Exception) -> None:
    """The event failed: it gets another try later and holds up nobody. No text in the log."""
    with system.transaction() as session:
        is_aside = inbox.note_failure(session, arrival_id, type(error).__name__, system.clock())
    log.error(
        "event_set_aside" if is_aside else "event_failed",
        arrival=arrival_id,
        error=type(error).__name__,
        at=logs.origin(error),
    )


def fall_silent(system: System, conversation_id: int) -> None:
    """The clock of an unfinished talk has run out: a person should see what was told so far."""
    with system.transaction() as session:
        followups.note_silence(session, system.spoken(session), conversation_id, system.clock())


def ask_feedback(system: System, conversation_id: int) -> None:
    """A talk has just ended and the office wants to know at once how it was."""
    with system.transaction() as session:
        feedback.ask(session, system.spoken(session), conversation_id, system.clock())


def say_word(system: System, conversation_id: int) -> None:
    """Nobody has read this person for a while: they get a word, if it is still so."""
    with system.transaction() as session:
        followups.say_word(session, system.spoken(session), conversation_id, system.clock())
