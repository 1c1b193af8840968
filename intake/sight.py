"""What staff have seen: opening lowers the alarm, reading moves the mark of what is unread."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from intake import audit, changes, readmarks
from intake.models import Author, Conversation, Message, Staff
from intake.rows import changed


def see(session: Session, conversation: Conversation, staff: Staff, at: datetime) -> None:
    """A staff member opened the conversation: the alarm raised before is lowered.

    What the holder (or anybody, while nobody holds it) sees counts as read.
    """
    lowered = changed(
        session,
        update(Conversation)
        .where(Conversation.id == conversation.id, Conversation.alarm_at <= at)
        .values(alarm_at=None),
    )
    if lowered:
        changes.note(session, "alarm", conversation, at)
    mark_read(session, conversation, staff, at)
    audit.record_view(session, staff.id, conversation.id, at)


def mark_read(session: Session, conversation: Conversation, staff: Staff, at: datetime) -> None:
    """Everything up to now counts as read, unless somebody else holds the conversation."""
    if conversation.owner_id not in (None, staff.id):
        return
    newest = newest_of_resident(session, conversation)
    moved = changed(
        session,
        update(Conversation)
        .where(Conversation.id == conversation.id, Conversation.seen_message_id < newest)
        .values(seen_message_id=newest),
    )
    if moved:
        changes.note(session, "queue", conversation, at)
        readmarks.ring(session, conversation)


def newest_of_resident(session: Session, conversation: Conversation) -> int:
    """The id of the newest bubble of the resident, 0 when there is none."""
    newest = select(func.max(Message.id)).where(
        Message.conversation_id == conversation.id, Message.author == Author.RESIDENT
    )
    return session.scalar(newest) or 0
