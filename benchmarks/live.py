"""From a commit to every open desk page, and what the open pages cost the webhook.

    python -m benchmarks.live [--pages 200] [--changes 150] [--requests 3000]
        [--server URL]

Real processes (`serve`, `live`), a real Redis, a SQLite file or a database on the PostgreSQL server
at URL. A page is an event stream with a login of its own office's staff, as a browser holds it. The
time of a change runs from before its transaction to its arrival at each page. Then the webhook is
loaded with and without the open pages, in turn, while the changes go on: the ratio is printed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import selectors
import socket
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection

from benchmarks import load
from benchmarks.product import Product, cpu_seconds, installed
from benchmarks.webhook import bodies
from handlers.desk.identity import COOKIE
from handlers.desk.live import MOST_STREAMS
from intake import changes, logins, staff
from intake.models import Role

ROUNDS = 3
PASSWORD = "correct horse battery staple"
CONNECTIONS = 16
# Seconds between two changes: a busy evening of a big office has fewer.
PAUSE = 0.2
_TOLD = re.compile(rb"id: (\d+)\nevent: change\n")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--changes", type=int, default=150)
    parser.add_argument("--requests", type=int, default=3000)
    parser.add_argument("--server", help="a PostgreSQL server, as SQLAlchemy URL; SQLite without")
    chosen = parser.parse_args()
    with installed(chosen.server) as product:
        tokens = _log_in(product, chosen.pages)
        streams = product.serve("live", product.port("live_bind"))
        product.serve("serve", product.port("bind"))
        with opened(product, tokens) as pages:
            used, began = cpu_seconds(streams.pid), time.monotonic()
            written = dict(_change(product) for _ in range(chosen.changes))
            time.sleep(1.0)
            share = (cpu_seconds(streams.pid) - used) / (time.monotonic() - began)
            print(f"from commit to page      {_told(written, pages.heard(), chosen.pages)}")
            print(f"the streams' process     {share:.0%} of a core meanwhile")
        _measure_webhook(product, tokens, chosen.requests)


def _log_in(product: Product, count: int) -> list[str]:
    """A login a page, of as many staff as it takes."""
    now = product.system.clock()
    with product.system.transaction() as session:
        ids = [
            staff.add(session, f"staff{number}", "相談員", Role.COUNSELLOR, PASSWORD, now).id
            for number in range(-(-count // MOST_STREAMS))
        ]
        return [logins.start(session, ids[page // MOST_STREAMS], now) for page in range(count)]


def _change(product: Product) -> tuple[int, float]:
    """Commits a change after a pause; gives its id and `time.monotonic()` before it."""
    time.sleep(PAUSE)
    began = time.monotonic()
    with product.system.transaction() as session:
        changes.note(session, "queue", None, product.system.clock())
        session.flush()
        return changes.latest(session), began


def _measure_webhook(product: Product, tokens: Sequence[str], requests: int) -> None:
    load.run(product.port("bind"), bodies(400, 1), CONNECTIONS)
    ratios = []
    for number in range(ROUNDS):
        alone, _ = _load(product, bodies(requests, 100 + number))
        with opened(product, tokens) as pages:
            beside, written = _load(product, bodies(requests, 200 + number))
            time.sleep(1.0)
            told = _told(written, pages.heard(), len(tokens))
        ratios.append(beside.per_second / alone.per_second)
        print(f"webhook without a page   {alone.per_second:.0f}/s, p99 {alone.p99:.0f} ms")
        print(f"with {len(tokens)} pages           ", end="")
        print(f"{beside.per_second:.0f}/s, p99 {beside.p99:.0f} ms; pages: {told}")
    print(f"webhook with pages       {statistics.median(ratios):.2f} of its throughput without")


def _load(product: Product, requests: Sequence[bytes]) -> tuple[load.Result, dict[int, float]]:
    """The webhook under full load from a process of its own, changes going on meanwhile."""
    written: dict[int, float] = {}
    with multiprocessing.get_context("fork").Pool(1) as pool:
        under_way = pool.apply_async(load.run, (product.port("bind"), requests, CONNECTIONS))
        while not under_way.ready():
            written |= [_change(product)]
        return under_way.get(), written


def _told(written: dict[int, float], heard: Sequence[tuple[int, float]], pages: int) -> str:
    took = sorted((at - written[number]) * 1000 for number, at in heard if number in written)
    if not took:
        return "nothing was heard"
    missed = len(written) * pages - len(took)
    p50, p99 = took[len(took) // 2], took[int(len(took) * 0.99)]
    return f"p50 {p50:.1f} ms, p99 {p99:.1f} ms, longest {took[-1]:.0f} ms, missed {missed}"


class Pages:
    """Open pages, held by a process of their own."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def heard(self) -> list[tuple[int, float]]:
        """Every change at every page: its id, and `time.monotonic()` of its coming."""
        self._pipe.send(None)
        return list(self._pipe.recv())


@contextmanager
def opened(product: Product, tokens: Sequence[str]) -> Iterator[Pages]:
    """A page for each login, all of them greeted."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    port = product.port("live_bind")
    process = context.Process(target=_hold, args=(port, tokens, theirs), daemon=True)
    process.start()
    if not ours.poll(60):
        raise SystemExit("the pages did not open within a minute")
    ours.recv()
    try:
        yield Pages(ours)
    finally:
        process.terminate()
        process.join()


def _hold(port: int, tokens: Sequence[str], pipe: Connection) -> None:
    """Opens the streams, says so, notes what comes, and tells when asked."""
    notes: list[tuple[int, float]] = []
    watched = selectors.DefaultSelector()
    for token in tokens:
        page = socket.create_connection(("127.0.0.1", port), timeout=30)
        page.sendall(
            f"GET /desk/live HTTP/1.1\r\nHost: desk\r\nCookie: {COOKIE}={token}\r\n\r\n".encode()
        )
        greeting = b""
        while b"event: hello" not in greeting:
            piece = page.recv(4096)
            if not piece or b"HTTP/1.1 4" in greeting:
                raise SystemExit(f"a page was refused: {greeting[:40]!r}")
            greeting += piece
        watched.register(page, selectors.EVENT_READ)
    watched.register(pipe, selectors.EVENT_READ)
    pipe.send(None)
    while True:
        for key, _ in watched.select():
            if isinstance(key.fileobj, socket.socket):
                come = key.fileobj.recv(65536)
                at = time.monotonic()
                notes += [(int(number), at) for number in _TOLD.findall(come)]
                if not come:
                    watched.unregister(key.fileobj)
            else:
                pipe.recv()
                pipe.send(notes)


if __name__ == "__main__":
    main()
