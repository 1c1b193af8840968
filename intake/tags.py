"""Tags as staff correct them: one click takes one off, one click puts one on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intake import audit, changes
from intake.audit import Action
from intake.models import Conversation, Tag, TagSource
from intake.rows import changed


def add(
    session: Session, conversation: Conversation, code: str, staff_id: int, at: datetime
) -> bool:
    """Puts a tag on, by a staff member. False when it was there already."""
    there = select(Tag.id).where(
        Tag.conversation_id == conversation.id, Tag.code == code, Tag.removed_at.is_(None)
    )
    if session.scalar(there.limit(1)) is not None:
        return False
    session.add(
        Tag(
            conversation_id=conversation.id,
            message_id=None,
            code=code,
            source=TagSource.STAFF,
            spans=[],
            staff_id=staff_id,
            created_at=at,
        )
    )
    _tell(session, conversation, Action.TAG_ADD, staff_id, at)
    return True


def remove(
    session: Session, conversation: Conversation, code: str, staff_id: int, at: datetime
) -> bool:
    """Takes a tag off, wherever in the conversation it was read. False when it wasn't there."""
    removed = changed(
        session,
        update(Tag)
        .where(Tag.conversation_id == conversation.id, Tag.code == code, Tag.removed_at.is_(None))
        .values(removed_at=at, staff_id=staff_id),
    )
    if not removed:
        return False
    _tell(session, conversation, Action.TAG_REMOVE, staff_id, at)
    return True


def withdraw(session: Session, conversation: Conversation, code: str, at: datetime) -> None:
    """Takes off what was read in the resident's words, as they said themselves that it is not so.

    What staff put on stays, and what the resident names again is read again.
    """
    session.execute(
        update(Tag)
        .where(
            Tag.conversation_id == conversation.id,
            Tag.code == code,
            Tag.source == TagSource.READING,
            Tag.removed_at.is_(None),
        )
        .values(removed_at=at)
    )


def _tell(
    session: Session, conversation: Conversation, action: Action, staff_id: int, at: datetime
) -> None:
    audit.record(session, action, staff_id, at, conversation.id)
    changes.note(session, "queue", conversation, at)
