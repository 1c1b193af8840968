"""The trail: who did what to which conversation, when. Only ever added to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from intake.models import AuditEntry, Contact, Conversation, Staff

# Live pages fetch again and again: one view a minute says as much as thirty.
SAME_VIEW = timedelta(minutes=1)
PAGE = 50


class Action(StrEnum):
    """What the trail tells apart."""

    LOGIN = "login"
    LOGOUT = "logout"
    VIEW = "view"
    CLAIM = "claim"
    TAKE_OVER = "take_over"
    GIVE_BACK = "give_back"
    ANSWER = "answer"
    CLOSE = "close"
    MEDIA = "media"
    NOTE = "note"
    TAG_ADD = "tag_add"
    TAG_REMOVE = "tag_remove"
    RETRY_ARRIVAL = "retry_arrival"
    TEXT_EDIT = "text_edit"
    TEXT_RESET = "text_reset"
    ACCOUNT_ADD = "account_add"
    ACCOUNT_CLOSE = "account_close"
    ACCOUNT_REOPEN = "account_reopen"
    ACCOUNT_ROLE = "account_role"
    ACCOUNT_PASSWORD = "account_password"  # noqa: S105 (a name, no password)


@dataclass(frozen=True, slots=True)
class Trace:
    """One line of the trail as shown. `staff` is None when a command did it; `topic` is the bot's
    sentence that it was about, as `language:key`."""

    id: int
    at: datetime
    action: str
    staff: str | None
    subject: str | None
    code_name: str | None
    conversation: str | None
    topic: str | None


def record(
    session: Session,
    action: Action,
    staff_id: int | None,
    at: datetime,
    conversation_id: int | None = None,
    subject_id: int | None = None,
    topic: str | None = None,
) -> None:
    """Adds one entry. `staff_id` is None for a command run on the machine itself."""
    session.add(
        AuditEntry(
            at=at,
            staff_id=staff_id,
            action=action.value,
            conversation_id=conversation_id,
            subject_id=subject_id,
            topic=topic,
        )
    )


def is_view_due(session: Session, staff_id: int, conversation_id: int, at: datetime) -> bool:
    """True unless this person's view of this conversation was recorded within the last minute."""
    return _is_due(session, Action.VIEW, staff_id, conversation_id, at)


def record_view(session: Session, staff_id: int, conversation_id: int, at: datetime) -> None:
    """Records that a staff member saw a conversation, once a minute."""
    if is_view_due(session, staff_id, conversation_id, at):
        record(session, Action.VIEW, staff_id, at, conversation_id)


def record_media(session: Session, staff_id: int, conversation_id: int, at: datetime) -> None:
    """Records that a staff member was given media of a conversation, once a minute."""
    if _is_due(session, Action.MEDIA, staff_id, conversation_id, at):
        record(session, Action.MEDIA, staff_id, at, conversation_id)


def page(session: Session, before_id: int | None = None) -> list[Trace]:
    """The newest `PAGE` entries older than `before_id`, newest first."""
    actor, subject = aliased(Staff), aliased(Staff)
    query = (
        select(
            AuditEntry.id,
            AuditEntry.at,
            AuditEntry.action,
            actor.name,
            subject.name,
            Contact.code_name,
            Conversation.public_id,
            AuditEntry.topic,
        )
        .outerjoin(actor, actor.id == AuditEntry.staff_id)
        .outerjoin(subject, subject.id == AuditEntry.subject_id)
        .outerjoin(Conversation, Conversation.id == AuditEntry.conversation_id)
        .outerjoin(Contact, Contact.id == Conversation.contact_id)
        .order_by(AuditEntry.id.desc())
        .limit(PAGE)
    )
    if before_id is not None:
        query = query.where(AuditEntry.id < before_id)
    return [Trace(*row) for row in session.execute(query)]


def _is_due(
    session: Session, action: Action, staff_id: int, conversation_id: int, at: datetime
) -> bool:
    seen = select(AuditEntry.id).where(
        AuditEntry.conversation_id == conversation_id,
        AuditEntry.staff_id == staff_id,
        AuditEntry.action == action.value,
        AuditEntry.at > at - SAME_VIEW,
    )
    return session.scalar(seen.limit(1)) is None
