"""A contact is somebody known by a code name; an address is where one door reaches them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intake.crypto import Sealed
from intake.models.base import Base, Key, UTCDateTime, make_public_id


class Contact(Base):
    """Somebody who wrote. No name, no profile: staff see the code name."""

    __tablename__ = "contacts"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=make_public_id)
    code_name: Mapped[str] = mapped_column(String(40), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # The opening that was named when this person last wrote to a closed office.
    closed_told_until: Mapped[datetime | None] = mapped_column(UTCDateTime)

    addresses: Mapped[list[Address]] = relationship(back_populates="contact")


class Address(Base):
    """Where a door reaches a contact; found by fingerprint, readable only with the key."""

    __tablename__ = "addresses"
    __table_args__ = (Index("ix_addresses_door_fingerprint", "door", "fingerprint", unique=True),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    door: Mapped[str] = mapped_column(String(16))
    fingerprint: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(Sealed)
    # Set by `unfollow`, lifted by `follow`: a block is never inferred from a push.
    unreachable_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # When the event that last changed reachability happened: a late `unfollow` must not win.
    reachability_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    contact: Mapped[Contact] = relationship(back_populates="addresses")
