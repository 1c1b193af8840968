"""Plays a file of first messages through a running system, one contact each, as LINE would.

    python -m benchmarks.replay FILE.jsonl [--limit N]

FILE holds a JSON object a line with `text` (more fields are welcome). The product runs as in
production (`serve`, `worker`, `cron` as processes of their own, a Redis, a migrated SQLite file),
LINE is the simulator; every message arrives by signed webhook. Whoever is asked something skips it,
until people take over. Printed: messages, seconds, median and p99 from webhook to the reply to the
first message, counted pushes for each hand-over and how many of our parcels were free, errors, and
whether all that the reading finds dangerous stands above the rest in the queue.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from flask import Flask
from sqlalchemy import func, select
from werkzeug.serving import make_server

from benchmarks.webhook import free_port, wait_for
from bot.table import MOST_QUESTIONS
from config import settings as settings_module
from handlers import wiring
from handlers.embedded_redis import EmbeddedRedis
from handlers.simulator import Platform
from handlers.simulator import create_app as create_simulator
from handlers.wiring import System
from intake import queue, schema
from intake.models import (
    Arrival,
    ArrivalState,
    Author,
    Conversation,
    Message,
    Parcel,
    ParcelState,
    Way,
)
from nlp.reading import Risk

SECRET, TOKEN = "replay-channel-secret", "replay-channel-access-token"
PATIENCE_SECONDS = 120.0


def main() -> None:
    """Plays the file and prints the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--limit", type=int, default=None)
    chosen = parser.parse_args()
    texts = read_texts(chosen.file)[: chosen.limit]
    with tempfile.TemporaryDirectory() as folder, town(Path(folder)) as (platform, system):
        play(platform, system, texts)


def read_texts(path: Path) -> list[str]:
    """The texts of the file. Ends the program with a sentence when a line is not usable."""
    texts = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            texts.append(str(json.loads(line)["text"]))
        except (ValueError, KeyError, TypeError):
            raise SystemExit(f"{path.name}:{number}: not a JSON object with a text") from None
    return texts


