"""Rows to test with: three people at the desk, and residents who wrote."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

from sqlalchemy.orm import Session

from bot.turn import Stage
from config import codenames
from config.codenames import Codenames
from config.settings import SAMPLE_CONTENT
from intake import contacts, conversations
from intake.models import Address, Author, Conversation, Message, Role, Staff, Tag, TagSource
from nlp.reading import Risk

# A Wednesday at ten.
MORNING = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
NOBODY = "no password opens this"


@cache
def names() -> Codenames:
    """The sample office's code names."""
    return codenames.load(SAMPLE_CONTENT)


def employ(session: Session, name: str, role: Role = Role.COUNSELLOR) -> Staff:
    """Somebody at the desk, without a password (hashing one takes its time)."""
    staff = Staff(
        login=name.lower(), name=name, role=role, password_hash=NOBODY, created_at=MORNING
    )
    session.add(staff)
    session.flush()
    return staff


def write(
    session: Session,
    address: str,
    *texts: str,
    risk: Risk = Risk.NONE,
    at: datetime = MORNING,
    stage: Stage = Stage.WAITING,
) -> Conversation:
    """A resident's talk with these texts, open in the queue unless `stage` says otherwise."""
    contact_id, row = contacts.find_or_open(session, names(), "line", address, at)
    talk = conversations.open_one(session, contact_id)
    if talk is None:
        found = session.get_one(Address, row)
        before = conversations.last_closed(session, contact_id)
        talk = conversations.begin(session, found, before, at, timedelta(days=90))
        session.flush()
    for text in texts:
        hear(session, talk, text, risk=risk, at=at)
    if stage is not Stage.WITH_BOT and talk.stage is Stage.WITH_BOT:
        conversations.move(session, talk, Stage.WAITING, at)
    session.flush()
    return talk


def hear(
    session: Session,
    talk: Conversation,
    text: str,
    *,
    risk: Risk = Risk.NONE,
    at: datetime = MORNING,
) -> Message:
    """One more bubble of the resident; danger raises the alarm."""
    message = Message(
        conversation_id=talk.id,
        contact_id=talk.contact_id,
        author=Author.RESIDENT,
        text=text,
        extra={"risk": [[0, len(text), "word"]] if risk.is_danger else [], "dangers": []},
        risk=risk,
        occurred_at=at,
        created_at=at,
    )
    session.add(message)
    talk.last_resident_at = at
    if risk.rank > talk.risk.rank:
        talk.risk, talk.risk_rank = risk, risk.rank
    if risk.is_danger:
        talk.alarm_at = at
    session.flush()
    return message


def tag(session: Session, message: Message, code: str, word: str) -> Tag:
    """A tag read from a word of the message."""
    assert message.text is not None
    start = message.text.index(word)
    row = Tag(
        conversation_id=message.conversation_id,
        message_id=message.id,
        code=code,
        source=TagSource.READING,
        spans=[[start, start + len(word), "word"]],
        created_at=message.created_at,
    )
    session.add(row)
    session.flush()
    return row
