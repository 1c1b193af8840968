"""Attending: what a contact wrote is read and answered, in order, each event once."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

import nlp
from bot.turn import Kind
from handlers import bells, logs
from handlers.doors import Doors
from handlers.wiring import System
from intake import feedback, followups, inbox, leases, reception
from intake.database import AWAY
from intake.incoming import Incoming, Said, TookBack
from intake.models import Arrival

log = structlog.get_logger()

# What is read: words, and the feeling of a sticker in words.
_READ = (Kind.TEXT, Kind.STICKER)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An event that waits: its row as it was read, of no session any more, and what it says."""

    arrival: Arrival
    incoming: Incoming


def attend(system: System, doors: Doors, reader: nlp.Reader, contact_id: int) -> None:
    """Takes everything that waits for this contact. Does nothing when somebody else is at it.

    Safe to repeat and to kill at any point: an event's effect and its being done are one commit.
    Whoever holds the lease looks again after giving it back, so no bell is missed in between.
    """
    name = _lease(contact_id)
    is_more = True
    while is_more:
        with system.fleeting() as session:
            holder = leases.take(session, name, system.clock())
            pending = inbox.pending(session, contact_id, system.clock())
            if holder and not pending:
                leases.give_back(session, name, holder)
        if holder is None:
            return
        is_over = not pending
        try:
            is_over = is_over or _attend_all(system, doors, reader, contact_id, pending, holder)
        finally:
            if not is_over:
                with system.fleeting() as session:
                    leases.give_back(session, name, holder)
        with system.reading() as session:
            is_more = bool(inbox.pending(session, contact_id, system.clock()))


def _attend_all(
    system: System,
    doors: Doors,
    reader: nlp.Reader,
    contact_id: int,
    pending: Sequence[int],
    holder: str,
) -> bool:
    """One round over what waits now. True when the lease went with the last event's commit, or to
    somebody else.

    A database that is away is no fault of the event: it raises, and all wait in their order.
    """
    opened = [_open(system, doors, arrival_id) for arrival_id in pending]
    waiting = [each for each in opened if each is not None]
    # What is taken back is taken back before anybody reads it.
    waiting.sort(key=lambda each: not isinstance(each.incoming, TookBack))
    is_over = False
    for each in waiting:
        is_last = each is waiting[-1]
        keep = _end if is_last else _extend
        try:
            is_over = not _attend_one(system, reader, contact_id, each, holder, keep) or is_last
        except AWAY:
            raise
        except Exception as error:
            _set_back(system, each.arrival.id, error)
        if is_over:
            break
    return is_over


Keep = Callable[[Session, int, str, datetime], bool]


def _extend(session: Session, contact_id: int, holder: str, now: datetime) -> bool:
    return leases.extend(session, _lease(contact_id), holder, now)


def _end(session: Session, contact_id: int, holder: str, _now: datetime) -> bool:
    """With the commit that needs it last: one commit less for each message."""
    return leases.give_back(session, _lease(contact_id), holder)


def _lease(contact_id: int) -> str:
    return f"attend:{contact_id}"


def _open(system: System, doors: Doors, arrival_id: int) -> _Waiting | None:
    """The event and what it says. None when it can't be opened: it gets another try later."""
    try:
        with system.reading() as session:
            arrival = session.get_one(Arrival, arrival_id)
            return _Waiting(arrival, doors[arrival.door].translate(arrival.payload or ""))
    except AWAY:
        raise
    except Exception as error:
        _set_back(system, arrival_id, error)
        return None


def _attend_one(
    system: System,
    reader: nlp.Reader,
    contact_id: int,
    each: _Waiting,
    holder: str,
    keep: Keep,
) -> bool:
    """The event's whole effect. False when the lease was lost: it has none."""
    reading = _read(system, reader, contact_id, each.incoming)
    now = system.clock()
    with system.transaction() as session:
        if not keep(session, contact_id, holder, now):
            return False
        if inbox.claim(session, each.arrival.id):
            script = system.spoken(session)
            reception.receive(session, script, each.arrival, each.incoming, reading, now)
    return True


def _read(
    system: System, reader: nlp.Reader, contact_id: int, said: Incoming
) -> nlp.Reading | None:
    """The reading takes its time outside of the transaction that writes."""
    if not isinstance(said, Said) or said.kind not in _READ or not said.text:
        return None
    with system.reading() as session:
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
