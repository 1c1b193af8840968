"""Leases: one worker at a time for one contact, and nobody waits for the dead."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from intake.models import Lease
from intake.rows import changed, insert_new

# Longer than a call to a door may take; short enough for a second try on the same reply token.
LENGTH = timedelta(seconds=15)


def take(session: Session, name: str, now: datetime) -> str | None:
    """A holder's mark when the lease was free or had run out, else None."""
    holder = str(uuid.uuid4())
    if insert_new(session, Lease, name=name, holder=holder, until=now + LENGTH):
        return holder
    taken = changed(
        session,
        update(Lease)
        .where(Lease.name == name, Lease.until < now)
        .values(holder=holder, until=now + LENGTH),
    )
    return holder if taken == 1 else None


def extend(session: Session, name: str, holder: str, now: datetime) -> bool:
    """True when `holder` still has it, for `LENGTH` from now; False means: stop, another has."""
    extended = changed(
        session,
        update(Lease).where(Lease.name == name, Lease.holder == holder).values(until=now + LENGTH),
    )
    return extended == 1


def give_back(session: Session, name: str, holder: str) -> bool:
    """Ends the lease if `holder` still has it; False means: another has."""
    ended = changed(session, delete(Lease).where(Lease.name == name, Lease.holder == holder))
    return ended == 1
