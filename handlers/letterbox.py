"""The letterbox: letters that come at the same time are stored by one commit.

A commit that survives power loss costs the same for one letter as for ten. Whoever comes while
another thread is storing waits for the next round and travels in it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import structlog

from handlers.wiring import System
from intake import inbox
from intake.inbox import Letter

log = structlog.get_logger()


class NotStored(Exception):
    """The letters are not in the database: LINE must be told so."""


@dataclass(eq=False)
class _Slip:
    """The letters of one caller, and how storing them ended."""

    door: str
    letters: list[Letter]
    # Set when the letters are stored, or when it is this caller's turn to store.
    woken: threading.Event = field(default_factory=threading.Event)
    is_tried: bool = False
    is_stored: bool = False


class Letterbox:
    """One for each process; threads share it."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._lock = threading.Lock()
        self._waiting: list[_Slip] = []
        self._is_somebody_storing = False

    def put(self, door: str, letters: list[Letter]) -> None:
        """Returns when the letters are stored for good; their bells ring at the same time.

        Raises NotStored when these letters could not be stored; the log says why.
        """
        slip = _Slip(door, letters)
        with self._lock:
            self._waiting.append(slip)
            is_first = not self._is_somebody_storing
            self._is_somebody_storing = True
        if not is_first:
            slip.woken.wait()
        if not slip.is_tried:
            self._store_waiting()
        if not slip.is_stored:
            raise NotStored

    def _store_waiting(self) -> None:
        with self._lock:
            slips, self._waiting = self._waiting, []
        ring: set[int] = set()
        try:
            try:
                ring = self._store(slips)
            except Exception:
                # One bad letter must not cost its neighbours: each by itself.
                ring = self._store_one_by_one(slips)
        finally:
            for slip in slips:
                slip.is_tried = True
                slip.woken.set()
            self._pass_on()
        self._system.bells.ring(attend=sorted(ring))

    def _pass_on(self) -> None:
        """Whoever came meanwhile stores next: nobody serves others for longer than one round."""
        with self._lock:
            if self._waiting:
                self._waiting[0].woken.set()
            else:
                self._is_somebody_storing = False

    def _store(self, slips: list[_Slip]) -> set[int]:
        now = self._system.clock()
        by_door: dict[str, list[Letter]] = {}
        for slip in slips:
            by_door.setdefault(slip.door, []).extend(slip.letters)
        ring: set[int] = set()
        with self._system.transaction() as session:
            for door, letters in by_door.items():
                ring |= inbox.store(session, self._system.codenames, door, letters, now)
        for slip in slips:
            slip.is_stored = True
        return ring

    def _store_one_by_one(self, slips: list[_Slip]) -> set[int]:
        ring: set[int] = set()
        for slip in slips:
            try:
                ring |= self._store([slip])
            except Exception as error:
                log.error("letters_not_stored", error=type(error).__name__)
        return ring
