"""Recovery: what must be so after an older state of the database was put back.

Between the backup and now people took words back, and answers left. Neither may be undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.script import Script
from intake import erasure, outbox
from intake.models import Delivery, Message, Parcel, ParcelState, Posting, Unsent
from intake.rows import insert_new


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A message that is nowhere any more, by the keyed hash of its door's id."""

    fingerprint: str
    at: datetime
    # None where its words were erased for another reason: no late copy of it can come.
    door: str | None


def remember(session: Session) -> list[TakenBack]:
    """All that was taken back or erased so far."""
    unsent = [
        TakenBack(row.fingerprint, row.at, row.door) for row in session.scalars(select(Unsent))
    ]
    erased = session.execute(
        select(Message.fingerprint, Message.erased_at).where(
            Message.erased_at.is_not(None), Message.fingerprint.is_not(None)
        )
    )
    return unsent + [TakenBack(mark, at, None) for mark, at in erased if mark and at]


def take_back_again(
    session: Session, script: Script, remembered: Sequence[TakenBack], now: datetime
) -> int:
    """Erases once more what had been taken back since the backup; gives how many messages."""
    count = 0
    for each in remembered:
        if each.door is not None:
            insert_new(session, Unsent, door=each.door, fingerprint=each.fingerprint, at=each.at)
        message = session.scalar(
            select(Message).where(
                Message.fingerprint == each.fingerprint, Message.erased_at.is_(None)
            )
        )
        if message is not None:
            erasure.erase(session, script, message, now)
            count += 1
    return count


def distrust(session: Session) -> int:
    """What was on its way when the backup was made may have arrived since: it is shown to staff
    as uncertain instead of being said again. Gives how many messages.

    Pushes that were begun keep their retry key, under which LINE knows whether it has them.
    """
    session.execute(
        update(Parcel).where(Parcel.state == ParcelState.TRYING).values(is_doubtful=True)
    )
    waiting = list(
        session.scalars(select(Posting).where(outbox.IS_OPEN, Posting.parcel_id.is_(None)))
    )
    outbox.settle(session, waiting, Delivery.UNCERTAIN)
    return len(waiting)
