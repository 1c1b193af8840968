"""Packs what waits for a contact into the parcel of one call."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.utterance import Utterance
from intake import outbox
from intake.delivery import TOKEN_LIFE, URGENT_LIFE
from intake.models import (
    Delivery,
    Parcel,
    Posting,
    ReplyToken,
    Way,
)
from intake.parcels import messages_of, utterance_of


def pack(
    session: Session,
    waiting: list[Posting],
    count: Callable[[Utterance], int],
    room: int,
    now: datetime,
) -> Parcel | None:
    """Packs the first of `waiting` for one call: on a young reply token, else as a push.

    `count` is how many of the door's messages an utterance needs, `room` how many one call
    carries. Without a token, what is not worth a counted message expires and what the month's
    limit holds keeps waiting for something new to go along with. None when nothing can leave.
    """
    if not waiting:
        return None
    contact_id = waiting[0].contact_id
    address_id = waiting[0].address_id
    is_urgent = any(posting.is_urgent for posting in waiting)
    life = URGENT_LIFE if is_urgent else TOKEN_LIFE
    token = _young_token(session, contact_id, address_id, now, life)
    if token is None:
        waiting = _affordable(session, waiting)
    chosen = _fitting(
        session, [row for row in waiting if row.address_id == address_id], count, room
    )
    if not chosen:
        return None
    if token:
        token.used_at = now
    parcel = Parcel(
        contact_id=contact_id,
        address_id=address_id,
        way=Way.REPLY if token else Way.PUSH,
        token_id=token.id if token else None,
        retry_key=str(uuid.uuid4()),
        first_tried_at=now,
        due_at=now,
    )
    session.add(parcel)
    session.flush()
    for posting in chosen:
        posting.parcel_id = parcel.id
    return parcel


def _young_token(
    session: Session, contact_id: int, address_id: int, now: datetime, life: timedelta
) -> ReplyToken | None:
    return session.scalar(
        select(ReplyToken)
        .where(
            ReplyToken.contact_id == contact_id,
            ReplyToken.address_id == address_id,
            ReplyToken.used_at.is_(None),
            ReplyToken.received_at > now - life,
        )
        .order_by(ReplyToken.received_at, ReplyToken.id)
        .limit(1)
    )


def _affordable(session: Session, waiting: list[Posting]) -> list[Posting]:
    """What may travel as a push. What was held goes along, in front: order is kept, and one push
    costs the same for five bubbles as for one. By itself it is not tried again."""
    for posting in waiting:
        if not posting.is_worth_push:
            outbox.settle(session, [posting], Delivery.EXPIRED)
    left = [row for row in waiting if row.state in outbox.OPEN]
    return left if any(row.state is Delivery.PENDING for row in left) else []


def _fitting(
    session: Session, waiting: list[Posting], count: Callable[[Utterance], int], room: int
) -> list[Posting]:
    chosen: list[Posting] = []
    messages = messages_of(session, waiting)
    for posting in waiting:
        message = messages[posting.message_id]
        if message.erased_at is not None:
            outbox.settle(session, [posting], Delivery.EXPIRED)
            continue
        room -= count(utterance_of(message))
        if room < 0 and chosen:
            break
        chosen.append(posting)
    return chosen
