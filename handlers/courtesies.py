"""Courtesies towards a door: read marks, a sign that an answer is coming, leaving groups.

None of them keeps an answer waiting, and none of them can break one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.turn import Stage
from handlers.doors import Courteous, Doors
from handlers.wiring import System
from intake import conversations, departures, readmarks
from intake.models import Address

log = structlog.get_logger()

# Seconds: an answer that takes no longer needs no sign that it is coming.
BLINK = 0.7


def mark_read(system: System, doors: Doors, conversation_id: int) -> None:
    """Tells the door that a person has read what the resident wrote."""
    with system.transaction() as session:
        mark = readmarks.take(session, conversation_id)
    if mark is None:
        return
    door = doors[mark.door]
    if isinstance(door, Courteous):
        door.mark_read(mark.token)


def leave(system: System, doors: Doors, departure_id: int) -> None:
    """One try at leaving a group that somebody invited us to."""
    with system.transaction() as session:
        this = departures.begin(session, departure_id, system.clock())
    if this is None:
        return
    door = doors[this.door]
    has_left = isinstance(door, Courteous) and door.leave(this.place)
    with system.transaction() as session:
        departures.end(session, departure_id, has_left=has_left)


@contextmanager
def sign_of_life(
    system: System, doors: Doors, contact_id: int, blink: float
) -> Iterator[Callable[[], None]]:
    """Shows that an answer is coming if what happens inside takes longer than `blink` seconds, or
    until the answer is there: the caller calls what this gives before it sends one."""
    timer = threading.Timer(blink, _show_typing, (system, doors, contact_id))
    timer.daemon = True
    timer.start()
    try:
        yield timer.cancel
    finally:
        timer.cancel()


def _show_typing(system: System, doors: Doors, contact_id: int) -> None:
    try:
        with system.reading() as session:
            talk = conversations.open_one(session, contact_id)
            if talk is None or talk.stage is not Stage.WITH_BOT:
                return  # nobody knows yet whether anything will be said
            address = session.get_one(Address, talk.address_id)
            code, where = address.door, address.address
    except SQLAlchemyError as error:
        log.info("typing_not_shown", error=type(error).__name__)
        return
    door = doors[code]
    if isinstance(door, Courteous):
        door.show_typing(where)
