"""A conversation: from the first word to the outcome."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.feedback import Face
from bot.track import Track
from bot.turn import Stage
from intake.crypto import Sealed, SealedJSON
from intake.models.base import Base, Key, UTCDateTime, coded, make_public_id
from intake.models.contact import Address, Contact
from intake.models.staff import Staff
from nlp.reading import About, Intent, Risk


class Outcome(StrEnum):
    """How a conversation ended, as staff record it. Unanswered is counted, not hidden."""

    ANSWERED = "answered"
    CONNECTED = "connected"
    CONTINUING = "continuing"
    NO_REPLY = "no_reply"
    NOT_NEEDED = "not_needed"


class Conversation(Base):
    """One talk of one contact. At most one is open per contact: the database sees to it."""

    __tablename__ = "conversations"
    __table_args__ = (
        Index(
            "ix_conversations_one_open",
            "contact_id",
            unique=True,
            sqlite_where=text("stage != 'closed'"),
            postgresql_where=text("stage != 'closed'"),
        ),
        Index(
            "ix_conversations_queue",
            "stage",
            "risk_rank",
            "waiting_since",
            sqlite_where=text("stage != 'closed'"),
            postgresql_where=text("stage != 'closed'"),
        ),
        Index(
            "ix_conversations_alarm",
            "alarm_at",
            sqlite_where=text("alarm_at IS NOT NULL"),
            postgresql_where=text("alarm_at IS NOT NULL"),
        ),
        Index("ix_conversations_contact_id", "contact_id"),
        Index("ix_conversations_closed_at", "closed_at"),
        # Of all that somebody ever held, what they hold now.
        Index("ix_conversations_owner_id_stage", "owner_id", "stage"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=make_public_id)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    address_id: Mapped[int] = mapped_column(ForeignKey("addresses.id"))
    stage: Mapped[Stage] = mapped_column(coded(Stage), default=Stage.WITH_BOT)
    # Where the bot stands (`bot.turn.Place`); what the queue sorts and shows is kept beside it.
    place: Mapped[dict[str, Any]] = mapped_column(SealedJSON)
    risk: Mapped[Risk] = mapped_column(coded(Risk), default=Risk.NONE)
    risk_rank: Mapped[int] = mapped_column(default=0)
    about: Mapped[About] = mapped_column(coded(About), default=About.UNKNOWN)
    intent: Mapped[Intent] = mapped_column(coded(Intent), default=Intent.SMALLTALK)
    # Which way it goes: the coordinator of an area reads `community`, never the queue of troubles.
    track: Mapped[Track] = mapped_column(coded(Track), default=Track.CONSULTATION)
    # Of who reports about somebody else: may staff ask them back? None: not asked or not said.
    may_come_back: Mapped[bool | None]
    area: Mapped[str | None] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(16), default="ja")
    summary: Mapped[str] = mapped_column(Sealed, default="")
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_resident_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    waiting_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # When an unfinished talk with the bot is handed over although the person fell silent.
    silence_due_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    # When somebody whom nobody has read gets a word, and how often it was due since the alarm or
    # the hand-over.
    follow_up_due_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    follow_ups: Mapped[int] = mapped_column(default=0)
    # Raised by danger; lowered only by a staff member who opens the conversation afterwards.
    alarm_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    claimed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # The last message that a staff member has seen, by id; what is above it is unread.
    seen_message_id: Mapped[int] = mapped_column(Key, default=0)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # When its words were erased because the office keeps them no longer.
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[Outcome | None] = mapped_column(coded(Outcome))
    # The one question after the close: when it was put, and the face they gave (never words).
    feedback_asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    feedback: Mapped[Face | None] = mapped_column(coded(Face))
    # Who held the contact's last conversation: a person who returns meets the same face.
    last_owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    contact: Mapped[Contact] = relationship()
    address: Mapped[Address] = relationship()
    owner: Mapped[Staff | None] = relationship(foreign_keys=[owner_id])
    last_owner: Mapped[Staff | None] = relationship(foreign_keys=[last_owner_id])
