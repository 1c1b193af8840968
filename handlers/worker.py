"""The worker: one process that reads, answers and sends, job after job."""

from __future__ import annotations

import gc
import signal
import threading
from types import FrameType

import structlog
from redis.exceptions import RedisError
from rq import SimpleWorker
from rq.serializers import JSONSerializer

import nlp
from handlers import bells, jobs, sweep
from handlers.aside import Aside
from handlers.doors import Doors
from handlers.jobs import Bench
from handlers.line.sender import LineDoor
from handlers.wiring import System

log = structlog.get_logger()

# Seconds between two looks for a Redis that is away; by itself the worker would wait a minute.
LONGEST_WAIT = 2.0


def build_bench(system: System) -> Bench:
    """What jobs need at hand: the doors with their clients, and the reader."""
    settings = system.settings
    doors: Doors = {
        LineDoor.code: LineDoor(
            settings.line_api_base,
            settings.line_channel_access_token,
            system.line_words,
            settings.public_url,
        )
    }
    return Bench(system, doors, nlp.Reader(system.script.taxonomy), Aside().do)


def work(system: System) -> None:
    """Works until SIGTERM or SIGINT. Without Redis it waits: the sweep works meanwhile.

    One process, no fork per job: the LINE SDK and the dictionary are loaded once.
    """
    bench = build_bench(system)
    jobs.prepare(bench)
    gc.collect()
    gc.freeze()  # what was loaded stays: it needs no looking through for garbage
    stop = threading.Event()
    while not stop.is_set():
        try:
            worker = SimpleWorker(
                list(bells.open_queues(system.redis).values()),
                connection=bells.connect_worker(system.settings.redis_url),
                serializer=JSONSerializer,
                log_job_description=False,
            )
            worker.max_connection_wait_time = LONGEST_WAIT
            worker.work(logging_level="WARNING")
            return  # a signal ended it, after the job it was at
        except (RedisError, OSError) as error:
            log.warning("worker_without_bell", error=type(error).__name__)
            stop.wait(1.0)


def watch(system: System) -> None:
    """The sweep, until SIGTERM or SIGINT."""
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    sweep.run(build_bench(system), stop)
