"""What RQ calls: row ids in, nothing out. The process is wired before the first job."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import nlp
from handlers import attendance, delivery, media
from handlers.doors import Doors
from handlers.wiring import System


def _at_once(_name: str, work: Callable[[], None]) -> None:
    work()


@dataclass(frozen=True)
class Bench:
    """What a worker has at hand for its jobs. `aside` does what must keep no answer waiting."""

    system: System
    doors: Doors
    reader: nlp.Reader
    aside: Callable[[str, Callable[[], None]], None] = _at_once

    def fetch(self, media_id: int) -> None:
        """Fetches what came with a message, beside the answers and never before them."""
        self.aside(f"fetch:{media_id}", partial(media.fetch, self.system, self.doors, media_id))


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


def fetch(media_id: int) -> None:
    """Fetches what came with a message."""
    _bench[0].fetch(media_id)
