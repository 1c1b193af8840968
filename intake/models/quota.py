"""How much of a door's counted messages the month has used up, as the door itself says."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from intake.models.base import Base, UTCDateTime


class Quota(Base):
    """The last answer of a door. `most` is None where the month has no limit.

    `asked_at` is None as long as the door has never answered; `tried_at` says when it was asked.
    """

    __tablename__ = "quotas"

    door: Mapped[str] = mapped_column(String(16), primary_key=True)
    used: Mapped[int] = mapped_column(default=0)
    most: Mapped[int | None]
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    tried_at: Mapped[datetime] = mapped_column(UTCDateTime)
