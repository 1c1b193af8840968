"""What staff write for one another beside a conversation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from intake import audit, changes
from intake.audit import Action
from intake.models import Conversation, Note

LONGEST = 10_000


class NoteRefused(Exception):
    """An empty note, or one longer than `LONGEST` characters."""


def add(
    session: Session, conversation: Conversation, staff_id: int, text: str, at: datetime
) -> Note:
    """Keeps a note beside the conversation, open or closed. Raises NoteRefused."""
    text = text.strip()
    if not 0 < len(text) <= LONGEST:
        raise NoteRefused
    note = Note(conversation_id=conversation.id, staff_id=staff_id, text=text, created_at=at)
    session.add(note)
    audit.record(session, Action.NOTE, staff_id, at, conversation.id)
    changes.note(session, "message", conversation, at)
    return note
