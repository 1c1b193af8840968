"""A message, the tags read from it, and the notes staff keep beside it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.turn import Kind
from intake.crypto import Sealed, SealedJSON
from intake.models.base import Base, Key, UTCDateTime, coded
from intake.models.conversation import Conversation
from intake.models.staff import Staff
from nlp.reading import Risk


class Author(StrEnum):
    """Who wrote a message."""

    RESIDENT = "resident"
    BOT = "bot"
    STAFF = "staff"


class Delivery(StrEnum):
    """What is known of a message that we sent, in the order of its life.

    `held`: the month's limit is reached, it rides on the person's next reply token.
    `uncertain`: the door did not say whether it arrived. `expired`: not worth a counted message.
    """

    PENDING = "pending"
    SENT = "sent"
    HELD = "held"
    UNCERTAIN = "uncertain"
    EXPIRED = "expired"
    FAILED = "failed"


class Message(Base):
    """One bubble, whoever wrote it.

    `text` is what the resident wrote or what was said to them; `extra` holds choices and numbers
    to call (`bot.utterance`). When erased, both are gone and `erased_at` says when.
    """

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_conversation_id_id", "conversation_id", "id"),
        Index("ix_messages_door_fingerprint", "fingerprint"),
        Index("ix_messages_contact_id", "contact_id"),
        Index("ix_messages_client_key", "client_key", unique=True),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    author: Mapped[Author] = mapped_column(coded(Author))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[Kind] = mapped_column(coded(Kind), default=Kind.TEXT)
    text: Mapped[str | None] = mapped_column(Sealed)
    extra: Mapped[dict[str, Any] | None] = mapped_column(SealedJSON)
    risk: Mapped[Risk] = mapped_column(coded(Risk), default=Risk.NONE)
    occurred_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # Keyed hash of the door's own message id: unsend names it.
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    # The door's leave to mark it as read; gone once it was used.
    read_token: Mapped[str | None] = mapped_column(Sealed)
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # For what we sent; None for what we received.
    delivery: Mapped[Delivery | None] = mapped_column(coded(Delivery))
    # Of the form that a staff member sent: sent twice, it is one message.
    client_key: Mapped[str | None] = mapped_column(String(64))

    staff: Mapped[Staff | None] = relationship()
    conversation: Mapped[Conversation] = relationship()


class TagSource(StrEnum):
    """Who put a tag: the reading, or a staff member who knows better."""

    READING = "reading"
    STAFF = "staff"


class Tag(Base):
    """A concern of a conversation. `spans` are offsets into its message, never words:
    `[[start, end, reason], …]`. A tag that staff took off stays, with the time, unshown."""

    __tablename__ = "tags"
    __table_args__ = (Index("ix_tags_conversation_id", "conversation_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), index=True)
    code: Mapped[str] = mapped_column(String(32))
    source: Mapped[TagSource] = mapped_column(coded(TagSource))
    spans: Mapped[list[Any]] = mapped_column(SealedJSON)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    message: Mapped[Message | None] = relationship()
    conversation: Mapped[Conversation] = relationship()


class Note(Base):
    """What staff write for one another; a resident never sees it."""

    __tablename__ = "notes"
    __table_args__ = (Index("ix_notes_conversation_id", "conversation_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    text: Mapped[str] = mapped_column(Sealed)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    staff: Mapped[Staff] = relationship()
