"""Accounts of staff: made, changed, closed; never deleted, for the trail names them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake import audit, logins
from intake.audit import Action
from intake.models import Role, Staff
from intake.rows import insert_new

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
LONGEST_NAME = 64

# Argon2id with 46 MiB and two passes: above the OWASP password storage minimum (46 MiB, one pass),
# and eight at once still fit a small machine.
HASHER = PasswordHasher(time_cost=2, memory_cost=46 * 1024, parallelism=1)
# Checked when the account is unknown, so that the answer takes as long as for a known one.
_NOBODY = HASHER.hash("nobody has this password")


class AccountError(Exception):
    """An account can't be made or changed so; `code` says why, the page finds the words."""

    code = "account"


class BadName(AccountError):
    """The login or the name is empty or too long."""

    code = "bad_name"


class LoginTaken(AccountError):
    """Somebody has that login already."""

    code = "login_taken"


class WeakPassword(AccountError):
    """Too short, too long, or made of the login."""

    code = "weak_password"


class LastAdmin(AccountError):
    """Nobody would be left to keep the accounts."""

    code = "last_admin"


def normalise_login(login: str) -> str:
    """A login as stored and compared: width and case make no difference."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def add(
    session: Session,
    login: str,
    name: str,
    role: Role,
    password: str,
    at: datetime,
    by: int | None = None,
) -> Staff:
    """A new account. `by` is the admin's id, None for a command. Raises AccountError."""
    login, name = normalise_login(login), name.strip()
    if not 0 < len(login) <= LONGEST_NAME or not 0 < len(name) <= LONGEST_NAME:
        raise BadName
    is_new = insert_new(
        session,
        Staff,
        login=login,
        name=name,
        role=role,
        password_hash=_hash(login, password),
        is_active=True,
        created_at=at,
    )
    if not is_new:
        raise LoginTaken
    made = session.scalars(select(Staff).where(Staff.login == login)).one()
    audit.record(session, Action.ACCOUNT_ADD, by, at, subject_id=made.id)
    return made


def find(session: Session, login: str) -> Staff | None:
    """The account with this login, open or closed."""
    return session.scalar(select(Staff).where(Staff.login == normalise_login(login)))


def get(session: Session, staff_id: int) -> Staff | None:
    """The account with this id, open or closed."""
    return session.get(Staff, staff_id)


def everyone(session: Session) -> Sequence[Staff]:
    """All accounts, the open ones first."""
    return session.scalars(select(Staff).order_by(Staff.is_active.desc(), Staff.login)).all()


def has_admin(session: Session) -> bool:
    """True where an open account has the say over the others."""
    admin = select(Staff.id).where(Staff.role == Role.ADMIN, Staff.is_active).limit(1)
    return session.scalar(admin) is not None


def set_password(
    session: Session, staff: Staff, password: str, at: datetime, by: int | None = None
) -> None:
    """Gives a new password and ends every login made with the old one. Raises WeakPassword."""
    staff.password_hash = _hash(staff.login, password)
    logins.end_all(session, staff.id, at)
    audit.record(session, Action.ACCOUNT_PASSWORD, by, at, subject_id=staff.id)


def set_role(session: Session, staff: Staff, role: Role, at: datetime, by: int) -> None:
    """Makes a counsellor an admin or back. Raises LastAdmin."""
    if staff.role == role:
        return
    if role is not Role.ADMIN:
        _demand_another_admin(session, staff)
    staff.role = role
    audit.record(session, Action.ACCOUNT_ROLE, by, at, subject_id=staff.id)


def close(session: Session, staff: Staff, at: datetime, by: int | None = None) -> None:
    """Closes the account and ends its logins; its conversations stay its own until taken over.

    Raises LastAdmin.
    """
    if not staff.is_active:
        return
    _demand_another_admin(session, staff)
    staff.is_active = False
    logins.end_all(session, staff.id, at)
    audit.record(session, Action.ACCOUNT_CLOSE, by, at, subject_id=staff.id)


def reopen(session: Session, staff: Staff, at: datetime, by: int | None = None) -> None:
    """Opens a closed account again, with the password it had."""
    if staff.is_active:
        return
    staff.is_active = True
    audit.record(session, Action.ACCOUNT_REOPEN, by, at, subject_id=staff.id)


def is_password(password_hash: str | None, password: str) -> bool:
    """Whether this is the password; as slow for an account that isn't there (None)."""
    try:
        HASHER.verify(password_hash or _NOBODY, _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def renewed_hash(password_hash: str | None, password: str) -> str | None:
    """A new hash for a password just proved right, when our parameters have changed since."""
    if password_hash is None or not HASHER.check_needs_rehash(password_hash):
        return None
    return HASHER.hash(_normal(password))


def _hash(login: str, password: str) -> str:
    plain = _normal(password)
    if not SHORTEST_PASSWORD <= len(plain) <= LONGEST_PASSWORD or len(set(plain)) < 5:
        raise WeakPassword
    if len(login) > 3 and login in plain.casefold() and len(plain) < len(login) + 8:
        raise WeakPassword
    return HASHER.hash(plain)


def _normal(password: str) -> str:
    """Full-width letters of a forgotten IME mode are the same password (NIST SP 800-63B, 5.1.1)."""
    return unicodedata.normalize("NFKC", password)


def _demand_another_admin(session: Session, staff: Staff) -> None:
    if staff.role is not Role.ADMIN or not staff.is_active:
        return
    others = select(func.count()).where(
        Staff.role == Role.ADMIN, Staff.is_active, Staff.id != staff.id
    )
    if not session.scalar(others):
        raise LastAdmin
