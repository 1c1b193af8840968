"""Attending: what a contact wrote is read and answered, in order, each event once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

import nlp
from handlers import deliberation, delivery, logs
from handlers.deliberation import Waiting
from handlers.delivery import Begun
from handlers.doors import Doors
from handlers.wiring import System
from intake import feedback, followups, inbox, leases, outbox, reception
from intake.database import AWAY
from intake.incoming import TookBack

log = structlog.get_logger()


Send = Callable[[Begun], None]


def attend(
    system: System, doors: Doors, reader: nlp.Reader, contact_id: int, send: Send | None = None
) -> None:
    """Takes everything that waits for this contact. Does nothing when somebody else is at it.

    With `send` the answer's first parcel is packed in the commit that says it, and sent at once;
    without, a bell rings for it.

    Safe to repeat and to kill at any point: an event's effect and its being done are one commit.
    Whoever holds the lease gives it back before looking for more, so no bell is missed in between:
    who comes later finds the lease free, and what came earlier is seen.
    """
    name = _lease(contact_id)
    is_more = True
    while is_more:
        with system.fleeting() as session:
            holder = leases.take(session, name, system.clock())
            pending = inbox.pending(session, contact_id, system.clock())
            if holder and not pending:
                leases.give_back(session, name, holder)
        if holder is None or not pending:
            return
        left: _Left | None = None
        try:
            left = _attend_all(system, doors, reader, contact_id, pending, holder, send)
        finally:
            if left is None:
                with system.fleeting() as session:
                    leases.give_back(session, name, holder)
                    is_more = bool(inbox.pending(session, contact_id, system.clock()))
        if left:
            is_more = left.is_more


@dataclass(frozen=True, slots=True)
class _Left:
    """The lease went with the last event's commit, or to somebody else; `is_more`: by then
    something else waited."""

    is_more: bool


def _attend_all(
    system: System,
    doors: Doors,
    reader: nlp.Reader,
    contact_id: int,
    pending: Sequence[int],
    holder: str,
    send: Send | None,
) -> _Left | None:
    """One round over what waits now. None while the lease is still held.

    A database that is away is no fault of the event: it raises, and all wait in their order.
    """
    waiting, unopened = deliberation.open_all(system, doors, pending)
    for arrival_id, error in unopened:
        _set_back(system, arrival_id, error)
    # What is taken back is taken back before anybody reads it.
    waiting.sort(key=lambda each: not isinstance(each.incoming, TookBack))
    for each in waiting:
        is_last = each is waiting[-1]
        try:
            left = _attend_one(system, doors, reader, contact_id, each, holder, is_last, send)
        except AWAY:
            raise
        except Exception as error:
            _set_back(system, each.arrival.id, error)
            continue
        if left:
            return left
    return None


def _lease(contact_id: int) -> str:
    return f"attend:{contact_id}"


def _attend_one(
    system: System,
    doors: Doors,
    reader: nlp.Reader,
    contact_id: int,
    each: Waiting,
    holder: str,
    is_last: bool,
    send: Send | None,
) -> _Left | None:
    """The event's whole effect; none when the lease was lost. The last one's commit gives the
    lease back: a commit less for each message."""
    decision = deliberation.decide(system, reader, each)
    name, now = _lease(contact_id), system.clock()
    begun, is_more = None, False
    with system.transaction() as session:
        if is_last:
            is_ours = leases.give_back(session, name, holder)
        else:
            is_ours = leases.extend(session, name, holder, now)
        if not is_ours:
            return _Left(is_more=False)
        if inbox.claim(session, each.arrival.id):
            script = decision.script if decision else system.spoken(session)
            reception.receive(session, script, each.arrival, each.incoming, decision, now)
            # What can't be packed must not undo what was said: at the second try it waits.
            if send and is_last and not each.arrival.attempts and outbox.is_rung(session):
                begun = delivery.begin(session, doors, contact_id, now)
                if begun:
                    outbox.unring(session, contact_id)
        if is_last:
            is_more = bool(inbox.pending(session, contact_id, system.clock()))
    if send and begun:
        send(begun)
    return _Left(is_more) if is_last else None


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
