"""Vital signs: what waits, for how long, and what is left of the month, as numbers alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.turn import Stage
from intake import quota
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


def take(session: Session, door: str, now: datetime) -> Mapping[str, float]:
    """Gauges by name; ages in seconds, 0 when nothing waits. One short query each.

    Every condition is one of a partial index, so that what is done costs nothing.
    """
    month = quota.month(session, door, now)
    found: dict[str, float] = {}
    for name, state, value, since in (
        ("inbox_pending", Arrival.state, ArrivalState.PENDING, Arrival.received_at),
        ("inbox_set_aside", Arrival.state, ArrivalState.SET_ASIDE, Arrival.received_at),
        ("outbox_pending", Posting.state, Delivery.PENDING, Posting.created_at),
        ("outbox_held", Posting.state, Delivery.HELD, Posting.created_at),
        ("parcels_trying", Parcel.state, ParcelState.TRYING, Parcel.first_tried_at),
        ("conversations_waiting", Conversation.stage, Stage.WAITING, Conversation.waiting_since),
        ("media_pending", Media.state, MediaState.PENDING, Media.due_at),
    ):
        found |= _count_and_age(session, name, state == written(state, value), since, now)
    found |= _count_and_age(
        session, "alarms", Conversation.alarm_at.is_not(None), Conversation.alarm_at, now
    )
    found["quota_used"] = month.used
    if month.most is not None:
        found["quota_limit"] = month.most
    return found


def _count_and_age(
    session: Session,
    name: str,
    condition: ColumnElement[bool],
    since: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None],
    now: datetime,
) -> dict[str, float]:
    count, oldest = session.execute(select(func.count(), func.min(since)).where(condition)).one()
    age = max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
    return {name: count, f"{name}_oldest_seconds": age}
