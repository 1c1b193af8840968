"""A group that we were invited to and leave again: consultation is between two."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from intake.crypto import Sealed
from intake.models.base import Base, Key, UTCDateTime


class Departure(Base):
    """One place to leave. `place` is the door's own name for it, gone once we have left."""

    __tablename__ = "departures"
    __table_args__ = (
        Index("ix_departures_door_fingerprint", "door", "fingerprint", unique=True),
        Index(
            "ix_departures_open",
            "due_at",
            sqlite_where=text("place IS NOT NULL"),
            postgresql_where=text("place IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    door: Mapped[str] = mapped_column(String(16))
    fingerprint: Mapped[str] = mapped_column(String(64))
    place: Mapped[str | None] = mapped_column(Sealed)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
