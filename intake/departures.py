"""Departures: groups that somebody invited us to are left, however often it takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intake.crypto import vault
from intake.models import Departure
from intake.rows import changed, insert_new

# Waits before each new try; after the last we stay, silent.
RETRIES = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 300, 3600, 21600))


@dataclass(frozen=True, slots=True)
class Leavable:
    """A place to leave, in plain values."""

    id: int
    door: str
    place: str


def plan(session: Session, door: str, place: str, now: datetime) -> None:
    """Notes that this place is to be left, again if we were invited again; rings for it."""
    marks = vault().fingerprints(door, place)
    insert_new(session, Departure, door=door, fingerprint=marks[0], attempts=0, due_at=now)
    rows = session.scalars(
        select(Departure).where(Departure.door == door, Departure.fingerprint.in_(marks))
    )
    for row in rows:
        if row.place is None:
            row.place, row.attempts, row.due_at = place, 0, now
        session.info.setdefault("leave", set()).add(row.id)


def begin(session: Session, departure_id: int, now: datetime) -> Leavable | None:
    """Starts a try. None when it is done, or somebody is at it."""
    row = session.get(Departure, departure_id)
    if row is None or row.place is None:
        return None
    wait = RETRIES[min(row.attempts, len(RETRIES) - 1)]
    begun = changed(
        session,
        update(Departure)
        .where(Departure.id == departure_id, Departure.place.is_not(None), Departure.due_at <= now)
        .values(attempts=Departure.attempts + 1, due_at=now + wait),
    )
    return Leavable(row.id, row.door, row.place) if begun == 1 else None


def end(session: Session, departure_id: int, *, has_left: bool) -> None:
    """We have left, or this try failed; after the last one nothing more is tried."""
    row = session.get_one(Departure, departure_id)
    session.refresh(row)
    if has_left or row.attempts > len(RETRIES):
        row.place = None
        session.flush()


def overdue(session: Session, now: datetime) -> list[int]:
    """Departures whose next try is due."""
    query = select(Departure.id).where(Departure.place.is_not(None), Departure.due_at <= now)
    return list(session.scalars(query.limit(50)))
