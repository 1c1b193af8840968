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


@dataclass(frozen=True, slots=True)
class Begun:
    """A parcel whose attempt is written down, the door that it leaves by, and our hold on the
    contact's deliveries."""

    door: Door
    sendable: Sendable
    contact_id: int
    holder: str


def deliver(system: System, doors: Doors, contact_id: int) -> None:
    """Sends what is due for this contact, a parcel after the other, until nothing is.

    Safe to repeat and to kill at any point: an attempt is a row before it is a call, and each fate
    a commit of its own: whatever fails afterwards, what LINE has is known.
    """
    with system.transaction() as session:
        begun = begin(session, doors, contact_id, system.clock())
    send(system, doors, begun)


def begin(session: Session, doors: Doors, contact_id: int, now: datetime) -> Begun | None:
    """Writes down the attempt to come, for `send` after the commit; None when nothing is due or
    somebody else is at it. What comes from then on finds no lease, and rings for itself."""
    name = _lease(contact_id)
    holder = leases.take(session, name, now)
    if holder is None:
        return None
    packed = _choose(session, doors, contact_id, now)
    if packed is None:
        leases.give_back(session, name, holder)
        return None
    door = doors[packed.address.door]
    return Begun(door, parcels.start_attempt(session, packed), contact_id, holder)


def send(system: System, doors: Doors, begun: Begun | None) -> None:
    """Sends this parcel and those behind it; nothing where nothing was begun.

    The lease is given back before the last look, so no bell is missed: who comes later finds it
    free, and what came earlier is seen.
    """
    while begun:
        name, sendable, is_more = _lease(begun.contact_id), begun.sendable, False
        is_given_back = False
        try:
            answer = begun.door.send(sendable)
            system.bells.count({f"{bells.LINE_CALLS}:{sendable.way}:{answer}": 1})
            with system.transaction() as session:
                leases.give_back(session, name, begun.holder)
                is_more = _record(session, sendable, answer, system.clock())
            is_given_back = True
        finally:
            if not is_given_back:
                with system.fleeting() as session:
                    leases.give_back(session, name, begun.holder)
        if not is_more:
            return
        with system.transaction() as session:
            begun = begin(session, doors, begun.contact_id, system.clock())


def _lease(contact_id: int) -> str:
    return f"deliver:{contact_id}"


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
