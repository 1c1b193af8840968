"""Acknowledging a signed webhook, durably stored and rung for, against the SDK's echo example.

    python -m benchmarks.webhook [--requests 4000] [--connections 16] [--database URL]

Both run under gunicorn with the settings of `madoguchi serve`, one after the other,
alternating, on this machine; only the ratios mean something elsewhere. The echo verifies and
parses with the SDK and stores nothing.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import multiprocessing
import random
import socket
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from flask import Flask, request

from benchmarks import load
from config import settings as settings_module
from handlers import wiring
from handlers.app import create_app
from handlers.embedded_redis import EmbeddedRedis
from handlers.server import serve
from intake import schema

SECRET = "benchmark-channel-secret"
PEOPLE = 300
ROUNDS = 3
# Below those that systems hand out to connections (Linux from 32768, others from 49152).
_PORTS = range(20_000, 32_000)
SERVED = {
    name: settings_module.Settings.model_fields[name].default for name in ("processes", "threads")
}


def echo() -> Flask:
    """The SDK's flask-echo example without its answer: signature, parse, 200."""
    from linebot.v3 import WebhookParser

    app = Flask("echo")
    parser = WebhookParser(SECRET)

    @app.post("/line/webhook")
    def callback() -> str:
        parser.parse(request.get_data(as_text=True), request.headers["X-Line-Signature"])
        return "OK"

    return app


def bodies(count: int, run: int) -> list[bytes]:
    """Signed requests of one text message each, by so many people in turn."""
    made = []
    for number in range(count):
        event = {
            "type": "message",
            "mode": "active",
            "timestamp": 1_794_963_600_000 + number,
            "source": {"type": "user", "userId": f"U{number % PEOPLE:032x}"},
            "webhookEventId": f"01H{run:03d}{number:020d}",
            "deliveryContext": {"isRedelivery": False},
            "replyToken": f"{run:08x}{number:024x}",
            "message": {
                "type": "text",
                "id": f"{run}{number:012d}",
                "quoteToken": f"q{number}",
                "text": "先月で仕事が切れて家賃が払えていません",
            },
        }
        body = json.dumps(
            {"destination": "U" + "0" * 32, "events": [event]}, ensure_ascii=False
        ).encode()
        digest = hmac.digest(SECRET.encode(), body, hashlib.sha256)
        made.append(
            load.request("127.0.0.1", "/line/webhook", body, base64.b64encode(digest).decode())
        )
    return made


def main() -> None:
    """Measures both and prints the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=4000)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--database", help="SQLAlchemy URL; a SQLite file of its own if not given")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        redis = EmbeddedRedis(Path(folder) / "redis")
        redis.start()
        try:
            measure(chosen, Path(folder), redis.url)
        finally:
            redis.stop()


def measure(chosen: argparse.Namespace, folder: Path, redis_url: str) -> None:
    """Runs echo and product in turn and prints the medians of their ratios."""
    settings = settings_module.load(
        {
            "MADOGUCHI_KEYS": Fernet.generate_key().decode(),
            "MADOGUCHI_SECRET_KEY": "b" * 40,
            "MADOGUCHI_LINE_CHANNEL_SECRET": SECRET,
            "MADOGUCHI_LINE_CHANNEL_ACCESS_TOKEN": "none",
            "MADOGUCHI_REDIS_URL": redis_url,
            "MADOGUCHI_DATABASE_URL": chosen.database or f"sqlite:///{folder / 'benchmark.db'}",
        }
    )
    schema.migrate(wiring.build(settings).engine)
    product = lambda: create_app(wiring.build(settings))  # noqa: E731
    rounds = []
    for number in range(ROUNDS):
        # Other event ids each round: what is known already would be stored faster.
        run = int(time.time()) % 900 + number
        ours = run_one(product, bodies(chosen.requests, run), chosen.connections)
        echoed = run_one(echo, bodies(chosen.requests, run), chosen.connections)
        rounds.append((ours, echoed))
        print(f"round {number + 1}: ours {_told(ours)}   echo {_told(echoed)}")
    throughput = statistics.median(ours.per_second / echoed.per_second for ours, echoed in rounds)
    tail = statistics.median(ours.p99 / echoed.p99 for ours, echoed in rounds)
    slowest = statistics.median(ours.p99 for ours, _ in rounds)
    print(
        f"throughput: {throughput:.2f} of the echo    p99: {tail:.2f} x its p99, {slowest:.0f} ms"
    )


def run_one(factory: Callable[[], Any], requests: list[bytes], connections: int) -> load.Result:
    """Starts a server, warms it up, loads it, ends it."""
    port = free_port()
    process = multiprocessing.get_context("fork").Process(
        target=serve, args=(factory, f"127.0.0.1:{port}"), kwargs=SERVED
    )
    process.start()
    try:
        wait_for(port)
        warm = requests[: connections * 8]
        load.run(port, warm, connections)
        return load.run(port, requests[len(warm) :], connections)
    finally:
        process.terminate()
        process.join()


def _told(result: load.Result) -> str:
    return (
        f"{result.per_second:6.0f}/s p50 {result.p50:5.1f} ms p99 {result.p99:6.1f} ms"
        f" failures {result.failures}"
    )


def free_port() -> int:
    """A port of this machine that is free now, and that no connection going out will be given
    while a server on it is started again."""
    for port in random.sample(_PORTS, len(_PORTS)):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("no port is free")


def wait_for(port: int) -> None:
    """Returns when the port answers and its workers have had a second to start."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                time.sleep(1.0)
                return
        time.sleep(0.05)
    raise TimeoutError("the server did not start")


if __name__ == "__main__":
    main()
