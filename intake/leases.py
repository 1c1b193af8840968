"""Leases: one worker at a time for one contact, and nobody waits for the dead."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import UpdateBase, bindparam, delete, update
from sqlalchemy.orm import Session

from intake.models import Lease
from intake.rows import insert_new

# Longer than a call to a door may take; short enough for a second try on the same reply token.
LENGTH = timedelta(seconds=15)

# Built once, and run past the unit of work: every message takes and gives back two leases.
_TAKE_OVER = (
    update(Lease)
    .where(Lease.name == bindparam("lease"), Lease.until < bindparam("now"))
    .values(holder=bindparam("by"), until=bindparam("then"))
)
_OWN = (Lease.name == bindparam("lease"), Lease.holder == bindparam("by"))
_EXTEND = update(Lease).where(*_OWN).values(until=bindparam("then"))
_GIVE_BACK = delete(Lease).where(*_OWN)


def take(session: Session, name: str, now: datetime) -> str | None:
    """A holder's mark when the lease was free or had run out, else None."""
    holder = str(uuid.uuid4())
    if insert_new(session, Lease, name=name, holder=holder, until=now + LENGTH):
        return holder
    is_taken = _is_done(session, _TAKE_OVER, lease=name, by=holder, now=now, then=now + LENGTH)
    return holder if is_taken else None


def extend(session: Session, name: str, holder: str, now: datetime) -> bool:
    """True when `holder` still has it, for `LENGTH` from now; False means: stop, another has."""
    return _is_done(session, _EXTEND, lease=name, by=holder, then=now + LENGTH)


def give_back(session: Session, name: str, holder: str) -> bool:
    """Ends the lease if `holder` still has it; False means: another has."""
    return _is_done(session, _GIVE_BACK, lease=name, by=holder)


def _is_done(session: Session, statement: UpdateBase, **values: Any) -> bool:
    return session.connection().execute(statement, values).rowcount == 1
