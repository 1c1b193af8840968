"""From the bell to the start of the job: how long a ready worker takes to begin.

    python -m benchmarks.bell [--jobs 500]

A worker process as in production (SimpleWorker, JSON arguments) on a Redis of its own; each job
writes down when it began. Printed: median and p99 in milliseconds, and the worker's own import of
the LINE SDK, which it pays once and no job pays.
"""

from __future__ import annotations

import argparse
import multiprocessing
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from redis import Redis
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from handlers.bells import open_queues
from handlers.embedded_redis import EmbeddedRedis


def begin(url: str, number: int) -> None:
    """The job: notes when it began."""
    Redis.from_url(url).hset("began", str(number), time.time())


def work(url: str) -> None:
    """The worker's process."""
    connection = Redis.from_url(url)
    SimpleWorker(
        list(open_queues(connection).values()),
        connection=connection,
        serializer=JSONSerializer,
        log_job_description=False,
    ).work(logging_level="ERROR")


def main() -> None:
    """Rings so many times, a bell after the other, and prints the delays."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--jobs", type=int, default=500)
    count = parser.parse_args().jobs
    with tempfile.TemporaryDirectory() as folder:
        redis = EmbeddedRedis(Path(folder))
        redis.start()
        worker = multiprocessing.Process(target=work, args=(redis.url,))
        worker.start()
        try:
            delays = sorted(measure(redis.url, count))
        finally:
            worker.terminate()
            worker.join()
            redis.stop()
    print(f"enqueue to start: median {delays[len(delays) // 2]:.1f} ms, ", end="")
    print(f"p99 {delays[int(len(delays) * 0.99)]:.1f} ms ({count} jobs)")
    program = "import time; t = time.time(); import linebot.v3.messaging; print(time.time() - t)"
    seconds = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    print(f"the worker's import of the SDK, once: {float(seconds):.2f} s")


def measure(url: str, count: int) -> list[float]:
    """Delays in milliseconds, each bell rung when the worker is idle again."""
    connection = Redis.from_url(url)
    queue: Queue = next(iter(open_queues(connection).values()))
    delays = []
    for number in range(-20, count):  # the first ones warm up
        rung = time.time()
        queue.enqueue("benchmarks.bell.begin", url, number, result_ttl=0)
        while (began := connection.hget("began", str(number))) is None:
            time.sleep(0.0005)
        if number >= 0:
            delays.append((float(began) - rung) * 1000)
    return delays


if __name__ == "__main__":
    main()