@contextmanager
def town(folder: Path) -> Iterator[tuple[Platform, System]]:
    """The product as processes of its own, and LINE in this one."""
    redis = EmbeddedRedis(folder / "redis")
    redis.start()
    web, phone = free_port(), free_port()
    environment = {
        "MADOGUCHI_KEYS": Fernet.generate_key().decode(),
        "MADOGUCHI_SECRET_KEY": "r" * 40,
        "MADOGUCHI_LINE_CHANNEL_SECRET": SECRET,
        "MADOGUCHI_LINE_CHANNEL_ACCESS_TOKEN": TOKEN,
        "MADOGUCHI_LINE_API_BASE": f"http://127.0.0.1:{phone}",
        "MADOGUCHI_REDIS_URL": redis.url,
        "MADOGUCHI_DATABASE_URL": f"sqlite:///{folder / 'replay.db'}",
        "MADOGUCHI_BIND": f"127.0.0.1:{web}",
    }
    system = wiring.build(settings_module.load(environment))
    schema.migrate(system.engine)
    platform = Platform(
        SECRET, TOKEN, f"http://127.0.0.1:{web}/line/webhook", redelivers=True, quota=200
    )
    server = make_server("127.0.0.1", phone, _quiet(create_simulator(platform)), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    parts = [
        subprocess.Popen(
            [sys.executable, "-m", "handlers.cli", part], env={**os.environ, **environment}
        )
        for part in ("serve", "worker", "cron")
    ]
    try:
        wait_for(web)
        time.sleep(3.0)  # the worker loads its dictionary and the SDK
        platform.start()
        yield platform, system
    finally:
        platform.stop()
        for part in parts:
            part.terminate()
        for part in parts:
            part.wait(timeout=15)
        server.shutdown()
        redis.stop()


def play(platform: Platform, system: System, texts: list[str]) -> None:
    """Writes every text as somebody new, waits for all answers, prints what came of it."""
    people = [platform.add_friend() for _ in texts]
    _wait_until(lambda: all(platform.heard(user) for user in people), "the greetings")
    greeted = {user: len(platform.heard(user)) for user in people}
    took: list[float] = []
    started = time.perf_counter()
    for number, (user, text) in enumerate(zip(people, texts, strict=True), start=1):
        written = time.perf_counter()
        platform.write(user, text)
        while len(platform.heard(user)) == greeted[user]:
            if time.perf_counter() - written > PATIENCE_SECONDS:
                break
            time.sleep(0.002)
        took.append(time.perf_counter() - written)
        _skip_questions(platform, user)
        if sys.stderr.isatty():
            print(f"\r{number}/{len(texts)}", end="", file=sys.stderr)
    seconds = time.perf_counter() - started
    answered = sum(len(platform.heard(user)) > greeted[user] for user in people)
    took.sort()
    print(f"messages                {len(texts)}")
    print(f"answered                {answered}")
    print(f"seconds                 {seconds:.1f}")
    print(f"webhook to reply        median {took[len(took) // 2] * 1000:.0f} ms, ", end="")
    print(f"p99 {took[int(len(took) * 0.99)] * 1000:.0f} ms")
    print(f"pushes used             {platform.usage()}")
    _report_ways(system, platform.usage())
    _report_rows(system)


def _report_ways(system: System, pushes: int) -> None:
    """What the hand-overs cost: LINE counts pushes, answers on reply tokens are free."""
    with system.reading() as session:
        handed = session.scalar(select(func.count()).where(Conversation.waiting_since.is_not(None)))
        ways = session.scalars(select(Parcel.way).where(Parcel.state == ParcelState.SENT)).all()
    free = sum(way is Way.REPLY for way in ways)
    print(f"hand-overs              {handed}")
    print(f"pushes per hand-over    {pushes / (handed or 1):.2f}")
    print(f"parcels that were free  {free} of {len(ways)}")


def _skip_questions(platform: Platform, user: str) -> None:
    """Taps past every question, as the least that somebody can do to reach people."""
    for _ in range(MOST_QUESTIONS):
        label = _label_of(platform, user, "skip")
        if label is None:
            return
        heard = len(platform.heard(user))
        platform.tap(user, label)
        _wait_until(lambda: len(platform.heard(user)) > heard, "the answer to a tap")  # noqa: B023


def _label_of(platform: Platform, user: str, value: str) -> str | None:
    """What stands on the button that means `value`, None when it is not offered."""
    heard = platform.heard(user)
    items = heard[-1].get("quickReply", {}).get("items", []) if heard else []
    actions = [item["action"] for item in items]
    return next((each["label"] for each in actions if each.get("data") == value), None)


def _report_rows(system: System) -> None:
    with system.reading() as session:
        stored = session.scalar(
            select(func.count()).where(Message.author == Author.RESIDENT, Message.kind == "text")
        )
        errors = session.scalar(
            select(func.count()).where(
                Arrival.state.in_([ArrivalState.PENDING, ArrivalState.SET_ASIDE])
            )
        )
        waiting = queue.board(session, 0, system.clock()).waiting
        found = session.scalar(
            select(func.count()).where(Conversation.risk_rank >= Risk.URGENT.rank)
        )
    ranks = [card.risk.rank for card in waiting.cards]
    dangers = [rank for rank in ranks if rank >= Risk.URGENT.rank]
    print(f"stored                  {stored}")
    print(f"errors                  {errors}")
    print(f"in the queue            {waiting.count}, the reading found danger in {found}")
    is_on_top = (
        len(dangers) == min(found or 0, len(ranks))
        and ranks == sorted(ranks[: len(dangers)], reverse=True) + ranks[len(dangers) :]
    )
    print(f"danger above the others {'yes' if is_on_top else 'NO'}")


def _wait_until(is_so: Any, what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        if time.monotonic() > deadline:
            raise SystemExit(f"{what} did not come")
        time.sleep(0.05)


def _quiet(app: Flask) -> Flask:
    import logging

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    return app


if __name__ == "__main__":
    main()
