"""Conversations: which one is open, who may move it where, what staff say in it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.track import Track
from bot.turn import Place, Stage, begun_anew, pack_place, unpack_place
from bot.utterance import Utterance
from intake import changes, outbox
from intake.models import Address, Author, Contact, Conversation, Message, Outcome, Staff
from intake.rows import written
from nlp.reading import Risk

# From a stage to those it may move to; whatever is not here can't happen.
TRANSITIONS: dict[Stage, frozenset[Stage]] = {
    Stage.WITH_BOT: frozenset({Stage.WAITING, Stage.WITH_STAFF, Stage.CLOSED}),
    Stage.WAITING: frozenset({Stage.WITH_STAFF, Stage.CLOSED}),
    Stage.WITH_STAFF: frozenset({Stage.WAITING, Stage.CLOSED}),
    Stage.CLOSED: frozenset(),
}

_CLOSED = written(Conversation.stage, Stage.CLOSED)
# Built once: putting a statement together costs more than running one of these.
_OF_CONTACT = select(Conversation).where(Conversation.contact_id == bindparam("contact_id"))
_OPEN = _OF_CONTACT.where(Conversation.stage != _CLOSED)
_HELD = _OPEN.with_for_update().execution_options(populate_existing=True)
_LAST = (
    _OF_CONTACT.where(Conversation.stage == _CLOSED)
    .order_by(Conversation.closed_at.desc(), Conversation.id.desc())
    .limit(1)
)


class NotAllowed(Exception):
    """A move that the table of transitions does not know."""


class Unreachable(Exception):
    """The person blocked us: nothing can be sent to them."""


def open_one(session: Session, contact_id: int) -> Conversation | None:
    """The contact's open conversation, if there is one."""
    return session.scalar(_OPEN, {"contact_id": contact_id})


def hold_open_one(session: Session, contact_id: int) -> Conversation | None:
    """The same, locked until the transaction ends: a claim by staff comes before or after what
    follows here, never in between."""
    return session.scalar(_HELD, {"contact_id": contact_id})


def last_closed(session: Session, contact_id: int) -> Conversation | None:
    """The contact's most recently closed conversation."""
    return session.scalar(_LAST, {"contact_id": contact_id})


def begin(
    session: Session,
    address: Address,
    before: Conversation | None,
    at: datetime,
    reopening: timedelta,
) -> Conversation:
    """A new conversation with the bot; it is written together with what happens in it.

    Who comes back after `before` keeps the language they spoke, and within `reopening` after its
    close the staff member they knew.
    """
    is_known = before and before.closed_at and at - before.closed_at <= reopening
    place = first_place(before)
    contact = session.get_one(Contact, address.contact_id)
    conversation = Conversation(
        contact_id=contact.id,
        contact=contact,
        address_id=address.id,
        address=address,
        stage=Stage.WITH_BOT,
        place=pack_place(place),
        risk=Risk.NONE,
        risk_rank=Risk.NONE.rank,
        track=Track.CONSULTATION,
        language=place.language,
        opened_at=at,
        follow_ups=0,
        last_owner_id=(before.owner_id or before.last_owner_id) if before and is_known else None,
    )
    session.add(conversation)
    return conversation


def first_place(before: Conversation | None) -> Place:
    """Where a talk begins for somebody whose last conversation was `before`."""
    return begun_anew(unpack_place(before.place)) if before else Place()


def move(session: Session, conversation: Conversation, stage: Stage, at: datetime) -> None:
    """Moves the conversation and keeps its clocks. Raises NotAllowed."""
    if stage not in TRANSITIONS[conversation.stage]:
        raise NotAllowed(f"{conversation.stage} → {stage}")
    if stage is Stage.WAITING:
        conversation.waiting_since = at
        conversation.owner_id = None
        conversation.claimed_at = None
    if stage is Stage.CLOSED:
        conversation.closed_at = at
        conversation.alarm_at = None
    conversation.silence_due_at = None
    conversation.stage = stage
    changes.note(session, "queue", conversation, at)


def answer(
    session: Session, conversation: Conversation, staff: Staff, text: str, at: datetime
) -> Message:
    """Says `text` to the person in the name of `staff`; it leaves with the next delivery.

    Raises Unreachable when the person blocked us.
    """
    address = session.get_one(Address, conversation.address_id)
    if address.unreachable_at is not None:
        raise Unreachable
    message = outbox.post(session, conversation, Utterance(text), Author.STAFF, at, staff=staff)
    changes.note(session, "message", conversation, at)
    return message


def close(session: Session, conversation: Conversation, outcome: Outcome, at: datetime) -> None:
    """Ends the conversation with what came of it. Raises NotAllowed when it already ended."""
    move(session, conversation, Stage.CLOSED, at)
    conversation.outcome = outcome
