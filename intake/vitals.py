"""Vital signs: what waits, for how long, and what is left of the month, as numbers alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.turn import Stage
from intake import outbox, quota
from intake.models import (
    Arrival,
    ArrivalState,
    Conversation,
    Delivery,
    Media,
    MediaState,
    Parcel,
    ParcelState,
    Posting,
)
from intake.rows import written

Since = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]


def take(session: Session, door: str, now: datetime) -> Mapping[str, float]:
    """Gauges by name; ages in seconds, 0 when nothing waits. One short query each.

    Every condition is one of a partial index, so that what is done costs nothing.
    """
    month = quota.month(session, door, now)
    found: dict[str, float] = {}
    is_open = Conversation.stage != written(Conversation.stage, Stage.CLOSED)
    rows: tuple[tuple[str, ColumnElement[bool], Since], ...] = (
        (
            "inbox_pending",
            Arrival.state == written(Arrival.state, ArrivalState.PENDING),
            Arrival.received_at,
        ),
        (
            "inbox_set_aside",
            Arrival.state == written(Arrival.state, ArrivalState.SET_ASIDE),
            Arrival.received_at,
        ),
        (
            "outbox_pending",
            outbox.IS_OPEN & (Posting.state == Delivery.PENDING),
            Posting.created_at,
        ),
        (
            "outbox_held",
            Posting.state == written(Posting.state, Delivery.HELD),
            Posting.created_at,
        ),
        (
            "parcels_trying",
            Parcel.state == written(Parcel.state, ParcelState.TRYING),
            Parcel.first_tried_at,
        ),
        (
            "conversations_waiting",
            is_open & (Conversation.stage == Stage.WAITING),
            Conversation.waiting_since,
        ),
        ("alarms", Conversation.alarm_at.is_not(None), Conversation.alarm_at),
        (
            "media_pending",
            Media.state == written(Media.state, MediaState.PENDING),
            Media.due_at,
        ),
    )
    for name, condition, since in rows:
        found |= _count_and_age(session, name, condition, since, now)
    found["quota_used"] = month.used
    if month.most is not None:
        found["quota_limit"] = month.most
    return found


def _count_and_age(
    session: Session,
    name: str,
    condition: ColumnElement[bool],
    since: Since,
    now: datetime,
) -> dict[str, float]:
    count, oldest = session.execute(select(func.count(), func.min(since)).where(condition)).one()
    age = max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
    return {name: count, f"{name}_oldest_seconds": age}
