"""The letterbox: letters that come at the same time are stored by one commit, or LINE is told soon.

A commit that survives power loss costs the same for one letter as for ten: one thread stores, and
what comes meanwhile travels in its next round. Whoever brought a letter waits for the commit, but
never longer than LINE waits for an answer.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import structlog

from handlers.wiring import System
from intake import inbox
from intake.inbox import Letter

log = structlog.get_logger()

# LINE waits two seconds for an answer (Development guidelines for corporate customers): who has
# waited so many for a busy database says in time that LINE should deliver again, and leaves room
# for the next in line to say so in time as well. What waits is stored all the same, later.
PATIENCE = 0.9
# Callers whose letters may wait at once; more only while the database is away.
ROOM = 2_000


class NotStored(Exception):
    """The letters are not in the database (yet): LINE must be told so."""


@dataclass(eq=False)
class _Slip:
    """The letters of one caller, and how storing them ended."""

    door: str
    letters: list[Letter]
    is_stored: bool = False
    # Held until the letters are stored, or could not be: a bare lock wakes faster than an event.
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._lock.acquire()

    def wait(self, seconds: float) -> None:
        """Returns when woken, or after so many seconds."""
        self._lock.acquire(timeout=seconds)

    def wake(self) -> None:
        """Called once."""
        self._lock.release()


class Letterbox:
    """One for each process; threads share it. Its own thread begins with the first letter."""

    def __init__(self, system: System, patience: float = PATIENCE) -> None:
        """`patience` in seconds."""
        self._system = system
        self._patience = patience
        self._changed = threading.Condition()
        self._waiting: list[_Slip] = []
        self._clerk: threading.Thread | None = None

    def put(self, door: str, letters: list[Letter]) -> None:
        """Returns when the letters are stored for good; their bells ring at the same time.

        Raises NotStored when these letters could not be stored, or not soon enough: they may be
        later, and a copy that comes then changes nothing.
        """
        slip = _Slip(door, letters)
        with self._changed:
            if len(self._waiting) >= ROOM:
                raise NotStored
            self._waiting.append(slip)
            if self._clerk is None:
                self._clerk = threading.Thread(target=self._run, name="letterbox", daemon=True)
                self._clerk.start()
            self._changed.notify()
        slip.wait(self._patience)
        if not slip.is_stored:
            raise NotStored

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting)
                slips, self._waiting = self._waiting, []
            self._store_together(slips)

    def _store_together(self, slips: list[_Slip]) -> None:
        try:
            try:
                ring = self._store(slips)
            except Exception:
                # One bad letter must not cost its neighbours: each by itself.
                ring = self._store_one_by_one(slips)
            self._system.bells.ring(attend=sorted(ring))
        finally:
            for slip in slips:
                slip.wake()

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
