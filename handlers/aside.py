"""Aside: work that must keep no answer waiting, done by a few threads beside the jobs.

Whatever is begun here stands in a row, or is a courtesy: when the process dies, nothing is lost.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Full, Queue

import structlog

log = structlog.get_logger()

Work = Callable[[], None]
# More than this and what comes is left to the sweep.
MOST_WAITING = 200


class Aside:
    """Daemon threads that do named work; a name that waits or is being done is not taken twice."""

    def __init__(self, threads: int = 2) -> None:
        self._waiting: Queue[tuple[str, Work]] = Queue(MOST_WAITING)
        self._names: set[str] = set()
        self._lock = threading.Lock()
        for _ in range(threads):
            threading.Thread(target=self._run, name="aside", daemon=True).start()

    def do(self, name: str, work: Work) -> None:
        """Returns at once. Work that can't be taken now is dropped: its row waits for the sweep."""
        with self._lock:
            if name in self._names:
                return
            self._names.add(name)
        try:
            self._waiting.put_nowait((name, work))
        except Full:
            self._forget(name)

    def _run(self) -> None:
        while True:
            name, work = self._waiting.get()
            try:
                work()
            except Exception as error:
                log.error("aside_failed", work=name, error=type(error).__name__)
            finally:
                self._forget(name)

    def _forget(self, name: str) -> None:
        with self._lock:
            self._names.discard(name)
