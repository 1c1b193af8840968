"""The letterbox: letters that come at the same time are stored by one commit.

A commit that survives power loss costs the same for one letter as for ten. Whoever comes while
another thread is storing waits for the next round and travels in it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from handlers.wiring import System
from intake import inbox
from intake.inbox import Letter


@dataclass(eq=False)
class _Slip:
    """The letters of one caller, and how storing them ended."""

    door: str
    letters: list[Letter]
    is_done: bool = False
    error: Exception | None = field(default=None)


class Letterbox:
    """One for each process; threads share it."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._waiting: list[_Slip] = []
        self._list_lock = threading.Lock()
        self._turn = threading.Lock()

    def put(self, door: str, letters: list[Letter]) -> None:
        """Returns when the letters are stored for good and the bells have rung.

        Raises what the database raised when these letters could not be stored.
        """
        slip = _Slip(door, letters)
        with self._list_lock:
            self._waiting.append(slip)
        with self._turn:
            if not slip.is_done:
                self._store_waiting()
        if slip.error is not None:
            raise slip.error

    def _store_waiting(self) -> None:
        with self._list_lock:
            slips, self._waiting = self._waiting, []
        try:
            self._store(slips)
        except Exception:
            # One bad letter must not cost its neighbours: each by itself.
            for slip in slips:
                try:
                    self._store([slip])
                except Exception as error:
                    slip.error = error
        for slip in slips:
            slip.is_done = True

    def _store(self, slips: list[_Slip]) -> None:
        now = self._system.clock()
        by_door: dict[str, list[Letter]] = {}
        for slip in slips:
            by_door.setdefault(slip.door, []).extend(slip.letters)
        with self._system.transaction() as session:
            ring: set[int] = set()
            for door, letters in by_door.items():
                ring |= inbox.store(session, self._system.codenames, door, letters, now)
            session.info["attend"] = ring
