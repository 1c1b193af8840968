"""Staff, their logins, and the trail of who looked at what."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intake.models.base import Base, Key, UTCDateTime, coded


class Role(StrEnum):
    """相談員 (counsellor) works the queue; 管理者 (admin) also keeps accounts, reads the trail."""

    COUNSELLOR = "counsellor"
    ADMIN = "admin"


class Staff(Base):
    """Somebody who answers. Accounts are closed, never deleted: the trail names them."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    role: Mapped[Role] = mapped_column(coded(Role))
    password_hash: Mapped[str] = mapped_column(String(255))
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Login(Base):
    """A session of a staff member; the cookie holds a token, this row its hash."""

    __tablename__ = "logins"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    staff: Mapped[Staff] = relationship()


class LoginFailure(Base):
    """A wrong password, by keyed hash of the name tried and of where it came from."""

    __tablename__ = "login_failures"
    __table_args__ = (Index("ix_login_failures_fingerprint_at", "fingerprint", "at"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class AuditEntry(Base):
    """Who did what to which conversation, when. Only ever added to."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_conversation_id", "conversation_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    action: Mapped[str] = mapped_column(String(32))
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"))
    # Whose account it was about, when it was about an account.
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    # Which of the bot's sentences it was about, as `language:key`.
    topic: Mapped[str | None] = mapped_column(String(128))

    staff: Mapped[Staff | None] = relationship(foreign_keys=[staff_id])
    subject: Mapped[Staff | None] = relationship(foreign_keys=[subject_id])
