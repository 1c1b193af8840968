"""Bells: Redis tells workers and live pages that there is something to look at, and nothing more.

Losing Redis loses no message and no promise: the sweep looks by itself.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

log = structlog.get_logger()

QUEUE = "madoguchi"
CHANGES = "madoguchi:changes"
# Seconds for which a dead Redis is left alone, so that it slows no request down.
REST = 3.0
# Seconds for which a failed job's record (ids only) stays.
FAILURE_TTL = 86_400


def connect(url: str) -> Redis:
    """A client that gives up fast: nobody waits for a bell."""
    return Redis.from_url(url, socket_connect_timeout=0.5, socket_timeout=2)


def connect_worker(url: str) -> Redis:
    """A client for a worker, which may wait long for its next job."""
    return Redis.from_url(url, socket_connect_timeout=2)


def open_queue(redis: Redis) -> Queue:
    """The one queue of jobs; JSON arguments, no pickle."""
    return Queue(QUEUE, connection=redis, serializer=JSONSerializer)


class Bells:
    """Rings for contacts by row id; a bell that can't be rung is a line in the log."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._queue = open_queue(redis)
        self._silent_until = 0.0

    def ring(
        self,
        *,
        attend: Iterable[int] = (),
        deliver: Iterable[int] = (),
        fetch: Iterable[int] = (),
        is_changed: bool = False,
    ) -> None:
        """One job a row and purpose, and one word to the live pages."""
        jobs = [
            *(("handlers.jobs.attend", contact_id) for contact_id in attend),
            *(("handlers.jobs.deliver", contact_id) for contact_id in deliver),
            *(("handlers.jobs.fetch", media_id) for media_id in fetch),
        ]
        if not (jobs or is_changed) or time.monotonic() < self._silent_until:
            return
        try:
            with self._redis.pipeline(transaction=False) as pipeline:
                self._queue.enqueue_many([_job(*job) for job in jobs], pipeline=pipeline)
                if is_changed:
                    pipeline.publish(CHANGES, "")
                pipeline.execute()
        except (RedisError, OSError) as error:
            self._silent_until = time.monotonic() + REST
            log.warning("bell_silent", error=type(error).__name__)


def _job(function: str, row_id: int) -> Any:
    return Queue.prepare_data(
        function, args=[row_id], timeout=60, result_ttl=0, failure_ttl=FAILURE_TTL
    )
