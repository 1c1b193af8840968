"""The outbox: what must be sent, the parcels it travels in, the reply tokens it may ride on."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intake.crypto import Sealed
from intake.models.base import Base, Key, UTCDateTime, coded
from intake.models.message import Delivery, Message


class Posting(Base):
    """One message on its way out. Several postings of a contact share a parcel."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_open",
            "contact_id",
            "id",
            sqlite_where=text("state IN ('pending', 'held')"),
            postgresql_where=text("state IN ('pending', 'held')"),
        ),
        Index(
            "ix_outbox_held",
            "contact_id",
            sqlite_where=text("state = 'held'"),
            postgresql_where=text("state = 'held'"),
        ),
        Index("ix_outbox_parcel_id", "parcel_id"),
        Index("ix_outbox_message_id", "message_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    address_id: Mapped[int] = mapped_column(ForeignKey("addresses.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    state: Mapped[Delivery] = mapped_column(coded(Delivery), default=Delivery.PENDING)
    # False: rather unsaid than paid for (a greeting whose reply token has gone stale).
    is_worth_push: Mapped[bool]
    # True for help in danger: it waits behind no parcel that is stuck, and is rather said twice
    # than not at all.
    is_urgent: Mapped[bool] = mapped_column(default=False)
    parcel_id: Mapped[int | None] = mapped_column(ForeignKey("parcels.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # Until then it waits for others that are still being typed; None: it leaves at once.
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    parcel: Mapped[Parcel | None] = relationship()
    message: Mapped[Message] = relationship()


class Way(StrEnum):
    """How a parcel travels: on a reply token (free) or as a push (counted)."""

    REPLY = "reply"
    PUSH = "push"


class ParcelState(StrEnum):
    """`trying`: recorded before the call; whoever finds it so can't know yet whether it arrived."""

    TRYING = "trying"
    SENT = "sent"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"


class Parcel(Base):
    """One call to a door with one to five messages, written down before it is made.

    The retry key is stored first and the content never changes under it: LINE answers 409 to what
    it has already accepted (Messaging API, "Retrying an API request").
    """

    __tablename__ = "parcels"
    __table_args__ = (
        Index(
            "ix_parcels_trying",
            "contact_id",
            sqlite_where=text("state = 'trying'"),
            postgresql_where=text("state = 'trying'"),
        ),
        Index(
            "ix_parcels_pushes",
            "first_tried_at",
            sqlite_where=text("way = 'push'"),
            postgresql_where=text("way = 'push'"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    address_id: Mapped[int] = mapped_column(ForeignKey("addresses.id"))
    way: Mapped[Way] = mapped_column(coded(Way))
    token_id: Mapped[int | None] = mapped_column(ForeignKey("reply_tokens.id"))
    retry_key: Mapped[str] = mapped_column(String(36))
    state: Mapped[ParcelState] = mapped_column(coded(ParcelState), default=ParcelState.TRYING)
    attempts: Mapped[int] = mapped_column(default=0)
    # True once an attempt ended without an answer: from then on a refusal proves nothing.
    is_doubtful: Mapped[bool] = mapped_column(default=False)
    # True while a call is under way; found so later, the caller died and nobody knows the answer.
    is_calling: Mapped[bool] = mapped_column(default=False)
    first_tried_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # Kind of the last refusal (`monthly_limit`, `rejected` …), never the door's own text.
    error: Mapped[str | None] = mapped_column(String(32))

    token: Mapped[ReplyToken | None] = relationship()


class ReplyToken(Base):
    """A door's permission for one free answer: single use, about a minute."""

    __tablename__ = "reply_tokens"
    __table_args__ = (
        Index(
            "ix_reply_tokens_unused",
            "contact_id",
            "received_at",
            sqlite_where=text("used_at IS NULL"),
            postgresql_where=text("used_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    address_id: Mapped[int] = mapped_column(ForeignKey("addresses.id"))
    token: Mapped[str] = mapped_column(Sealed)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
