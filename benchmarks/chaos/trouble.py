"""What goes wrong: a steady drizzle at LINE, and a blow every few seconds."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from redis.exceptions import RedisError

from benchmarks.chaos.databases import Database
from benchmarks.chaos.parts import Parts
from handlers.embedded_redis import EmbeddedRedis
from handlers.simulator import Platform
from handlers.wiring import System

# The chance of each fault to befall a call to LINE, or a webhook body.
CALLS = {
    "error": 0.02,
    "error_after": 0.02,
    "rate_limit": 0.02,
    "drop": 0.02,
    "refuse": 0.02,
    "hang": 0.004,
    "unauthorized": 0.002,
}
BODIES = {"duplicate": 0.04, "parallel": 0.02, "again": 0.04, "delay": 0.03, "reorder": 0.03}
HANG_SECONDS = 9.0  # longer than the product waits


@dataclass
class Trouble:
    """Everything that can be hurt, and what was."""

    parts: Parts
    redis: EmbeddedRedis
    database: Database
    platform: Platform
    system: System
    chance: random.Random
    blows: Counter[str] = field(default_factory=Counter)
    samples: list[bytes] = field(default_factory=list)
    # When the web server was killed, in LINE's milliseconds.
    web_deaths: list[int] = field(default_factory=list)

    def drizzle(self) -> None:
        """From now on LINE is unreliable."""
        for do, chance in CALLS.items():
            self.platform.faults.add("*", do, times=None, chance=chance, seconds=HANG_SECONDS)
        self.platform.faults.add("push", "monthly_limit", times=None, chance=0.03)
        for do, chance in BODIES.items():
            self.platform.faults.add(
                "webhook", do, times=None, chance=chance, seconds=2.5, copies=8
            )

    def storm(self, pause: float, is_over: threading.Event) -> None:
        """A blow about every `pause` seconds until it is over."""
        blows: list[Callable[[], None]] = [
            self.kill_web,
            self.kill_web_child,
            self.kill_workers,
            self.kill_sweep,
            self.kill_redis,
            self.flush_redis,
            self.freeze_redis,
            self.hurt_database,
            self.line_down,
            self.line_hangs,
        ]
        while not is_over.wait(self.chance.uniform(0.5, 1.5) * pause):
            blow = self.chance.choice(blows)
            blow()
            self.blows[blow.__name__.replace("_", " ")] += 1
            self.sample_redis()

    def kill_web(self) -> None:
        """The web server with all its processes."""
        self.web_deaths.append(self.platform.world.now_ms())
        self._kill("serve")

    def kill_web_child(self) -> None:
        """One of the web server's processes."""
        for part in self.parts.parts:
            if part.name == "serve":
                self.parts.kill_child(part)

    def kill_workers(self) -> None:
        """One worker, or now and then all."""
        self._kill("worker", most=None if self.chance.random() < 0.3 else 1)

    def kill_sweep(self) -> None:
        """The sweep."""
        self._kill("cron")

    def kill_redis(self) -> None:
        """Redis dies and comes back empty after a while."""
        self.redis.process.kill()
        self.redis.process.wait()
        time.sleep(self.chance.uniform(0.5, 3))
        self.redis.start()

    def flush_redis(self) -> None:
        """Redis forgets everything."""
        try:
            self.system.redis.flushall()
        except (RedisError, OSError):
            return

    def freeze_redis(self) -> None:
        """Redis is there and doesn't answer."""
        os.kill(self.redis.process.pid, signal.SIGSTOP)
        time.sleep(self.chance.uniform(1, 3))
        os.kill(self.redis.process.pid, signal.SIGCONT)

    def hurt_database(self) -> None:
        """Locked, or started anew."""
        self.database.hurt(self.chance.uniform(0.3, 4))

    def line_down(self) -> None:
        """LINE answers 500 to everything for a few seconds, having done it or not."""
        do = self.chance.choice(("error", "error_after", "rate_limit", "refuse", "drop"))
        self._all_calls(do, self.chance.uniform(1, 4))

    def line_hangs(self) -> None:
        """LINE does what is asked and doesn't answer in time."""
        self._all_calls("hang", 1.5)

    def sample_redis(self) -> None:
        """All that Redis holds at this moment, for the search afterwards."""
        try:
            for key in self.system.redis.scan_iter(count=500):
                self.samples += [bytes(key), *_values(self.system.redis, bytes(key))]
        except (RedisError, OSError):
            return

    def _kill(self, name: str, most: int | None = None) -> None:
        found = [part for part in self.parts.parts if part.name.startswith(name)]
        self.chance.shuffle(found)
        for part in found[:most]:
            self.parts.kill(part)

    def _all_calls(self, do: str, seconds: float) -> None:
        """The earliest fault that fits strikes: this one stands in front of the drizzle."""
        with self.platform.world.change():
            self.platform.faults.clear()
            self.platform.faults.add("*", do, times=None, seconds=HANG_SECONDS)
        time.sleep(seconds)
        with self.platform.world.change():
            self.platform.faults.clear()
        self.drizzle()


def _values(redis: Any, key: bytes) -> list[bytes]:
    """What stands under a key, RQ's packed pieces unpacked."""
    readers: dict[bytes, Callable[[], Any]] = {
        b"string": lambda: [redis.get(key)],
        b"hash": lambda: list(redis.hgetall(key).values()),
        b"list": lambda: redis.lrange(key, 0, -1),
        b"set": lambda: list(redis.smembers(key)),
        b"zset": lambda: redis.zrange(key, 0, -1),
    }
    read = readers.get(redis.type(key))
    return [_unpacked(value) for value in (read() if read else []) if value]


def _unpacked(value: bytes) -> bytes:
    try:
        return zlib.decompress(value)
    except zlib.error:
        return value
