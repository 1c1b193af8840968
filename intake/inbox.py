"""The inbox: an event is a row before anybody believes it, and has its effect once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session, defer

from config.codenames import Codenames
from intake import contacts, departures
from intake.models import Arrival, ArrivalState
from intake.rows import changed, insert_all_new, written

# So long after an event came its bell still tells of what came since.
RINGS_ON = timedelta(seconds=1)
# Waits before another try of an event that failed; after the last it is set aside.
RETRIES = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 30, 120))

_PENDING = written(Arrival.state, ArrivalState.PENDING)
_SET_ASIDE = written(Arrival.state, ArrivalState.SET_ASIDE)

# Built once: putting a statement together costs more than running this one.
_FRESH = (
    select(Arrival.contact_id)
    .where(
        Arrival.contact_id.in_(bindparam("contact_ids", expanding=True)),
        Arrival.state == ArrivalState.PENDING,
        Arrival.attempts == 0,
        Arrival.received_at > bindparam("since"),
        Arrival.received_at <= bindparam("now"),
    )
    .with_for_update(read=True, skip_locked=True)
)
_WAITING = (
    select(Arrival.id)
    .where(
        Arrival.contact_id == bindparam("contact_id"),
        Arrival.state == _PENDING,
        Arrival.due_at <= bindparam("now"),
    )
    .order_by(Arrival.occurred_at, Arrival.id)
    .limit(100)
)
_CLAIM = (
    update(Arrival)
    .where(Arrival.id == bindparam("arrival_id"), Arrival.state == ArrivalState.PENDING)
    .values(state=ArrivalState.DONE, payload=None, error=None)
)


@dataclass(frozen=True, slots=True)
class Letter:
    """An event as a door hands it in. `address` is None when it names nobody we could answer,
    `place_to_leave` a group that we do not belong in."""

    event_id: str
    occurred_at: datetime
    payload: str | None
    address: str | None
    place_to_leave: str | None = None


def store(
    session: Session, names: Codenames, door: str, letters: Sequence[Letter], now: datetime
) -> set[int]:
    """Keeps the letters that are new and returns the contacts whose bell must ring.

    A letter that arrives again changes nothing; the bell rings all the same, because nobody
    knows whether it rang the first time. Where an event of the contact that came a moment ago still
    waits, its bell tells of these letters too. Rows are written in one fixed order, whatever the
    order of the letters: two processes that store the same ones at once never wait for each other.
    """
    known = contacts.known(session, door, [each.address for each in letters if each.address])
    for new in sorted({each.address for each in letters if each.address} - known.keys()):
        known[new] = contacts.find_or_open(session, names, door, new, now)
    rung = _just_rung(session, [contact_id for contact_id, _ in known.values()], now)
    rows = []
    for letter in sorted(letters, key=lambda each: each.event_id):
        contact_id, address_id = known[letter.address] if letter.address else (None, None)
        rows.append(
            {
                "door": door,
                "event_id": letter.event_id,
                "contact_id": contact_id,
                "address_id": address_id,
                "occurred_at": letter.occurred_at,
                "received_at": now,
                "due_at": now,
                "payload": letter.payload,
                "state": ArrivalState.PENDING if address_id else ArrivalState.UNADDRESSED,
                "attempts": 0,
            }
        )
    insert_all_new(session, Arrival, rows)
    for place in {letter.place_to_leave for letter in letters if letter.place_to_leave}:
        departures.plan(session, door, place, now)
    return {contact_id for contact_id, _ in known.values()} - rung


def _just_rung(session: Session, contact_ids: Sequence[int], now: datetime) -> set[int]:
    """Contacts with an event that has just come and that nobody has begun to take.

    Whoever takes it looks again afterwards and sees what this transaction stores: SQLite has one
    writer at a time, PostgreSQL keeps the event from being taken until this transaction ends (and
    one that is being taken just now does not count).
    """
    if not contact_ids:
        return set()
    asked = {"contact_ids": contact_ids, "since": now - RINGS_ON, "now": now}
    waiting = session.connection().scalars(_FRESH, asked)
    return {contact_id for contact_id in waiting if contact_id is not None}


def pending(session: Session, contact_id: int, now: datetime) -> list[int]:
    """The contact's events that wait and are due, by row id, in the order in which they happened.

    Ids alone: a row that can't be opened must not keep its neighbours shut.
    """
    asked = {"contact_id": contact_id, "now": now}
    return list(session.connection().scalars(_WAITING, asked))


def claim(session: Session, arrival_id: int) -> bool:
    """Marks the event as done within the transaction of its effect. False: it already was.

    The payload goes at once: what it said now lives in a message, once.
    """
    return session.connection().execute(_CLAIM, {"arrival_id": arrival_id}).rowcount == 1


def note_failure(session: Session, arrival_id: int, error: str, now: datetime) -> bool:
    """Plans another try, or sets the event aside so that it holds up nobody. True: set aside."""
    # Without its payload: perhaps that can't be opened.
    arrival = session.get_one(Arrival, arrival_id, options=[defer(Arrival.payload)])
    arrival.attempts += 1
    arrival.error = error
    if arrival.attempts > len(RETRIES):
        arrival.state = ArrivalState.SET_ASIDE
        return True
    arrival.due_at = now + RETRIES[arrival.attempts - 1]
    return False


def overdue(session: Session, before: datetime, now: datetime) -> list[int]:
    """Contacts with events that came before `before` and still wait: the bell was missed."""
    rows = session.scalars(
        select(Arrival.contact_id)
        .where(
            Arrival.state == _PENDING,
            Arrival.received_at < before,
            Arrival.due_at <= now,
            Arrival.contact_id.is_not(None),
        )
        .distinct()
        .limit(200)
    )
    return [contact_id for contact_id in rows if contact_id is not None]


def try_again(session: Session, arrival_id: int, now: datetime) -> bool:
    """Puts an event that was set aside back among the pending. False when it was not there."""
    tried = changed(
        session,
        update(Arrival)
        .where(Arrival.id == arrival_id, Arrival.state == ArrivalState.SET_ASIDE)
        .values(state=ArrivalState.PENDING, attempts=0, due_at=now),
    )
    return bool(tried == 1)


@dataclass(frozen=True, slots=True)
class SetAside:
    """An arrival that failed again and again, without a word of it."""

    id: int
    door: str
    received_at: datetime
    attempts: int
    error: str | None


def set_aside(session: Session, limit: int = 100) -> list[SetAside]:
    """What was set aside, oldest first: the office decides whether to try again."""
    rows = session.execute(
        select(Arrival.id, Arrival.door, Arrival.received_at, Arrival.attempts, Arrival.error)
        .where(Arrival.state == _SET_ASIDE)
        .order_by(Arrival.received_at)
        .limit(limit)
    )
    return [SetAside(*row) for row in rows]
