"""LINE as cheap as can be, in a process of its own: it accepts every answer and notes when.

It keeps no rule of LINE's; what must be right is played with the simulator.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
# What the calls that ask instead of tell are answered.
_ASKED = {
    b"/consumption": b'{"totalUsage": 0}',
    b"/quota": b'{"type": "none"}',
}
_SENT = b'{"sentMessages": [{"id": "1", "quoteToken": "q"}]}'


@dataclass(frozen=True, slots=True)
class Heard:
    """One accepted call: its reply token (empty for a push) and `time.monotonic()` of its end."""

    token: str
    at: float


class Phone:
    """What the benchmark holds of that process."""

    def __init__(self, port: int, count: Any, pipe: Connection) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self._count = count
        self._pipe = pipe

    @property
    def count(self) -> int:
        """How many answers LINE has so far."""
        return int(self._count.value)

    def heard(self) -> list[Heard]:
        """All answers so far, in the order of their coming."""
        self._pipe.send(None)
        return [Heard(*each) for each in self._pipe.recv()]


@contextmanager
def ringing() -> Iterator[Phone]:
    """A phone for as long as this lasts."""
    context = multiprocessing.get_context("fork")
    count = context.Value("Q", 0)
    ours, theirs = context.Pipe()
    listening = socket.create_server(("127.0.0.1", 0), backlog=256)
    port = listening.getsockname()[1]
    process = context.Process(target=_serve, args=(listening, count, theirs), daemon=True)
    process.start()
    listening.close()
    try:
        yield Phone(port, count, ours)
    finally:
        process.terminate()
        process.join()


def _serve(listening: socket.socket, count: Any, pipe: Connection) -> None:
    notes: list[tuple[str, float]] = []

    async def run() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Call(notes, count), sock=listening)
        loop.add_reader(pipe.fileno(), _tell, pipe, notes)
        await server.serve_forever()

    asyncio.run(run())


def _tell(pipe: Connection, notes: list[tuple[str, float]]) -> None:
    pipe.recv()
    pipe.send(list(notes))


class _Call(asyncio.Protocol):
    """One kept-alive connection."""

    def __init__(self, notes: list[tuple[str, float]], count: Any) -> None:
        self._notes = notes
        self._count = count
        self._held = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._held += data
        while (end := self._held.find(b"\r\n\r\n")) >= 0:
            head = self._held[:end]
            length = _LENGTH.search(head)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._held) < whole:
                return
            body, self._held = self._held[end + 4 : whole], self._held[whole:]
            self._answer(head.split(b" ", 2)[1], body)

    def _answer(self, path: bytes, body: bytes) -> None:
        assert self._transport is not None
        asked = next((said for end, said in _ASKED.items() if path.endswith(end)), None)
        if path.endswith((b"/reply", b"/push")):
            self._notes.append((str(json.loads(body).get("replyToken", "")), time.monotonic()))
            with self._count.get_lock():
                self._count.value += 1
        said = asked or _SENT
        self._transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            % (len(said), said)
        )
