"""Who works on what just now, and what live pages must hear."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intake.models.base import Base, Key, UTCDateTime
from intake.models.conversation import Conversation


class Lease(Base):
    """A named right to work on something until a time; whoever dies loses it by itself."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(48), primary_key=True)
    holder: Mapped[str] = mapped_column(String(36))
    until: Mapped[datetime] = mapped_column(UTCDateTime)


class Change(Base):
    """Something that open pages must show. Ids only; pages fetch the rest."""

    __tablename__ = "changes"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    kind: Mapped[str] = mapped_column(String(16))
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"))

    conversation: Mapped[Conversation | None] = relationship()
