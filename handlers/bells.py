"""Bells: Redis tells workers and live pages that there is something to look at, and nothing more.

Losing Redis loses no message and no promise: the sweep looks by itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

log = structlog.get_logger()

# Queues in the order in which a worker looks at them: while LINE hangs and deliveries pile up,
# what was just written is still read, and danger still alarms the desk.
QUEUES = {
    "handlers.jobs.attend": "madoguchi-attend",
    "handlers.jobs.deliver": "madoguchi-deliver",
    "handlers.jobs.fetch": "madoguchi-fetch",
    "handlers.jobs.mark_read": "madoguchi-mark-read",
    "handlers.jobs.leave": "madoguchi-leave",
}
CHANGES = "madoguchi:changes"
COUNTERS = "madoguchi:counters"
# Names of counters: calls to LINE by way and answer, texts read, seconds that reading took.
LINE_CALLS, READINGS, READING_SECONDS = "line_calls", "readings", "reading_seconds"
# Seconds for which a dead Redis is left alone, so that it slows no request down.
REST = 3.0
# Seconds for which a failed job's record (ids only) stays.
FAILURE_TTL = 86_400


def connect(url: str) -> Redis:
    """A client that gives up fast: nobody waits for a bell, not even one that is frozen."""
    return Redis.from_url(url, socket_connect_timeout=0.5, socket_timeout=0.5)


def connect_worker(url: str) -> Redis:
    """A client for a worker, which may wait long for its next job."""
    return Redis.from_url(url, socket_connect_timeout=2)


def open_queues(redis: Redis) -> dict[str, Queue]:
    """The queue of each job, the most pressing first; JSON arguments, no pickle."""
    return {
        job: Queue(name, connection=redis, serializer=JSONSerializer)
        for job, name in QUEUES.items()
    }


def counted(redis: Redis) -> dict[str, float]:
    """All counters by name. Raises RedisError."""
    held: Any = redis.hgetall(COUNTERS)
    return {bytes(name).decode(): float(value) for name, value in held.items()}


class Bells:
    """Rings for contacts by row id; a bell that can't be rung is a line in the log."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._queues = open_queues(redis)
        self._silent_until = 0.0
        self._own = threading.local()
        self._counting = threading.Lock()
        self._counts: dict[str, float] = {}

    @contextmanager
    def keeping_deliveries(self) -> Iterator[set[int]]:
        """Contacts for whose delivery this thread would ring inside: the caller takes out those
        that it delivers to itself; for the others it rings at the end."""
        kept: set[int] = set()
        self._own.kept = kept
        try:
            yield kept
        finally:
            self._own.kept = None
            self.ring(deliver=sorted(kept))

    def count(self, counts: Mapping[str, float]) -> None:
        """Adds to the counters of all processes; they begin anew when Redis does. What is counted
        travels with this process's next bell, and every transaction's end is one."""
        with self._counting:
            for name, amount in counts.items():
                self._counts[name] = self._counts.get(name, 0) + amount

    def ring(
        self,
        *,
        attend: Iterable[int] = (),
        deliver: Iterable[int] = (),
        fetch: Iterable[int] = (),
        mark_read: Iterable[int] = (),
        leave: Iterable[int] = (),
        is_changed: bool = False,
    ) -> None:
        """One job a row and purpose, one word to the live pages, and what was counted meanwhile."""
        wanted = {
            "handlers.jobs.attend": list(attend),
            "handlers.jobs.deliver": self._not_kept(deliver),
            "handlers.jobs.fetch": list(fetch),
            "handlers.jobs.mark_read": list(mark_read),
            "handlers.jobs.leave": list(leave),
        }
        is_due = any(wanted.values()) or is_changed or bool(self._counts)
        if not is_due or time.monotonic() < self._silent_until:
            return
        try:
            with self._redis.pipeline(transaction=False) as pipeline:
                for job, row_ids in wanted.items():
                    if row_ids:
                        data = [_job(job, row_id) for row_id in row_ids]
                        self._queues[job].enqueue_many(data, pipeline=pipeline)
                if is_changed:
                    pipeline.publish(CHANGES, "")
                for name, amount in self._counted().items():
                    pipeline.hincrbyfloat(COUNTERS, name, amount)
                pipeline.execute()
        except (RedisError, OSError) as error:
            self._silent_until = time.monotonic() + REST
            log.warning("bell_silent", error=type(error).__name__)

    def _counted(self) -> dict[str, float]:
        with self._counting:
            counts, self._counts = self._counts, {}
        return counts

    def _not_kept(self, deliver: Iterable[int]) -> list[int]:
        kept: set[int] | None = getattr(self._own, "kept", None)
        if kept is None:
            return list(deliver)
        kept.update(deliver)
        return []


def _job(function: str, row_id: int) -> Any:
    return Queue.prepare_data(
        function, args=[row_id], timeout=60, result_ttl=0, failure_ttl=FAILURE_TTL
    )
