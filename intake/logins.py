"""Logins of staff: sessions that end, and a door that grows slow for those who guess."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, joinedload

from intake.crypto import vault
from intake.models import Login, LoginFailure

IDLE = timedelta(minutes=60)
ABSOLUTE = timedelta(hours=12)
# A request this soon after the last one needs no write.
TOUCH = timedelta(minutes=1)

# Wrong tries within the window that cost nothing; each further one doubles the wait.
WINDOW = timedelta(minutes=15)
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)
FREE_OF_NAME = 5
# An office shares one address: many people may mistype before the address itself is slowed.
FREE_OF_REMOTE = 40


class Throttled(Exception):
    """Too many wrong tries; the next one counts from `until` on."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too many wrong tries")
        self.until = until


def start(session: Session, staff_id: int, at: datetime) -> str:
    """Begins a login; gives the token for the cookie, which is kept nowhere else."""
    token = secrets.token_urlsafe(32)
    session.add(Login(staff_id=staff_id, token_hash=_hash(token), created_at=at, seen_at=at))
    return token


def find(session: Session, token: str, at: datetime) -> Login | None:
    """The living login of a token, with its staff; None when it ended, idled or grew old."""
    login = session.scalar(
        select(Login).where(Login.token_hash == _hash(token)).options(joinedload(Login.staff))
    )
    return login if login and is_alive(login, at) else None


def is_alive(login: Login, at: datetime) -> bool:
    """Whether a login still opens the desk at `at`."""
    return (
        login.ended_at is None
        and login.staff.is_active
        and at - login.seen_at < IDLE
        and at - login.created_at < ABSOLUTE
    )


def is_touch_due(login: Login, at: datetime) -> bool:
    """True when the last sign of life is old enough to be worth a write."""
    return at - login.seen_at >= TOUCH


def touch(session: Session, login_id: int, at: datetime) -> None:
    """Notes that somebody is at the desk."""
    session.execute(update(Login).where(Login.id == login_id).values(seen_at=at))


def end(session: Session, login_id: int, at: datetime) -> None:
    """Ends one login."""
    session.execute(
        update(Login).where(Login.id == login_id, Login.ended_at.is_(None)).values(ended_at=at)
    )


def end_all(session: Session, staff_id: int, at: datetime) -> None:
    """Ends every login of a staff member, on every machine."""
    session.execute(
        update(Login)
        .where(Login.staff_id == staff_id, Login.ended_at.is_(None))
        .values(ended_at=at)
    )


def knock(session: Session, name: str, remote: str, at: datetime) -> list[int]:
    """Records a try as failed, before the password is looked at, or refuses it.

    Gives the ids of the records of this try, which `forgive` takes back when it was right: tries
    made at once can't slip past the count. Raises Throttled, and then records nothing.
    """
    untils = [
        free_at(_failures(session, kind, value, at), free)
        for kind, value, free in (("name", name, FREE_OF_NAME), ("remote", remote, FREE_OF_REMOTE))
    ]
    until = max((each for each in untils if each), default=at)
    if until > at:
        raise Throttled(until)
    tries = [
        LoginFailure(fingerprint=vault().fingerprint("login", kind, value), at=at)
        for kind, value in (("name", name), ("remote", remote))
    ]
    session.add_all(tries)
    session.flush()
    return [each.id for each in tries]


def forgive(session: Session, name: str, tries: Sequence[int]) -> None:
    """The password was right: this try and the wrong ones of this name no longer count.

    Those of the address stay: one good account must not pay for guessing at others.
    """
    names = vault().fingerprints("login", "name", name)
    session.execute(
        delete(LoginFailure).where(LoginFailure.id.in_(tries) | LoginFailure.fingerprint.in_(names))
    )


def free_at(failures: Sequence[datetime], free: int) -> datetime | None:
    """When the next try is allowed after these failures, oldest first; None means at once."""
    extra = len(failures) - free
    if extra < 0 or not failures:
        return None
    doubled: timedelta = FIRST_WAIT * 2 ** min(extra, 10)
    wait = min(doubled, LONGEST_WAIT)
    return failures[-1] + wait


def prune(session: Session, now: datetime) -> None:
    """Forgets failures outside every window and logins that ended or idled long ago."""
    session.execute(delete(LoginFailure).where(LoginFailure.at < now - WINDOW - LONGEST_WAIT))
    session.execute(delete(Login).where(Login.created_at < now - ABSOLUTE * 2))


def _failures(session: Session, kind: str, value: str, at: datetime) -> Sequence[datetime]:
    query = select(LoginFailure.at).where(
        LoginFailure.fingerprint.in_(vault().fingerprints("login", kind, value)),
        LoginFailure.at > at - WINDOW,
    )
    return session.scalars(query.order_by(LoginFailure.at)).all()


def _hash(token: str) -> str:
    """Tokens are 256 random bits: a plain hash can't be guessed back."""
    return hashlib.sha256(token.encode("utf-8")).hexdigest()
