"""Erasing: what a person takes back, or wants gone, is gone; that it was there stays known."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from bot import summary
from bot.script import Script
from bot.turn import Place, pack_place, unpack_place
from intake import changes, links, media
from intake.crypto import vault
from intake.models import (
    Arrival,
    ArrivalState,
    Author,
    Conversation,
    Message,
    Tag,
    TagSource,
    Unsent,
)
from intake.rows import insert_new, written

# Built once: it is asked of every message.
_UNSENT = select(Unsent.id).where(
    Unsent.door == bindparam("door"), Unsent.fingerprint.in_(bindparam("marks", expanding=True))
)


def is_unsent(session: Session, door: str, message_id: str) -> bool:
    """True when the writer has taken this message back, even before it came."""
    marks = vault().fingerprints(door, message_id)
    return session.connection().scalar(_UNSENT, {"door": door, "marks": marks}) is not None


def take_back(
    session: Session, script: Script, door: str, message_id: str, contact_id: int, at: datetime
) -> None:
    """Erases one message by the door's id, now and whenever a copy of it comes late."""
    insert_new(session, Unsent, door=door, fingerprint=vault().fingerprint(door, message_id), at=at)
    _forget_letters(session, door, message_id, contact_id)
    message = session.scalar(
        select(Message).where(
            Message.contact_id == contact_id,
            Message.fingerprint.in_(vault().fingerprints(door, message_id)),
        )
    )
    if message is not None and message.erased_at is None:
        erase(session, script, message, at)


def erase(session: Session, script: Script, message: Message, at: datetime) -> None:
    """Erases one message and whatever was made of it."""
    _blank(session, [message], at)
    _retell(session, script, session.get_one(Conversation, message.conversation_id), at)


def _forget_letters(session: Session, door: str, message_id: str, contact_id: int) -> None:
    """Letters with this message that failed and were set aside: nobody will try them again."""
    letters = session.scalars(
        select(Arrival).where(
            Arrival.contact_id == contact_id,
            Arrival.door == door,
            Arrival.state == written(Arrival.state, ArrivalState.SET_ASIDE),
        )
    )
    for letter in letters:
        if f'"{message_id}"' in (letter.payload or ""):
            letter.payload = None
            letter.state = ArrivalState.DONE


def erase_all(session: Session, script: Script, contact_id: int, at: datetime) -> None:
    """Erases everything that the contact wrote, in every conversation, and what we made of it.

    What staff wrote stays theirs; how dangerous it was stays too, without a word of it.
    """
    told = session.scalars(
        select(Message).where(
            Message.contact_id == contact_id,
            Message.author.in_([Author.RESIDENT, Author.BOT]),
            Message.erased_at.is_(None),
        )
    )
    _blank(session, [message for message in told if message.delivery != "pending"], at)
    session.execute(
        update(Arrival)
        .where(
            Arrival.contact_id == contact_id,
            Arrival.state == written(Arrival.state, ArrivalState.SET_ASIDE),
        )
        .values(payload=None, state=ArrivalState.DONE)
    )
    links.withdraw(session, contact_id)
    for conversation in session.scalars(
        select(Conversation).where(Conversation.contact_id == contact_id)
    ):
        _retell(session, script, conversation, at)


def _blank(session: Session, messages: list[Message], at: datetime) -> None:
    for message in messages:
        message.text = None
        message.extra = None
        message.read_token = None
        message.erased_at = at
        media.erase(session, message.id)
        session.execute(
            delete(Tag).where(Tag.message_id == message.id, Tag.source == TagSource.READING)
        )
    session.flush()


def _retell(session: Session, script: Script, conversation: Conversation, at: datetime) -> None:
    """The lead anew from what is left."""
    left = set(
        session.scalars(
            select(Tag.code).where(Tag.conversation_id == conversation.id, Tag.removed_at.is_(None))
        )
    )
    has_words = session.scalar(
        select(Message.id)
        .where(
            Message.conversation_id == conversation.id,
            Message.author == Author.RESIDENT,
            Message.text.is_not(None),
        )
        .limit(1)
    )
    before = unpack_place(conversation.place)
    if has_words:
        place = replace(
            before,
            concerns=tuple(code for code in before.concerns if code in left),
            derived=tuple(code for code in before.derived if code in left),
        )
    else:
        place = Place(
            state=before.state, asked=before.asked, risk=before.risk, dangers=before.dangers
        )
    conversation.place = pack_place(place)
    conversation.about = place.about
    conversation.area = place.area
    conversation.summary = summary.compose(script, place) if has_words else ""
    changes.note(session, "message", conversation, at)
