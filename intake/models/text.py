"""What the office has made of the bot's sentences, version after version."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intake.models.base import Base, Key, UTCDateTime
from intake.models.staff import Staff


class TextVersion(Base):
    """One version of one sentence in one language. Only ever added to; the newest is in force.

    `text` is None where the office went back to the sentence that comes with the program.
    `base` is that sentence as it was then: an upgrade that changes it can be seen.
    """

    __tablename__ = "text_versions"
    __table_args__ = (
        # Of two people who edit at once, one is told.
        Index("ix_text_versions_spot", "language", "key", "number", unique=True),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    language: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(96))
    number: Mapped[int]
    text: Mapped[str | None] = mapped_column(Text)
    base: Mapped[str] = mapped_column(Text)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    # With whom a text for people in danger was read before it went live.
    read_with: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    staff: Mapped[Staff] = relationship()
