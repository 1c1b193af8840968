"""Read marks: the door may be told that a person on staff has read up to here, once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intake.models import Address, Author, Conversation, Message


@dataclass(frozen=True, slots=True)
class Mark:
    """What to tell which door: the token marks its message and all before it."""

    door: str
    token: str


def ring(session: Session, conversation: Conversation) -> None:
    """Asks the wiring to have the mark set after the commit."""
    session.info.setdefault("mark_read", set()).add(conversation.id)


def take(session: Session, conversation_id: int) -> Mark | None:
    """The mark of the newest message that staff have seen, None when it is set already.

    The tokens are gone afterwards: a mark that gets lost comes with the next message.
    """
    conversation = session.get_one(Conversation, conversation_id)
    seen = (
        Message.conversation_id == conversation_id,
        Message.author == Author.RESIDENT,
        Message.id <= conversation.seen_message_id,
        Message.read_token.is_not(None),
    )
    newest = session.scalar(select(Message).where(*seen).order_by(Message.id.desc()).limit(1))
    if newest is None or newest.read_token is None:
        return None
    door = session.get_one(Address, conversation.address_id).door
    mark = Mark(door, newest.read_token)
    session.execute(
        update(Message)
        .where(*seen)
        .values(read_token=None)
        .execution_options(synchronize_session=False)
    )
    return mark
