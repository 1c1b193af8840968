"""The month's counted messages: how many are used, and what the next answer to somebody costs.

A door that counts is asked now and then (`tried`, `note`); between two answers our own pushes
are added, so that staff see what they have just sent. What is shown decides nothing: delivery
tries, and the door has the last word.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from intake import changes
from intake.delivery import TOKEN_LIFE
from intake.models import Address, Conversation, Parcel, ParcelState, Quota, ReplyToken, Way

TOKYO = ZoneInfo("Asia/Tokyo")
ASK_EVERY = timedelta(minutes=10)
# From this share of the month's limit on everybody at the desk is told.
NEARLY = 0.8

# Written out instead of bound, so that the partial index of pushes serves.
_PUSH = literal(Way.PUSH, Parcel.way.type, literal_execute=True)


class Cost(StrEnum):
    """What an answer costs: nothing, one of the month's counted messages, or patience."""

    FREE = "free"
    COUNTED = "counted"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Month:
    """This month's counted messages. `most` is None without a limit, `asked_at` None while the
    door has never told."""

    used: int
    most: int | None
    asked_at: datetime | None

    @property
    def is_spent(self) -> bool:
        """True when nothing more is sent this month but free answers."""
        return self.most is not None and self.used >= self.most

    @property
    def is_nearly_spent(self) -> bool:
        """True when somebody should think of it."""
        return self.most is not None and self.used >= self.most * NEARLY


@dataclass(frozen=True, slots=True)
class Fare:
    """What an answer sent now costs: free until `free_until`, `then` that."""

    month: Month
    free_until: datetime | None
    then: Cost

    @property
    def now(self) -> Cost:
        """The cost of an answer that leaves at once."""
        return Cost.FREE if self.free_until else self.then


def month_start(now: datetime) -> datetime:
    """LINE counts by calendar month; the office lives in Japan."""
    return now.astimezone(TOKYO).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def is_due(session: Session, door: str, now: datetime) -> bool:
    """True when the door should be asked how much is used."""
    row = session.get(Quota, door)
    return row is None or row.tried_at <= now - ASK_EVERY


def tried(session: Session, door: str, now: datetime) -> None:
    """The door is asked now; however that ends, it has its rest afterwards."""
    row = session.get(Quota, door)
    if row is None:
        session.add(Quota(door=door, tried_at=now))
    else:
        row.tried_at = now


def note(session: Session, door: str, used: int, most: int | None, now: datetime) -> None:
    """The door has told; open pages hear of it when it is news."""
    row = session.get_one(Quota, door)
    if (row.used, row.most, row.asked_at is None) != (used, most, False):
        changes.note(session, "quota", None, now)
    row.used, row.most, row.asked_at = used, most, now


def note_spent(session: Session, door: str, now: datetime) -> None:
    """The door refused a counted message because the month's are used up."""
    row = session.get(Quota, door)
    if row is not None and row.most is not None and row.used < row.most:
        note(session, door, row.most, row.most, now)


def month(session: Session, door: str, now: datetime) -> Month:
    """What this month has used of the door's counted messages."""
    row, start = session.get(Quota, door), month_start(now)
    if row is None or row.asked_at is None:
        return Month(_pushes(session, door, start), None, None)
    if row.asked_at < start:  # told of another month
        return Month(_pushes(session, door, start), row.most, row.asked_at)
    return Month(row.used + _pushes(session, door, row.asked_at), row.most, row.asked_at)


def fare(session: Session, conversation: Conversation, now: datetime) -> Fare:
    """What an answer to this person costs."""
    address = session.get_one(Address, conversation.address_id)
    used = month(session, address.door, now)
    received_at = session.scalar(
        select(func.max(ReplyToken.received_at)).where(
            ReplyToken.contact_id == conversation.contact_id,
            ReplyToken.contact_id == address.contact_id,
            ReplyToken.address_id == address.id,
            ReplyToken.used_at.is_(None),
            ReplyToken.received_at > now - TOKEN_LIFE,
        )
    )
    free_until = received_at + TOKEN_LIFE if received_at else None
    return Fare(used, free_until, Cost.HELD if used.is_spent else Cost.COUNTED)


def _pushes(session: Session, door: str, since: datetime) -> int:
    query = (
        select(func.count())
        .select_from(Parcel)
        .join(Address, Address.id == Parcel.address_id)
        .where(
            Parcel.way == _PUSH,
            Parcel.first_tried_at >= since,
            Parcel.state == ParcelState.SENT,
            Address.door == door,
        )
    )
    return session.scalar(query) or 0
