"""Links to the web chat: signed, for a short time, for one use, and they say nothing of anybody.

`nonce.expiry.signature`: what was forged or has run out is refused without a look into the table.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from intake.crypto import vault
from intake.models import ChatLink
from intake.rows import changed

_PURPOSE = "chat link"
_SIGNATURE = 40
# A link that has run out is still told apart from one that never was, for so long.
KEPT = timedelta(days=7)


class LinkState(StrEnum):
    """What a link is worth."""

    GOOD = "good"
    USED = "used"
    EXPIRED = "expired"
    FALSE = "false"


def make(session: Session, contact_id: int, now: datetime, lifetime: timedelta) -> str:
    """The token of a new link that leads this contact to the web chat."""
    expires_at = now + lifetime
    stem = f"{secrets.token_urlsafe(18)}.{int(expires_at.timestamp()):x}"
    session.add(
        ChatLink(
            contact_id=contact_id,
            fingerprint=vault().fingerprint(_PURPOSE, "row", stem),
            made_at=now,
            expires_at=expires_at,
        )
    )
    return f"{stem}.{_signatures(stem)[0]}"


def judge(session: Session, token: str, now: datetime) -> LinkState:
    """What the token is worth now; looking does not use it up."""
    stem = _stem(token)
    if stem is None:
        return LinkState.FALSE
    if _expiry(stem) <= now:
        return LinkState.EXPIRED
    row = session.scalar(select(ChatLink).where(ChatLink.fingerprint.in_(_marks(stem))))
    if row is None:
        return LinkState.FALSE
    return LinkState.GOOD if row.used_at is None else LinkState.USED


def redeem(session: Session, token: str, now: datetime) -> int | None:
    """The contact whom the link was given to, for the first who asks; None for everybody else."""
    stem = _stem(token)
    if stem is None or _expiry(stem) <= now:
        return None
    marks = _marks(stem)
    used = changed(
        session,
        update(ChatLink)
        .where(ChatLink.fingerprint.in_(marks), ChatLink.used_at.is_(None))
        .values(used_at=now),
    )
    if used != 1:
        return None
    return session.scalar(select(ChatLink.contact_id).where(ChatLink.fingerprint.in_(marks)))


def was_made_since(session: Session, contact_id: int, at: datetime) -> bool:
    """True when the contact was given a link after `at` that nobody has used."""
    made = select(ChatLink.id).where(
        ChatLink.contact_id == contact_id, ChatLink.made_at > at, ChatLink.used_at.is_(None)
    )
    return session.scalar(made.limit(1)) is not None


def withdraw(session: Session, contact_id: int) -> None:
    """The contact's links lead nowhere any more."""
    session.execute(delete(ChatLink).where(ChatLink.contact_id == contact_id))


def prune(session: Session, now: datetime) -> None:
    """Forgets links that ran out long ago."""
    session.execute(delete(ChatLink).where(ChatLink.expires_at < now - KEPT))


def _stem(token: str) -> str | None:
    """The signed part, when it was us who signed it."""
    stem, dot, signature = token.rpartition(".")
    if not dot or not signature.isascii():
        return None
    if not any(hmac.compare_digest(signature, own) for own in _signatures(stem)):
        return None
    return stem


def _signatures(stem: str) -> tuple[str, ...]:
    return tuple(mark[:_SIGNATURE] for mark in vault().fingerprints(_PURPOSE, "signature", stem))


def _marks(stem: str) -> tuple[str, ...]:
    return vault().fingerprints(_PURPOSE, "row", stem)


def _expiry(stem: str) -> datetime:
    """Only for a stem that we have signed."""
    return datetime.fromtimestamp(int(stem.rpartition(".")[2], 16), UTC)
