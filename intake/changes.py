"""What live pages must hear of, as rows: written with the change itself, pruned after a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from intake.models import Change, Conversation

KEPT = timedelta(days=1)
# Past the unit of work: nobody needs the row, and every message writes some.
_NEW = insert(Change)


def note(session: Session, kind: str, conversation: Conversation | None, at: datetime) -> None:
    """Notes that pages showing `conversation` (or the queue) are out of date.

    `kind` is `queue`, `message`, `alarm` or `quota`. The wiring announces it after the commit.
    """
    if conversation is not None and conversation.id is None:
        session.add(Change(at=at, kind=kind, conversation=conversation))
        session.info["is_changed"] = True
    else:
        note_by_id(session, kind, conversation.id if conversation else None, at)


def note_by_id(session: Session, kind: str, conversation_id: int | None, at: datetime) -> None:
    """The same where nothing but the conversation's id is at hand."""
    change = {"at": at, "kind": kind, "conversation_id": conversation_id}
    session.connection().execute(_NEW, change)
    session.info["is_changed"] = True


def since(session: Session, last_id: int, limit: int = 500) -> list[tuple[int, str, str | None]]:
    """`(id, kind, public id of the conversation)` of changes after `last_id`, oldest first."""
    rows = session.execute(
        select(Change.id, Change.kind, Conversation.public_id)
        .outerjoin(Conversation, Conversation.id == Change.conversation_id)
        .where(Change.id > last_id)
        .order_by(Change.id)
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def latest(session: Session) -> int:
    """The id of the newest change, 0 when there is none."""
    return session.scalar(select(Change.id).order_by(Change.id.desc()).limit(1)) or 0


def prune(session: Session, now: datetime) -> None:
    """Forgets changes that no open page can still be missing."""
    session.execute(delete(Change).where(Change.at < now - KEPT))
