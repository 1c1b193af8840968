"""Who holds a conversation, and what only the holder may do.

Two people click at once: every change of hands is one conditional UPDATE that must change exactly
one row, and the loser learns who was faster.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from bot.turn import Stage
from intake import audit, changes, conversations, gathering, sight
from intake.audit import Action
from intake.models import Author, Conversation, Message, Outcome, Staff
from intake.rows import changed

# What LINE accepts in one text message, in UTF-16 units (Messaging API reference, text message).
LONGEST_ANSWER = 5_000


class Refused(Exception):
    """Staff can't do this now; `code` says why, the page finds the words."""

    code = "refused"


class HeldByOther(Refused):
    """Somebody else holds it, since `since`."""

    code = "held_by_other"

    def __init__(self, name: str, since: datetime | None) -> None:
        super().__init__("held by somebody else")
        self.name = name
        self.since = since


class NotHeld(Refused):
    """Nobody holds it (any more): claim it first."""

    code = "not_held"


class AlreadyClosed(Refused):
    """The conversation has ended."""

    code = "already_closed"


class NewMessages(Refused):
    """The resident wrote something that the closing staff member has not seen."""

    code = "new_messages"


class SentBefore(Refused):
    """The form was sent already, with other words: these have not been sent."""

    code = "sent_before"


class BadAnswer(Refused):
    """Nothing to say, or more than one message may hold."""

    code = "bad_answer"


@dataclass(frozen=True, slots=True)
class Form:
    """What an answer's form says: the words, and the key that makes it one message."""

    text: str
    client_key: str


def find(session: Session, public_id: str) -> Conversation | None:
    """The conversation with this public id."""
    return session.scalar(select(Conversation).where(Conversation.public_id == public_id))


def claim(session: Session, conversation: Conversation, staff: Staff, at: datetime) -> None:
    """Takes a conversation that nobody holds; taking one's own again changes nothing.

    Raises HeldByOther when somebody was faster, AlreadyClosed when it has ended.
    """
    free = Conversation.stage.in_((Stage.WAITING, Stage.WITH_BOT))
    _change_hands(session, conversation, staff, at, free, Action.CLAIM)


def take_over(
    session: Session, conversation: Conversation, staff: Staff, held_by: int, at: datetime
) -> None:
    """Takes a conversation from `held_by`, the holder that the page showed.

    Raises HeldByOther when a third person was faster, NotHeld when it was given back meanwhile.
    """
    theirs = (Conversation.stage == Stage.WITH_STAFF) & (Conversation.owner_id == held_by)
    _change_hands(session, conversation, staff, at, theirs, Action.TAKE_OVER)


def give_back(session: Session, conversation: Conversation, staff: Staff, at: datetime) -> None:
    """Puts it back into the queue, where it waits since the first unanswered message."""
    _demand_hold(session, conversation, staff)
    unanswered_since = _unanswered_since(session, conversation)
    conversations.move(session, conversation, Stage.WAITING, at)
    conversation.waiting_since = unanswered_since or at
    conversation.last_owner_id = staff.id
    audit.record(session, Action.GIVE_BACK, staff.id, at, conversation.id)


def answer(
    session: Session, conversation: Conversation, staff: Staff, form: Form, at: datetime
) -> Message:
    """Says the form's text to the resident, once however often the form is sent.

    Raises BadAnswer, SentBefore, HeldByOther, NotHeld, AlreadyClosed, and Unreachable of
    `conversations`.
    """
    session.refresh(conversation, with_for_update=True)
    before = session.scalar(select(Message).where(Message.client_key == form.client_key))
    text = form.text.replace("\r\n", "\n").strip()
    if before is not None:
        if before.text != text:
            raise SentBefore
        return before
    if not 0 < utf16_units(text) <= LONGEST_ANSWER or not form.client_key:
        raise BadAnswer
    _demand_hold(session, conversation, staff)
    message = conversations.answer(session, conversation, staff, text, at)
    message.client_key = form.client_key
    gathering.gather(session, conversation, message, at)
    audit.record(session, Action.ANSWER, staff.id, at, conversation.id)
    return message


def close(
    session: Session,
    conversation: Conversation,
    staff: Staff,
    outcome: Outcome,
    last_seen_id: int,
    at: datetime,
) -> None:
    """Ends the conversation. `last_seen_id` is the newest message that the page showed.

    Raises NewMessages when the resident has written since: a word must not vanish into the
    closed ones unread.
    """
    _demand_hold(session, conversation, staff)
    newest = sight.newest_of_resident(session, conversation)
    if conversation.alarm_at is not None or newest > last_seen_id:
        raise NewMessages
    conversations.close(session, conversation, outcome, at)
    audit.record(session, Action.CLOSE, staff.id, at, conversation.id)


def utf16_units(text: str) -> int:
    """The length by which LINE counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _change_hands(
    session: Session,
    conversation: Conversation,
    staff: Staff,
    at: datetime,
    condition: ColumnElement[bool],
    action: Action,
) -> None:
    values: dict[str, Any] = {
        "stage": Stage.WITH_STAFF,
        "owner_id": staff.id,
        "claimed_at": at,
        "silence_due_at": None,
    }
    hands = changed(
        session,
        update(Conversation)
        .where(Conversation.id == conversation.id, condition)
        .values(**values)
        .execution_options(synchronize_session=False),
    )
    session.refresh(conversation)
    if hands == 1:
        changes.note(session, "queue", conversation, at)
        audit.record(session, action, staff.id, at, conversation.id)
    elif conversation.owner_id != staff.id or conversation.stage is not Stage.WITH_STAFF:
        raise _refusal(session, conversation)


def _demand_hold(session: Session, conversation: Conversation, staff: Staff) -> None:
    """Locks the row and makes sure that `staff` holds it until the transaction ends."""
    session.refresh(conversation, with_for_update=True)
    if conversation.stage is not Stage.WITH_STAFF or conversation.owner_id != staff.id:
        raise _refusal(session, conversation)


def _refusal(session: Session, conversation: Conversation) -> Refused:
    if conversation.stage is Stage.CLOSED:
        return AlreadyClosed()
    if conversation.stage is not Stage.WITH_STAFF or conversation.owner_id is None:
        return NotHeld()
    holder = session.get_one(Staff, conversation.owner_id)
    return HeldByOther(holder.name, conversation.claimed_at)


def _unanswered_since(session: Session, conversation: Conversation) -> datetime | None:
    last_answer = (
        select(func.coalesce(func.max(Message.id), 0))
        .where(Message.conversation_id == conversation.id, Message.author == Author.STAFF)
        .scalar_subquery()
    )
    return session.scalar(
        select(func.min(Message.created_at)).where(
            Message.conversation_id == conversation.id,
            Message.author == Author.RESIDENT,
            Message.id > last_answer,
        )
    )
