"""Messages answered a second by one, two and four worker processes.

    python -m benchmarks.workers [--messages 600] [--server URL]

Real workers, a real Redis, a SQLite file or a database on the PostgreSQL server at URL. First
messages of as many residents lie in the inbox and all workers stand ready; then the bells ring, and
the clock runs until LINE has an answer for everyone. LINE is a small process that accepts all.
Printed for each number of workers, three rounds in turn: messages a second, the workers' processor
time per message, and the median ratio to one worker. On a machine whose cores are all busy with
something else the ratio says nothing: what the machine had left is printed beside it.
"""

from __future__ import annotations

import argparse
import statistics
import time
from dataclasses import dataclass

from rq import Worker

from benchmarks.letters import first_messages
from benchmarks.phone import Phone, ringing
from benchmarks.product import Product, cpu_seconds, installed, wait_until
from handlers.line.envelope import open_body
from intake import inbox

ROUNDS = 3
COUNTS = (1, 2, 4)


@dataclass(frozen=True, slots=True)
class Figures:
    """One run: messages a second, and the workers' processor time in milliseconds a message."""

    per_second: float
    cpu_ms: float


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=600)
    parser.add_argument("--server", help="a PostgreSQL server, as SQLAlchemy URL; SQLite without")
    chosen = parser.parse_args()
    found: dict[int, list[Figures]] = {count: [] for count in COUNTS}
    with ringing() as phone, installed(chosen.server, phone.base) as product:
        for _ in range(ROUNDS):
            for count in COUNTS:
                figures = run(product, phone, count, chosen.messages)
                found[count].append(figures)
                print(f"{count} workers  {figures.per_second:6.1f}/s", end="  ")
                print(f"{figures.cpu_ms:5.1f} ms of processor a message")
    for count in COUNTS[1:]:
        ratio = statistics.median(
            many.per_second / one.per_second
            for many, one in zip(found[count], found[1], strict=True)
        )
        print(f"{count} workers against 1: {ratio:.2f}")


def run(product: Product, phone: Phone, workers: int, messages: int) -> Figures:
    """Fills the inbox, readies the workers, rings, waits for the last answer, ends the workers."""
    contacts = _fill(product, messages)
    parts = [product.start("worker") for _ in range(workers)]
    redis = product.system.redis
    wait_until(lambda: Worker.count(connection=redis) == workers, "the workers' start")
    time.sleep(1.0)
    used = sum(cpu_seconds(part.pid) for part in parts)
    wanted = phone.count + messages
    began = time.monotonic()
    product.system.bells.ring(attend=contacts)
    wait_until(lambda: phone.count >= wanted, "the answers", 300)
    seconds = time.monotonic() - began
    used = sum(cpu_seconds(part.pid) for part in parts) - used
    product.stop()
    return Figures(messages / seconds, used / messages * 1000)


def _fill(product: Product, messages: int) -> list[int]:
    """Letters in the inbox whose bells have not rung; gives their contacts."""
    system = product.system
    now = system.clock()
    letters = [each for new in first_messages(messages) for each in open_body(new.body, now)]
    with system.transaction() as session:
        return sorted(inbox.store(session, system.codenames, "line", letters, now))


if __name__ == "__main__":
    main()
