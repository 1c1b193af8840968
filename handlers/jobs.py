"""What RQ calls: row ids in, nothing out. The process is wired before the first job."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import structlog

import nlp
from handlers import allowance, attendance, courtesies, delivery, logs, media
from handlers.delivery import Begun
from handlers.doors import Doors
from handlers.wiring import System

log = structlog.get_logger()

# Seconds; a delivery is a few hundredths, of which LINE takes the most.
SLOW = 1.0


def _at_once(_name: str, work: Callable[[], None]) -> None:
    work()


@dataclass(frozen=True)
class Bench:
    """What a worker has at hand for its jobs. `aside` does what must keep no answer waiting."""

    system: System
    doors: Doors
    reader: nlp.Reader
    aside: Callable[[str, Callable[[], None]], None] = _at_once
    # Seconds after which an answer that is not ready yet shows that it is coming.
    blink: float = courtesies.BLINK
    # Set while the last delivery took long: LINE hangs, or is about to.
    is_door_slow: threading.Event = field(default_factory=threading.Event)

    def fetch(self, media_id: int) -> None:
        """Fetches what came with a message, beside the answers and never before them."""
        self.aside(f"fetch:{media_id}", partial(media.fetch, self.system, self.doors, media_id))

    def mark_read(self, conversation_id: int) -> None:
        """Tells the door that a person has read, beside the answers."""
        work = partial(courtesies.mark_read, self.system, self.doors, conversation_id)
        self.aside(f"mark_read:{conversation_id}", work)

    def ask_allowance(self) -> None:
        """Asks how many of the month's counted messages are used, beside the answers."""
        self.aside("allowance", partial(allowance.ask, self.system, self.doors))

    def leave(self, departure_id: int) -> None:
        """Leaves a group, beside the answers."""
        work = partial(courtesies.leave, self.system, self.doors, departure_id)
        self.aside(f"leave:{departure_id}", work)


_bench: list[Bench] = []


def prepare(bench: Bench) -> None:
    """Makes `bench` the one that this process's jobs work at."""
    _bench[:] = [bench]


def quietly(name: str, row_id: int, work: Callable[[], None]) -> None:
    """Does it. A failure is a line in the log, ids and kinds alone: the rows still say what is to
    be done, and the sweep does it. RQ would keep the trace, and an error may quote somebody."""
    try:
        work()
    except Exception as error:
        what = type(error).__name__
        log.error("job_put_off", job=name, row=row_id, error=what, at=logs.origin(error))


def attend(contact_id: int) -> None:
    """Reads and answers what waits for the contact. The answer leaves at once, without a job of
    its own, unless the door has just been slow: then others are read first."""
    bench = _bench[0]
    with bench.system.bells.keeping_deliveries() as due:
        with courtesies.sign_of_life(bench.system, bench.doors, contact_id, bench.blink) as enough:
            send = None if bench.is_door_slow.is_set() else partial(_send, enough)
            work = partial(
                attendance.attend, bench.system, bench.doors, bench.reader, contact_id, send
            )
            quietly("attend", contact_id, work)
        while due and not bench.is_door_slow.is_set():
            deliver(due.pop())


def deliver(contact_id: int) -> None:
    """Sends what waits for the contact."""
    bench = _bench[0]
    _timed(contact_id, partial(delivery.deliver, bench.system, bench.doors, contact_id))


def _send(enough: Callable[[], None], begun: Begun) -> None:
    """The answer itself is the sign of life from here on."""
    enough()
    bench = _bench[0]
    _timed(begun.contact_id, partial(delivery.send, bench.system, bench.doors, begun))


def _timed(contact_id: int, work: Callable[[], None]) -> None:
    began = time.monotonic()
    quietly("deliver", contact_id, work)
    if time.monotonic() - began > SLOW:
        _bench[0].is_door_slow.set()
    else:
        _bench[0].is_door_slow.clear()


def fetch(media_id: int) -> None:
    """Fetches what came with a message."""
    _bench[0].fetch(media_id)


def mark_read(conversation_id: int) -> None:
    """Tells the door that a person has read."""
    _bench[0].mark_read(conversation_id)


def leave(departure_id: int) -> None:
    """Leaves a group that somebody invited us to."""
    _bench[0].leave(departure_id)
