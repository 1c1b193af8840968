"""The inbox: what arrived, before anybody believed it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from intake.crypto import Sealed
from intake.models.base import Base, Key, UTCDateTime, coded


class ArrivalState(StrEnum):
    """`pending` waits for `attend`; `done` has had its effect; `set_aside` failed again and again;
    `unaddressed` names nobody whom we could answer and is kept for the record."""

    PENDING = "pending"
    DONE = "done"
    SET_ASIDE = "set_aside"
    UNADDRESSED = "unaddressed"


class Arrival(Base):
    """One event from a door. The payload is erased as soon as the event has had its effect."""

    __tablename__ = "inbox"
    __table_args__ = (
        Index("ix_inbox_door_event_id", "door", "event_id", unique=True),
        Index(
            "ix_inbox_pending",
            "contact_id",
            "occurred_at",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        Index(
            "ix_inbox_set_aside",
            "received_at",
            sqlite_where=text("state = 'set_aside'"),
            postgresql_where=text("state = 'set_aside'"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    door: Mapped[str] = mapped_column(String(16))
    event_id: Mapped[str] = mapped_column(String(64))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    address_id: Mapped[int | None] = mapped_column(ForeignKey("addresses.id"))
    occurred_at: Mapped[datetime] = mapped_column(UTCDateTime)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    payload: Mapped[str | None] = mapped_column(Sealed)
    state: Mapped[ArrivalState] = mapped_column(coded(ArrivalState), default=ArrivalState.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # The class of the last error: never its message, which could quote somebody.
    error: Mapped[str | None] = mapped_column(Text)


class Unsent(Base):
    """A message that its writer took back. Stays, so that a late copy is not believed again."""

    __tablename__ = "unsent"
    __table_args__ = (Index("ix_unsent_door_fingerprint", "door", "fingerprint", unique=True),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    door: Mapped[str] = mapped_column(String(16))
    fingerprint: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
