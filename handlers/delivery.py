"""Delivering: what waits for a contact leaves, in order, written down before each call."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from handlers.doors import Doors
from handlers.wiring import System
from intake import leases, parcels
from intake.delivery import Answer, Fate, is_doubtful, judge
from intake.models import Address, Delivery, Parcel, ParcelState
from intake.parcels import Sendable

log = structlog.get_logger()

# Fate → what is noted on the parcel and on its messages.
_ENDINGS = {
    Fate.SENT: (ParcelState.SENT, Delivery.SENT),
    Fate.REPACK: (ParcelState.REFUSED, Delivery.PENDING),
    Fate.HELD: (ParcelState.REFUSED, Delivery.HELD),
    Fate.FAILED: (ParcelState.REFUSED, Delivery.FAILED),
    Fate.UNCERTAIN: (ParcelState.UNCERTAIN, Delivery.UNCERTAIN),
}


def deliver(system: System, doors: Doors, contact_id: int) -> None:
    """Sends what is due for this contact, a parcel after the other, until nothing is.

    Safe to repeat and to kill at any point: an attempt is a row before it is a call.
    """
    name = f"deliver:{contact_id}"
    while True:
        with system.transaction() as session:
            holder = leases.take(session, name, system.clock())
        if holder is None:
            return
        try:
            while _deliver_next(system, doors, contact_id, name, holder):
                pass
        finally:
            with system.transaction() as session:
                leases.give_back(session, name, holder)
        with system.reading() as session:
            if not parcels.is_due(session, contact_id, system.clock()):
                return


def _deliver_next(system: System, doors: Doors, contact_id: int, name: str, holder: str) -> bool:
    """One parcel's attempt. False when nothing is due or the lease was lost."""
    with system.transaction() as session:
        now = system.clock()
        if not leases.extend(session, name, holder, now):
            return False
        parcel = parcels.open_parcel(session, contact_id)
        if parcel is None:
            parcel = _pack(session, doors, contact_id, now)
        if parcel is None or parcel.due_at > now:
            return False
        door = doors[session.get_one(Address, parcel.address_id).door]
        sendable = parcels.start_attempt(session, parcel)
    answer = door.send(sendable)
    _record(system, sendable, answer)
    return True


def _pack(session: Session, doors: Doors, contact_id: int, now: datetime) -> Parcel | None:
    code = parcels.next_door(session, contact_id)
    if code is None:
        return None
    door = doors[code]
    return parcels.pack(session, contact_id, door.count, door.room, now)


def _record(system: System, sendable: Sendable, answer: Answer) -> None:
    with system.transaction() as session:
        now = system.clock()
        parcel = session.get_one(Parcel, sendable.parcel_id)
        fate, wait = judge(
            parcel.way,
            answer,
            attempts=parcel.attempts,
            was_doubtful=parcel.is_doubtful,
            age=now - parcel.first_tried_at,
            token_age=parcels.token_age(session, parcel, now),
        )
        parcel.is_doubtful = parcel.is_doubtful or is_doubtful(answer)
        parcel.is_calling = False
        parcel.error = None if answer is Answer.ACCEPTED else str(answer)
        if fate is Fate.RETRY:
            parcel.due_at = now + wait
            return
        parcels.finish(session, parcel, *_ENDINGS[fate], now)
    if fate is not Fate.SENT:
        log.warning("parcel_ended", parcel=sendable.parcel_id, fate=str(fate))
