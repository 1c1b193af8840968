"""A small load generator: keep-alive connections that each post one prepared body after another."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """What a run gave: requests a second, and latencies in milliseconds."""

    per_second: float
    p50: float
    p99: float
    failures: int


def request(host: str, path: str, body: bytes, signature: str) -> bytes:
    """A whole HTTP request, ready to be written."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        f"X-Line-Signature: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def run(port: int, requests: Sequence[bytes], connections: int) -> Result:
    """Sends all requests over so many connections, each waiting for its answer."""
    shares = [requests[number::connections] for number in range(connections)]
    took: list[list[float]] = [[] for _ in shares]
    failed = [0] * connections
    begin = threading.Barrier(connections + 1, timeout=60)
    threads = [
        threading.Thread(target=_send, args=(port, share, took[number], failed, number, begin))
        for number, share in enumerate(shares)
    ]
    for thread in threads:
        thread.start()
    begin.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    latencies = sorted(value for share in took for value in share)
    return Result(
        per_second=len(latencies) / seconds,
        p50=latencies[len(latencies) // 2] * 1000,
        p99=latencies[int(len(latencies) * 0.99)] * 1000,
        failures=sum(failed),
    )


def _send(
    port: int,
    share: Sequence[bytes],
    took: list[float],
    failed: list[int],
    number: int,
    begin: threading.Barrier,
) -> None:
    connection = connect(port)
    begin.wait()
    for each in share:
        started = time.perf_counter()
        try:
            connection.sendall(each)
            head = answer(connection)
        except OSError:
            head = b""
        took.append(time.perf_counter() - started)
        if b" 200 " not in head[:20]:
            failed[number] += 1
        if not head or b"onnection: close" in head:
            connection.close()
            connection = connect(port)
    connection.close()


def answer(connection: socket.socket) -> bytes:
    """The head of an answer that has come whole, body and all. Raises OSError."""
    come = b""
    while b"\r\n\r\n" not in come:
        piece = connection.recv(4096)
        if not piece:
            return come
        come += piece
    head, _, body = come.partition(b"\r\n\r\n")
    length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])  # type: ignore[index]
    while len(body) < length:
        body += connection.recv(4096)
    return head


def connect(port: int) -> socket.socket:
    """A connection to a port of this machine that holds no byte back."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection
