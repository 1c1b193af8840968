"""Gathering: answers typed one after another travel in one counted message instead of several."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from intake import outbox
from intake.delivery import TOKEN_LIFE
from intake.models import Address, Conversation, Message, Posting, Quota, ReplyToken

# So long the first of them waits at most. Whoever waits the whole time and then sends all there is
# needs as few messages as who knows beforehand what will be typed (`benchmarks/cost.py`).
PATIENCE = timedelta(seconds=10)
# One call carries five of LINE's messages (Messaging API reference, "Send push message").
FULL = 5


def gather(session: Session, conversation: Conversation, message: Message, at: datetime) -> None:
    """Lets the answer wait for company where it would cost a counted message by itself.

    Never in danger, nor while it can go free, nor where nobody counts.
    """
    if conversation.risk.is_danger or not _is_counted(session, conversation):
        return
    if _can_go_free(session, conversation, at):
        return
    waiting = list(
        session.scalars(
            select(Posting)
            .where(
                Posting.contact_id == conversation.contact_id,
                outbox.IS_OPEN,
                Posting.parcel_id.is_(None),
            )
            .order_by(Posting.id)
        )
    )
    first = next((posting.due_at for posting in waiting if posting.due_at is not None), None)
    due_at = at if len(waiting) >= FULL else first or at + PATIENCE
    for posting in waiting:
        if posting.message_id == message.id or due_at == at:
            posting.due_at = due_at


def _is_counted(session: Session, conversation: Conversation) -> bool:
    """False once the door has said that the month has no limit."""
    door = session.get_one(Address, conversation.address_id).door
    told = session.get(Quota, door)
    return told is None or told.asked_at is None or told.most is not None


def _can_go_free(session: Session, conversation: Conversation, at: datetime) -> bool:
    token = exists().where(
        ReplyToken.contact_id == conversation.contact_id,
        ReplyToken.address_id == conversation.address_id,
        ReplyToken.used_at.is_(None),
        ReplyToken.received_at > at - TOKEN_LIFE,
    )
    return bool(session.scalar(select(token)))
