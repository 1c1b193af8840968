"""One watcher a process hears of changes and tells every open page: ids only."""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass, field

import structlog
from redis.client import PubSub
from redis.exceptions import RedisError

from handlers.bells import CHANGES
from handlers.wiring import System
from intake import changes

log = structlog.get_logger()

# Seconds after which the table is looked at although Redis said nothing (it may be down).
PATIENCE = 2.0
# Ids are given before the commit and may show up out of order: so many are read again.
WINDOW = 200
# Changes that a page may lag behind before it is told to start over.
BACKLOG = 200


@dataclass(frozen=True, slots=True)
class News:
    """One change: its id in the table, its kind, the public id of its conversation."""

    id: int
    kind: str
    conversation: str | None


@dataclass(eq=False)
class Listener:
    """One open stream. `is_lost` when it was too slow: it ends, and the page starts over."""

    staff_id: int
    news: queue.Queue[News] = field(default_factory=lambda: queue.Queue(BACKLOG))
    is_lost: bool = False


class Hub:
    """Who listens in this process, and the thread that watches for them."""

    def __init__(self, system: System, *, most: int, patience: float = PATIENCE) -> None:
        """`most` streams a staff member may have open here; `patience` in seconds."""
        self._system = system
        self._most = most
        self._patience = patience
        self._listeners: set[Listener] = set()
        self._lock = threading.Lock()
        self._watcher: threading.Thread | None = None
        self._told: dict[int, None] = {}
        self._top = 0

    def join(self, staff_id: int) -> Listener | None:
        """A new listener; None when this person has `most` streams already."""
        with self._lock:
            if sum(each.staff_id == staff_id for each in self._listeners) >= self._most:
                return None
            listener = Listener(staff_id)
            self._listeners.add(listener)
            if self._watcher is None:
                self._begin()
            return listener

    def leave(self, listener: Listener) -> None:
        """The stream has ended."""
        with self._lock:
            self._listeners.discard(listener)

    def look(self) -> None:
        """Reads what is new in the table and tells everybody once."""
        with self._system.reading() as session:
            rows = changes.since(session, max(0, self._top - WINDOW))
        fresh = [News(*row) for row in rows if row[0] not in self._told]
        if not fresh:
            return
        self._top = max(self._top, fresh[-1].id)
        self._told |= dict.fromkeys(each.id for each in fresh)
        for old in [each for each in self._told if each < self._top - WINDOW]:
            del self._told[old]
        with self._lock:
            for listener in self._listeners:
                _tell(listener, fresh)

    def _begin(self) -> None:
        with self._system.reading() as session:
            self._top = changes.latest(session)
            rows = changes.since(session, max(0, self._top - WINDOW))
        self._told = dict.fromkeys(row[0] for row in rows)
        self._watcher = threading.Thread(target=self._watch, name="desk-changes", daemon=True)
        self._watcher.start()

    def _watch(self) -> None:
        pause = threading.Event()
        bell: PubSub | None = None
        while self._is_needed():
            try:
                bell = bell or self._listen()
                bell.get_message(timeout=self._patience)
            except (RedisError, OSError):
                bell = None
                pause.wait(self._patience)
            try:
                self.look()
            except Exception as error:  # the watcher outlives a database that is away
                log.warning("live_blind", error=type(error).__name__)
                pause.wait(self._patience)
        if bell is not None:
            bell.close()

    def _is_needed(self) -> bool:
        """False when the last page has gone: the watcher ends, the next page starts another."""
        with self._lock:
            if not self._listeners:
                self._watcher = None
            return self._watcher is not None

    def _listen(self) -> PubSub:
        bell: PubSub = self._system.redis.pubsub(  # type: ignore[no-untyped-call]
            ignore_subscribe_messages=True
        )
        bell.subscribe(CHANGES)
        return bell


def _tell(listener: Listener, fresh: list[News]) -> None:
    for each in fresh:
        try:
            listener.news.put_nowait(each)
        except queue.Full:
            listener.is_lost = True
            return
