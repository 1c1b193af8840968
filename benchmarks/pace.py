"""From webhook to LINE's reply at a steady pace.

    python -m benchmarks.pace [--rate 50] [--seconds 60] [--workers 3] [--server URL]

Real processes (`serve`, workers, `cron`), a real Redis, a SQLite file or a database on the
PostgreSQL server at URL. At this rate somebody writes for the first time, by signed webhook; nobody
waits for anybody else's answer. The time of a message runs from the moment at which it was to be
posted (late posts count as waiting) to the moment at which LINE, a small process that accepts all,
has the reply. Printed: p50, p95, p99, how many were never answered, and what a message cost:
processor time of each process, database, memory of Redis, pushes.
"""

from __future__ import annotations

import argparse
import socket
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from rq import Worker

from benchmarks import load
from benchmarks.letters import Letter, first_messages
from benchmarks.phone import Phone, ringing
from benchmarks.product import (
    Product,
    cpu_seconds,
    database_bytes,
    installed,
    memory_bytes,
    redis_bytes,
    wait_until,
)

# Nobody's reply token lives longer.
PATIENCE_SECONDS = 60.0
POSTERS = 16


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, default=50.0, help="messages a second")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--server", help="a PostgreSQL server, as SQLAlchemy URL; SQLite without")
    chosen = parser.parse_args()
    with ringing() as phone, installed(chosen.server, phone.base) as product:
        parts = {"serve": [product.serve("serve", product.port("bind"))]}
        parts["cron"] = [product.start("cron")]
        parts["worker"] = [product.start("worker") for _ in range(chosen.workers)]
        redis = product.system.redis
        wait_until(lambda: Worker.count(connection=redis) == chosen.workers, "the workers' start")
        play(product, phone, first_messages(100), chosen.rate / 2)  # warms up
        used = {name: sum(cpu_seconds(each.pid) for each in parts[name]) for name in parts}
        held, redis_held = database_bytes(product.system), redis_bytes(product.system)
        letters = first_messages(int(chosen.rate * chosen.seconds))
        _tell(letters, play(product, phone, letters, chosen.rate), phone)
        for name, before in used.items():
            seconds = sum(cpu_seconds(each.pid) for each in parts[name]) - before
            print(
                f"{name:7} {seconds / len(letters) * 1000:5.1f} ms of processor a message, ", end=""
            )
            own = sum(memory_bytes(each.pid) for each in parts[name]) / len(parts[name])
            print(f"{own / 2**20:.0f} MiB each")
        grown = (database_bytes(product.system) - held) / len(letters)
        print(f"database {grown / 1024:.1f} KiB a first message with its answer")
        peak = redis_bytes(product.system)
        print(f"Redis at most {peak / 2**20:.1f} MiB, ", end="")
        print(f"{(peak - redis_held) / 1024:.0f} KiB more than before")
        print(f"pushes {sum(not each.token for each in phone.heard())}")


def play(
    product: Product, phone: Phone, letters: Sequence[Letter], rate: float
) -> dict[str, float]:
    """Posts at the pace and waits for the answers; when each was to be posted, by reply token."""
    wanted = phone.count + len(letters)
    poster = _Poster(product.port("bind"))
    requests = [letter.request() for letter in letters]
    began = time.monotonic() + 0.5
    planned = {letter.reply_token: began + number / rate for number, letter in enumerate(letters)}
    with ThreadPoolExecutor(POSTERS) as pool:
        for at, request in zip(planned.values(), requests, strict=True):
            time.sleep(max(0.0, at - time.monotonic()))
            pool.submit(poster.post, request)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while phone.count < wanted and time.monotonic() < deadline:
        time.sleep(0.1)
    if poster.failures:
        print(f"webhook posts that failed: {poster.failures}")
    return planned


class _Poster:
    """A kept-alive connection for each thread that posts."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._own = threading.local()
        self.failures = 0

    def post(self, request: bytes) -> None:
        """Posts once; a failure is counted, and its message will be seen to be missing."""
        connection: socket.socket = getattr(self._own, "connection", None) or load.connect(
            self._port
        )
        self._own.connection = connection
        try:
            connection.sendall(request)
            head = load.answer(connection)
        except OSError:
            head = b""
        if b" 200 " not in head[:20]:
            self.failures += 1
        if not head or b"onnection: close" in head:
            connection.close()
            self._own.connection = None


def _tell(letters: Sequence[Letter], planned: dict[str, float], phone: Phone) -> None:
    heard: dict[str, float] = {}
    for each in phone.heard():
        heard.setdefault(each.token, each.at)
    tokens = [letter.reply_token for letter in letters]
    took = sorted((heard[token] - planned[token]) * 1000 for token in tokens if token in heard)
    print(f"messages {len(letters)}, answered by reply {len(took)}")
    p50, p95, p99 = (took[int(len(took) * part)] for part in (0.5, 0.95, 0.99))
    print(f"webhook to reply: p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms")


if __name__ == "__main__":
    main()
