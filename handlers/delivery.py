"""Delivering: what waits for a contact leaves, in order, written down before each call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from handlers import bells
from handlers.doors import Door, Doors
from handlers.wiring import System
from intake import leases, outgoing, packing, parcels, quota
from intake.delivery import Answer, Fate, is_doubtful, judge
from intake.models import Address, Delivery, Parcel, ParcelState, Posting, Way
from intake.outgoing import Outgoing
from intake.parcels import Packed, Sendable

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

    Safe to repeat and to kill at any point: an attempt is a row before it is a call, and each fate
    a commit of its own: whatever fails afterwards, what LINE has is known. The lease is given back
    before the last look, so no bell is missed: who comes later finds it free.
    """
    name = f"deliver:{contact_id}"
    is_more = True
    while is_more:
        with system.transaction() as session:
            holder = leases.take(session, name, system.clock())
            parcel = _begin(session, doors, contact_id, system.clock()) if holder else None
            if holder and parcel is None:
                leases.give_back(session, name, holder)
        if holder is None or parcel is None:
            return  # what comes from now on finds no lease, and rings for itself
        sendable = parcel.sendable
        is_given_back = False
        try:
            answer = parcel.door.send(sendable)
            system.bells.count({f"{bells.LINE_CALLS}:{sendable.way}:{answer}": 1})
            with system.transaction() as session:
                leases.give_back(session, name, holder)
                is_more = _record(session, sendable, answer, system.clock())
            is_given_back = True
        finally:
            if not is_given_back:
                with system.fleeting() as session:
                    leases.give_back(session, name, holder)


@dataclass(frozen=True, slots=True)
class _Begun:
    """A parcel whose attempt is written down, and the door that it leaves by."""

    door: Door
    sendable: Sendable


def _begin(session: Session, doors: Doors, contact_id: int, now: datetime) -> _Begun | None:
    """Writes down the attempt to come; None when nothing is due."""
    packed = _choose(session, doors, contact_id, now)
    if packed is None:
        return None
    return _Begun(doors[packed.address.door], parcels.start_attempt(session, packed))


def _choose(session: Session, doors: Doors, contact_id: int, now: datetime) -> Packed | None:
    """The parcel to try now. Order is kept: a parcel that is stuck holds up what comes after it,
    but never help in danger."""
    leaving = outgoing.look(session, contact_id)
    if not leaving.on_way:
        is_gathering = leaving.is_gathering(now)
        return None if is_gathering else _pack(session, doors, leaving.waiting, now)
    urgent = _pack(session, doors, leaving.urgent(), now)
    due = leaving.due(now)
    if urgent or due is None:
        return urgent
    return packing.again(session, due, leaving.content(due))


def _pack(session: Session, doors: Doors, waiting: list[Posting], now: datetime) -> Packed | None:
    if not waiting:
        return None
    address = session.get_one(Address, waiting[0].address_id)
    door = doors[address.door]
    return packing.pack(session, waiting, address, door.count, door.room, now)


def _record(session: Session, sendable: Sendable, answer: Answer, now: datetime) -> bool:
    """Writes down what came of the attempt; True when something more could leave now."""
    parcel = session.get_one(Parcel, sendable.parcel_id, with_for_update=True)
    leaving = outgoing.look(session, parcel.contact_id)
    # Else we were so slow that somebody else has tried it and knows its fate.
    if parcel.state is ParcelState.TRYING:
        _note_fate(session, leaving, parcel, sendable, answer, now)
    return leaving.is_due(now)


def _note_fate(
    session: Session,
    leaving: Outgoing,
    parcel: Parcel,
    sendable: Sendable,
    answer: Answer,
    now: datetime,
) -> None:
    came_at = sendable.token_came_at
    fate, wait = judge(
        parcel.way,
        answer,
        attempts=parcel.attempts,
        was_doubtful=parcel.is_doubtful,
        age=now - parcel.first_tried_at,
        token_age=now - came_at if came_at else None,
    )
    parcel.is_doubtful = parcel.is_doubtful or is_doubtful(answer)
    parcel.is_calling = False
    parcel.error = None if answer is Answer.ACCEPTED else str(answer)
    if fate is Fate.RETRY:
        parcel.due_at = now + wait
        return
    content = leaving.content(parcel)
    parcels.finish(session, parcel, content, *_ENDINGS[fate], now)
    if fate is Fate.UNCERTAIN and parcel.way is Way.REPLY:
        parcels.say_help_again(session, content)
    if fate is Fate.HELD:
        parcels.hold(session, leaving.waiting)
        quota.note_spent(session, session.get_one(Address, parcel.address_id).door, now)
    if fate is not Fate.SENT:
        log.warning("parcel_ended", parcel=parcel.id, fate=str(fate))
