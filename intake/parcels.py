"""Parcels: what waits in the outbox is packed for one call, tried, and its fate written down."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from bot.utterance import Utterance, unpack
from intake import changes, outbox
from intake.delivery import TOKEN_LIFE, URGENT_LIFE
from intake.models import (
    Address,
    Conversation,
    Delivery,
    Message,
    Parcel,
    ParcelState,
    Posting,
    ReplyToken,
    Way,
)
from intake.rows import written

_TRYING = written(Parcel.state, ParcelState.TRYING)


@dataclass(frozen=True, slots=True)
class Sendable:
    """A parcel in plain values, for the call outside of any transaction."""

    parcel_id: int
    way: Way
    address: str
    reply_token: str | None
    retry_key: str
    utterances: tuple[Utterance, ...]


def due(session: Session, contact_id: int, now: datetime) -> Parcel | None:
    """The contact's parcel whose next attempt is due, the oldest first."""
    return session.scalar(
        select(Parcel)
        .where(*_trying(contact_id), Parcel.due_at <= now)
        .order_by(Parcel.id)
        .limit(1)
    )


def is_one_open(session: Session, contact_id: int) -> bool:
    """True while a parcel is on its way: what comes after it waits, so that order is kept."""
    return bool(session.scalar(select(exists().where(*_trying(contact_id)))))


def _trying(contact_id: int) -> tuple[ColumnElement[bool], ...]:
    return (Parcel.contact_id == contact_id, Parcel.state == _TRYING)


def waiting(session: Session, contact_id: int) -> list[Posting]:
    """What waits in the outbox for this contact, in order."""
    return list(session.scalars(select(Posting).where(*_unpacked(contact_id)).order_by(Posting.id)))


def urgent(session: Session, contact_id: int) -> list[Posting]:
    """Of what waits, the help in danger: it leaves although another parcel is stuck."""
    return [posting for posting in waiting(session, contact_id) if posting.is_urgent]


def is_due(session: Session, contact_id: int, now: datetime) -> bool:
    """True when something could leave now. What the month's limit holds does not count."""
    if due(session, contact_id, now):
        return True
    pending = [row for row in waiting(session, contact_id) if is_ripe(row, now)]
    if is_one_open(session, contact_id):
        return any(posting.is_urgent for posting in pending)
    return bool(pending)


def is_ripe(posting: Posting, now: datetime) -> bool:
    """True when it waits for nobody's company; what stands before and behind it goes along."""
    is_waited_for = posting.due_at is not None and posting.due_at > now
    return posting.state is Delivery.PENDING and not is_waited_for


def _unpacked(contact_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Posting.contact_id == contact_id,
        outbox.IS_OPEN,
        Posting.parcel_id.is_(None),
    )


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


def hold(session: Session, contact_id: int) -> None:
    """The month's limit is reached: what else waits for this contact waits with the rest."""
    for posting in waiting(session, contact_id):
        if posting.is_worth_push:
            outbox.settle(session, [posting], Delivery.HELD)


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
    for posting in waiting:
        message = session.get_one(Message, posting.message_id)
        if message.erased_at is not None:
            outbox.settle(session, [posting], Delivery.EXPIRED)
            continue
        room -= count(_utterance(message))
        if room < 0 and chosen:
            break
        chosen.append(posting)
    return chosen


def _utterance(message: Message) -> Utterance:
    return unpack(message.extra) if message.extra else Utterance(message.text or "")


def start_attempt(session: Session, parcel: Parcel) -> Sendable:
    """Records that the parcel is tried now, before it is; gives what the door needs."""
    parcel.is_doubtful = parcel.is_doubtful or parcel.is_calling
    parcel.is_calling = True
    postings = _postings(session, parcel)
    parcel.attempts += 1
    token = session.get_one(ReplyToken, parcel.token_id) if parcel.token_id else None
    return Sendable(
        parcel_id=parcel.id,
        way=parcel.way,
        address=session.get_one(Address, parcel.address_id).address,
        reply_token=token.token if token else None,
        retry_key=parcel.retry_key,
        utterances=tuple(
            _utterance(session.get_one(Message, posting.message_id)) for posting in postings
        ),
    )


def token_age(session: Session, parcel: Parcel, now: datetime) -> timedelta | None:
    """How long ago the parcel's reply token came, None when it travels as a push."""
    if parcel.token_id is None:
        return None
    return now - session.get_one(ReplyToken, parcel.token_id).received_at


def finish(
    session: Session, parcel: Parcel, state: ParcelState, delivery: Delivery, now: datetime
) -> None:
    """The parcel's fate is known (or known to stay unknown); its messages say so."""
    parcel.state = state
    postings = _postings(session, parcel)
    outbox.settle(session, postings, delivery)
    if delivery in outbox.OPEN:  # they go back into the outbox and leave in another parcel
        for posting in postings:
            posting.parcel_id = None
    _announce(session, postings, now)


def say_help_again(session: Session, parcel: Parcel) -> None:
    """Nobody can know whether the parcel arrived: help in danger goes back into the outbox, rather
    said twice than not at all. What else was in it does not."""
    urgent = [posting for posting in _postings(session, parcel) if posting.is_urgent]
    outbox.settle(session, urgent, Delivery.PENDING)
    for posting in urgent:
        posting.parcel_id = None


def _postings(session: Session, parcel: Parcel) -> list[Posting]:
    return list(
        session.scalars(select(Posting).where(Posting.parcel_id == parcel.id).order_by(Posting.id))
    )


def _announce(session: Session, postings: list[Posting], now: datetime) -> None:
    for posting in postings[:1]:
        message = session.get_one(Message, posting.message_id)
        conversation = session.get_one(Conversation, message.conversation_id)
        changes.note(session, "message", conversation, now)
