"""Hands: work on rows side by side, so that a call which is not answered holds up nobody else's."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType

from handlers.jobs import quietly


class Hands:
    """So many threads. Work on a row that is under way or waits is not begun a second time."""

    def __init__(self, count: int) -> None:
        self._pool = ThreadPoolExecutor(count)
        self._busy: set[tuple[str, int]] = set()
        self._lock = threading.Lock()

    def __enter__(self) -> Hands:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Waits for what was begun."""
        self._pool.shutdown()

    def drop(self) -> None:
        """What has not been begun is not begun any more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def take(self, name: str, row_id: int, work: Callable[[], None]) -> None:
        """Returns at once. What fails is a line in the log; its row brings it up again."""
        with self._lock:
            if (name, row_id) in self._busy:
                return
            self._busy.add((name, row_id))
        self._pool.submit(self._do, name, row_id, work)

    def _do(self, name: str, row_id: int, work: Callable[[], None]) -> None:
        try:
            quietly(name, row_id, work)
        finally:
            with self._lock:
                self._busy.discard((name, row_id))
