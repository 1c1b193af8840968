"""Packs what waits for a contact into the parcel of one call."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.utterance import Utterance
from intake import outbox
from intake.delivery import TOKEN_LIFE, URGENT_LIFE
from intake.models import (
    Address,
    Delivery,
    Message,
    Parcel,
    ParcelState,
    Posting,
    ReplyToken,
    Way,
)
from intake.parcels import Packed, utterance_of

# Built once: putting a statement together costs more than running one of these.
_YOUNG = (
    select(ReplyToken)
    .where(
        ReplyToken.contact_id == bindparam("contact_id"),
        ReplyToken.address_id == bindparam("address_id"),
        ReplyToken.used_at.is_(None),
        ReplyToken.received_at > bindparam("since"),
    )
    .order_by(ReplyToken.received_at, ReplyToken.id)
    .limit(1)
)
_SAID = select(Message).where(Message.id.in_(bindparam("ids", expanding=True)))


def pack(
    session: Session,
    waiting: list[Posting],
    address: Address,
    count: Callable[[Utterance], int],
    room: int,
    now: datetime,
) -> Packed | None:
    """Packs what goes to `address` for one call: on a young reply token, else as a push.

    `count` is how many of the door's messages an utterance needs, `room` how many one call
    carries. Without a token, what is not worth a counted message expires and what the month's
    limit holds keeps waiting for something new to go along with. None when nothing can leave.
    """
    is_urgent = any(posting.is_urgent for posting in waiting)
    token = _young_token(session, address, now, URGENT_LIFE if is_urgent else TOKEN_LIFE)
    if token is None:
        waiting = _affordable(session, waiting)
    chosen = _fitting(
        session, [row for row in waiting if row.address_id == address.id], count, room
    )
    if not chosen:
        return None
    if token:
        token.used_at = now
    parcel = Parcel(
        contact_id=address.contact_id,
        address_id=address.id,
        way=Way.REPLY if token else Way.PUSH,
        token=token,
        retry_key=str(uuid.uuid4()),
        state=ParcelState.TRYING,
        attempts=0,
        is_doubtful=False,
        is_calling=False,
        first_tried_at=now,
        due_at=now,
    )
    session.add(parcel)
    for posting, _ in chosen:
        posting.parcel = parcel
    return Packed(parcel, address, token, [bubble for _, bubble in chosen])


def again(session: Session, parcel: Parcel, content: Sequence[Posting]) -> Packed:
    """The parcel as it was packed, for another try."""
    bubbles = _bubbles(session, content)
    return Packed(
        parcel,
        session.get_one(Address, parcel.address_id),
        session.get_one(ReplyToken, parcel.token_id) if parcel.token_id else None,
        [bubbles[posting.message_id] for posting in content],
    )


def _young_token(
    session: Session, address: Address, now: datetime, life: timedelta
) -> ReplyToken | None:
    asked = {"contact_id": address.contact_id, "address_id": address.id, "since": now - life}
    with session.no_autoflush:
        written = session.scalar(_YOUNG, asked)
    fresh = (
        token
        for token in outbox.unwritten(session, ReplyToken)
        if token.address_id == address.id and token.received_at > now - life
    )
    return written or next(fresh, None)


def _affordable(session: Session, waiting: list[Posting]) -> list[Posting]:
    """What may travel as a push. What was held goes along, in front: order is kept, and one push
    costs the same for five bubbles as for one. By itself it is not tried again."""
    stale = [posting for posting in waiting if not posting.is_worth_push]
    outbox.settle(session, stale, Delivery.EXPIRED)
    left = [row for row in waiting if row.state in outbox.OPEN]
    return left if any(row.state is Delivery.PENDING for row in left) else []


def _fitting(
    session: Session, waiting: list[Posting], count: Callable[[Utterance], int], room: int
) -> list[tuple[Posting, Message]]:
    chosen: list[tuple[Posting, Message]] = []
    bubbles = _bubbles(session, waiting)
    for posting in waiting:
        bubble = _bubble(posting, bubbles)
        if bubble.erased_at is not None:
            outbox.settle(session, [posting], Delivery.EXPIRED)
            continue
        room -= count(utterance_of(bubble))
        if room < 0 and chosen:
            break
        chosen.append((posting, bubble))
    return chosen


def _bubbles(session: Session, postings: Iterable[Posting]) -> dict[int, Message]:
    ids = [posting.message_id for posting in postings if posting.message_id is not None]
    if not ids:
        return {}
    with session.no_autoflush:
        return {row.id: row for row in session.scalars(_SAID, {"ids": ids})}


def _bubble(posting: Posting, bubbles: Mapping[int, Message]) -> Message:
    """What is not written yet is at hand."""
    return posting.message if posting.message_id is None else bubbles[posting.message_id]
