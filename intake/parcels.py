"""Parcels: what waits in the outbox is packed for one call, tried, and its fate written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from bot.utterance import Utterance, unpack
from intake import changes, outbox
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
    """Of what waits, the help in danger: it leaves although another parcel is stuck. Empty while
    the month's limit holds all of it."""
    urgent = [posting for posting in waiting(session, contact_id) if posting.is_urgent]
    return urgent if any(posting.state is Delivery.PENDING for posting in urgent) else []


def is_due(session: Session, contact_id: int, now: datetime) -> bool:
    """True when something could leave now. What the month's limit holds does not count."""
    if due(session, contact_id, now):
        return True
    pending = [row for row in waiting(session, contact_id) if is_ripe(row, now)]
    if not pending:
        return False
    if is_one_open(session, contact_id):
        return any(posting.is_urgent for posting in pending)
    return True


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


def hold(session: Session, contact_id: int) -> None:
    """The month's limit is reached: what else waits for this contact waits with the rest."""
    for posting in waiting(session, contact_id):
        if posting.is_worth_push:
            outbox.settle(session, [posting], Delivery.HELD)


def messages_of(session: Session, postings: list[Posting]) -> dict[int, Message]:
    """The bubbles of the postings, by id."""
    ids = [posting.message_id for posting in postings]
    return {row.id: row for row in session.scalars(select(Message).where(Message.id.in_(ids)))}


def utterance_of(message: Message) -> Utterance:
    """What the door is to say for the bubble."""
    return unpack(message.extra) if message.extra else Utterance(message.text or "")


def start_attempt(session: Session, parcel: Parcel) -> Sendable:
    """Records that the parcel is tried now, before it is; gives what the door needs."""
    postings = _postings(session, parcel)
    messages = messages_of(session, postings)
    parcel.is_doubtful = parcel.is_doubtful or parcel.is_calling
    parcel.is_calling = True
    parcel.attempts += 1
    token = session.get_one(ReplyToken, parcel.token_id) if parcel.token_id else None
    return Sendable(
        parcel_id=parcel.id,
        way=parcel.way,
        address=session.get_one(Address, parcel.address_id).address,
        reply_token=token.token if token else None,
        retry_key=parcel.retry_key,
        utterances=tuple(utterance_of(messages[posting.message_id]) for posting in postings),
    )


def token_age(session: Session, parcel: Parcel, now: datetime) -> timedelta | None:
    """How long ago the parcel's reply token came, None when it travels as a push."""
    if parcel.token_id is None:
        return None
    query = select(ReplyToken.received_at).where(ReplyToken.id == parcel.token_id)
    return now - session.scalars(query).one()


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
        query = select(Message.conversation_id).where(Message.id == posting.message_id)
        changes.note_by_id(session, "message", session.scalars(query).one(), now)
