"""Parcels: an attempt is written down before the call, its fate after it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

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


@dataclass(frozen=True, slots=True)
class Packed:
    """A parcel with what belongs to it: where it goes, the token it rides on, what it says."""

    parcel: Parcel
    address: Address
    token: ReplyToken | None
    bubbles: Sequence[Message]


@dataclass(frozen=True, slots=True)
class Sendable:
    """A parcel in plain values, for the call outside of any transaction."""

    parcel_id: int
    way: Way
    address: str
    reply_token: str | None
    retry_key: str
    utterances: tuple[Utterance, ...]
    # When the reply token came; None for a push.
    token_came_at: datetime | None = None


def utterance_of(message: Message) -> Utterance:
    """What the door is to say for the bubble."""
    return unpack(message.extra) if message.extra else Utterance(message.text or "")


def start_attempt(session: Session, packed: Packed) -> Sendable:
    """Records that the parcel is tried now, before it is; gives what the door needs."""
    parcel, token = packed.parcel, packed.token
    parcel.is_doubtful = parcel.is_doubtful or parcel.is_calling
    parcel.is_calling = True
    parcel.attempts += 1
    session.flush()
    return Sendable(
        parcel_id=parcel.id,
        way=parcel.way,
        address=packed.address.address,
        reply_token=token.token if token else None,
        retry_key=parcel.retry_key,
        utterances=tuple(map(utterance_of, packed.bubbles)),
        token_came_at=token.received_at if token else None,
    )


def finish(
    session: Session,
    parcel: Parcel,
    content: Sequence[Posting],
    state: ParcelState,
    delivery: Delivery,
    now: datetime,
) -> None:
    """The parcel's fate is known (or known to stay unknown); its content says so."""
    parcel.state = state
    talks = outbox.settle(session, content, delivery)
    if delivery in outbox.OPEN:  # it goes back into the outbox and leaves in another parcel
        _unpack(content)
    for conversation_id in sorted(talks):
        changes.note_by_id(session, "message", conversation_id, now)


def say_help_again(session: Session, content: Iterable[Posting]) -> None:
    """Nobody can know whether it arrived: help in danger goes back into the outbox, rather said
    twice than not at all. What else was in the parcel does not."""
    urgent = [posting for posting in content if posting.is_urgent]
    outbox.settle(session, urgent, Delivery.PENDING)
    _unpack(urgent)


def hold(session: Session, waiting: Iterable[Posting]) -> None:
    """The month's limit is reached: what else waits for the contact waits with the rest."""
    worth = [posting for posting in waiting if posting.is_worth_push]
    outbox.settle(session, worth, Delivery.HELD)


def _unpack(content: Iterable[Posting]) -> None:
    for posting in content:
        posting.parcel_id = None
