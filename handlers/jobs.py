"""What RQ calls: row ids in, nothing out. The process is wired before the first job."""

from __future__ import annotations

from dataclasses import dataclass

import nlp
from handlers import attendance, delivery
from handlers.doors import Doors
from handlers.wiring import System


@dataclass(frozen=True)
class Bench:
    """What a worker has at hand for its jobs."""

    system: System
    doors: Doors
    reader: nlp.Reader


_bench: list[Bench] = []


def prepare(bench: Bench) -> None:
    """Makes `bench` the one that this process's jobs work at."""
    _bench[:] = [bench]


def attend(contact_id: int) -> None:
    """Reads and answers what waits for the contact."""
    bench = _bench[0]
    attendance.attend(bench.system, bench.doors, bench.reader, contact_id)


def deliver(contact_id: int) -> None:
    """Sends what waits for the contact."""
    bench = _bench[0]
    delivery.deliver(bench.system, bench.doors, contact_id)
