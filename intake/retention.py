"""Retention: what was written is kept as long as the office decides, and then really erased."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.turn import Place, Stage, pack_place
from intake.models import Arrival, ArrivalState, Conversation, Message, Note, Tag

BATCH = 50


def erase_texts(session: Session, closed_before: datetime) -> int:
    """Erases the words of some conversations that ended before; how many conversations.

    Stages, outcomes, times and concerns stay for the office's statistics, without a word.
    """
    old = session.scalars(
        select(Conversation)
        .where(
            Conversation.stage == Stage.CLOSED,
            Conversation.closed_at < closed_before,
            Conversation.erased_at.is_(None),
        )
        .order_by(Conversation.closed_at)
        .limit(BATCH)
        .with_for_update()
    ).all()
    for conversation in old:
        _erase(session, conversation, closed_before)
    return len(old)


def _erase(session: Session, conversation: Conversation, at: datetime) -> None:
    session.execute(
        update(Message)
        .where(Message.conversation_id == conversation.id, Message.erased_at.is_(None))
        .values(text=None, extra=None, read_token=None, erased_at=at)
    )
    session.execute(delete(Note).where(Note.conversation_id == conversation.id))
    session.execute(update(Tag).where(Tag.conversation_id == conversation.id).values(spans=[]))
    conversation.place = pack_place(Place())
    conversation.summary = ""
    conversation.erased_at = at


def erase_payloads(session: Session, received_before: datetime) -> None:
    """Erases what was set aside and never tried again."""
    session.execute(
        update(Arrival)
        .where(
            Arrival.received_at < received_before,
            Arrival.state.in_((ArrivalState.SET_ASIDE, ArrivalState.UNADDRESSED)),
            Arrival.payload.is_not(None),
        )
        .values(payload=None, state=ArrivalState.DONE)
    )
