"""Asks the doors that count messages how many of the month's are used, beside all other work."""

from __future__ import annotations

from handlers.doors import Counting, Doors
from handlers.wiring import System
from intake import quota


def ask(system: System, doors: Doors) -> None:
    """Asks every counting door whose last asking is some minutes old. Safe to repeat."""
    for code, door in doors.items():
        if not isinstance(door, Counting):
            continue
        with system.reading() as session:
            if not quota.is_due(session, code, system.clock()):
                continue
        with system.transaction() as session:
            quota.tried(session, code, system.clock())
        told = door.allowance()
        if told is not None:
            with system.transaction() as session:
                quota.note(session, code, told.used, told.most, system.clock())
