"""Media: photos, voices, videos and files that came with a message, encrypted piece by piece."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from intake.crypto import Sealed, SealedBytes
from intake.models.base import Base, Key, UTCDateTime, coded, make_public_id


class MediaState(StrEnum):
    """`pending` is still to be fetched from the door; `gone`: the door has it no more;
    `too_large`: over the operator's limit; `failed`: tried for a day in vain."""

    PENDING = "pending"
    STORED = "stored"
    GONE = "gone"
    TOO_LARGE = "too_large"
    FAILED = "failed"
    ERASED = "erased"


class Media(Base):
    """What a message brought along. The row comes first; its bytes follow by a job."""

    __tablename__ = "media"
    __table_args__ = (
        Index(
            "ix_media_pending",
            "due_at",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=make_public_id)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), unique=True)
    door: Mapped[str] = mapped_column(String(16))
    # What the door calls it; erased as soon as nothing is to be fetched any more.
    source: Mapped[str | None] = mapped_column(Sealed)
    state: Mapped[MediaState] = mapped_column(coded(MediaState), default=MediaState.PENDING)
    # Judged by its first bytes, never taken from the sender.
    media_type: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None]
    duration_ms: Mapped[int | None]
    # Counts the tries; whoever writes under an older number has lost it to another.
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    error: Mapped[str | None] = mapped_column(String(32))


class MediaPiece(Base):
    """A stretch of the bytes, encrypted by itself: nothing large is ever whole in memory."""

    __tablename__ = "media_pieces"
    __table_args__ = (Index("ix_media_pieces_media_id_id", "media_id", "id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    media_id: Mapped[int] = mapped_column(ForeignKey("media.id"))
    data: Mapped[bytes] = mapped_column(SealedBytes)
