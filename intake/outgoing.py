"""Outgoing: all that is to leave for one contact, read at once; what may leave now follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from intake import outbox
from intake.models import Delivery, Parcel, ParcelState, Posting

# Built once: putting a statement together costs more than running this one.
_OPEN = (
    select(Posting, Parcel)
    .outerjoin(Parcel, Parcel.id == Posting.parcel_id)
    .where(Posting.contact_id == bindparam("contact_id"), outbox.IS_OPEN)
    .order_by(Posting.id)
)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The rows as they are now: what the same session does to them shows here at once."""

    postings: Sequence[Posting]
    parcels: Sequence[Parcel]

    @property
    def waiting(self) -> list[Posting]:
        """What is not packed, in order."""
        return [row for row in self.postings if row.parcel_id is None and row.state in outbox.OPEN]

    @property
    def on_way(self) -> list[Parcel]:
        """The parcels whose fate is open: what comes after them waits, so that order is kept."""
        return [parcel for parcel in self.parcels if parcel.state is ParcelState.TRYING]

    def content(self, parcel: Parcel) -> list[Posting]:
        """What travels in the parcel, in order."""
        return [row for row in self.postings if row.parcel_id == parcel.id]

    def due(self, now: datetime) -> Parcel | None:
        """The parcel whose next attempt is due, the oldest first."""
        return next((parcel for parcel in self.on_way if parcel.due_at <= now), None)

    def urgent(self) -> list[Posting]:
        """Of what waits, the help in danger: it leaves although another parcel is stuck. Empty
        while the month's limit holds all of it."""
        urgent = [posting for posting in self.waiting if posting.is_urgent]
        return urgent if any(posting.state is Delivery.PENDING for posting in urgent) else []

    def is_gathering(self, now: datetime) -> bool:
        """True while all that waits, waits for company. What is held does not."""
        return not any(_is_ripe(row, now) or row.state is Delivery.HELD for row in self.waiting)

    def is_due(self, now: datetime) -> bool:
        """True when something could leave now. What the month's limit holds does not count."""
        if self.due(now):
            return True
        ripe = [row for row in self.waiting if _is_ripe(row, now)]
        return any(posting.is_urgent for posting in ripe) if self.on_way else bool(ripe)


def look(session: Session, contact_id: int) -> Outgoing:
    """What there is to leave for this contact, in one query; what this session has just said, and
    not written yet, stands at the end."""
    with session.no_autoflush:
        rows = session.execute(_OPEN, {"contact_id": contact_id}).all()
    parcels = {parcel.id: parcel for _, parcel in rows if parcel is not None}
    said = [posting for posting, _ in rows]
    said += [new for new in outbox.unwritten(session, Posting) if new.contact_id == contact_id]
    return Outgoing(said, [parcels[key] for key in sorted(parcels)])


def _is_ripe(posting: Posting, now: datetime) -> bool:
    """True when it waits for nobody's company; what stands before and behind it goes along."""
    is_waited_for = posting.due_at is not None and posting.due_at > now
    return posting.state is Delivery.PENDING and not is_waited_for
