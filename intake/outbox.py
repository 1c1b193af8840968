"""The outbox: what is said is a row first, travels in a parcel, and is never sent twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from bot.turn import Kind
from bot.utterance import Utterance, pack
from intake.models import (
    Address,
    Author,
    Conversation,
    Delivery,
    Message,
    Parcel,
    ParcelState,
    Posting,
    ReplyToken,
    Staff,
)
from intake.rows import written

Row = TypeVar("Row", Posting, ReplyToken)

OPEN = (Delivery.PENDING, Delivery.HELD)
# The very words of the partial indexes, without which they don't serve.
IS_OPEN = Posting.state.in_([written(Posting.state, each) for each in OPEN])
_HELD = written(Posting.state, Delivery.HELD)


def post(
    session: Session,
    conversation: Conversation,
    utterance: Utterance,
    author: Author,
    at: datetime,
    *,
    staff: Staff | None = None,
    is_worth_push: bool = True,
    is_urgent: bool = False,
) -> Message:
    """Writes the bubble into the conversation and plans its delivery."""
    has_more = utterance != Utterance(utterance.text)
    message = Message(
        conversation=conversation,
        contact_id=conversation.contact_id,
        author=author,
        staff_id=staff.id if staff else None,
        kind=Kind.TEXT,
        text=utterance.text,
        extra=pack(utterance) if has_more else None,
        occurred_at=at,
        created_at=at,
        delivery=Delivery.PENDING,
    )
    session.add(
        Posting(
            contact_id=conversation.contact_id,
            address_id=conversation.address_id,
            message=message,
            is_worth_push=is_worth_push,
            is_urgent=is_urgent,
            created_at=at,
            state=Delivery.PENDING,
        )
    )
    ring(session, conversation.contact_id)
    return message


def ring(session: Session, contact_id: int) -> None:
    """Asks the wiring to ring for a delivery to this contact after the commit."""
    session.info.setdefault("deliver", set()).add(contact_id)


def unwritten(session: Session, model: type[Row]) -> list[Row]:
    """Rows of this kind that the session will insert, in the order in which they were added."""
    return [row for row in session.new if isinstance(row, model)]


def is_rung(session: Session) -> bool:
    """True when something was planned to leave in this transaction."""
    return bool(session.info.get("deliver"))


def unring(session: Session, contact_id: int) -> None:
    """Takes the bell back: the caller delivers."""
    session.info["deliver"].discard(contact_id)


def ring_for_held(session: Session, contact_id: int) -> None:
    """The same when the month's limit holds something back, now that a reply token came."""
    if contact_id not in session.info.get("deliver", ()) and has_held(session, contact_id):
        ring(session, contact_id)


def keep_token(session: Session, address: Address, token: str, received_at: datetime) -> None:
    """Keeps a permission for one free answer."""
    session.add(
        ReplyToken(
            contact_id=address.contact_id,
            address_id=address.id,
            token=token,
            received_at=received_at,
        )
    )


def settle(session: Session, postings: Sequence[Posting], delivery: Delivery) -> set[int]:
    """Writes what is known of a delivery on the outbox rows and on the bubbles; gives the ids of
    the conversations that they stand in."""
    if not postings:
        return set()
    for posting in postings:
        posting.state = delivery
    if any(posting.message_id is None for posting in postings):
        session.flush()
    ids = [posting.message_id for posting in postings]
    settled = update(Message).where(Message.id.in_(ids)).values(delivery=delivery)
    with session.no_autoflush:  # the bubbles were written long ago; the rest goes with the commit
        return set(session.scalars(settled.returning(Message.conversation_id)))


def has_held(session: Session, contact_id: int) -> bool:
    """True when the month's limit holds something back that a reply token could carry."""
    return bool(
        session.scalar(
            select(exists().where(Posting.contact_id == contact_id, Posting.state == _HELD))
        )
    )


def release_held(session: Session, before: datetime) -> None:
    """A new month has begun: what was held since before `before` may be sent after all."""
    held = select(Posting.id).where(Posting.state == _HELD, Posting.created_at < before)
    session.execute(update(Posting).where(Posting.id.in_(held)).values(state=Delivery.PENDING))


def overdue(session: Session, before: datetime, now: datetime) -> list[int]:
    """Contacts with something to send that no worker has picked up since `before`."""
    fresh = select(Posting.contact_id).where(
        IS_OPEN,
        Posting.state == Delivery.PENDING,
        Posting.parcel_id.is_(None),
        Posting.created_at < before,
        Posting.due_at.is_(None) | (Posting.due_at <= now),
    )
    retried = select(Parcel.contact_id).where(
        Parcel.state == written(Parcel.state, ParcelState.TRYING), Parcel.due_at <= now
    )
    return list(session.scalars(fresh.union(retried).limit(200)))


def forget_tokens(session: Session, now: datetime) -> None:
    """Removes reply tokens that can't be used any more and that no parcel names."""
    session.execute(
        delete(ReplyToken).where(
            ReplyToken.received_at < now - timedelta(hours=1),
            ReplyToken.id.not_in(select(Parcel.token_id).where(Parcel.token_id.is_not(None))),
        )
    )
    session.execute(
        update(ReplyToken).where(ReplyToken.received_at < now - timedelta(hours=1)).values(token="")
    )
