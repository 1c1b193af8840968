"""The product as it runs in production, for a measurement: real processes, a Redis, a database."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import text

from benchmarks.chaos import databases
from benchmarks.webhook import SECRET, free_port
from config import settings as settings_module
from handlers import wiring
from handlers.embedded_redis import EmbeddedRedis
from handlers.wiring import System
from intake import schema

SERVER = "postgresql+psycopg://postgres@127.0.0.1/postgres"
_TICKS = os.sysconf("SC_CLK_TCK")


class Product:
    """An empty installation: `system` looks at it, `start` starts its commands."""

    def __init__(self, environment: Mapping[str, str], system: System, folder: Path) -> None:
        self.system = system
        self.folder = folder
        self._environment = environment
        self._parts: list[subprocess.Popen[bytes]] = []

    def start(self, command: str, **changed: str) -> subprocess.Popen[bytes]:
        """A `madoguchi` command as a process of its own, with some variables `changed`; what it
        says stands in a file."""
        with (self.folder / f"{command}.log").open("ab") as log:
            part = subprocess.Popen(
                [sys.executable, "-m", "handlers.cli", command],
                env={**os.environ, **self._environment, **changed},
                stdout=log,
                stderr=log,
            )
        self._parts.append(part)
        return part

    def stop(self) -> None:
        """Ends every command gracefully."""
        for part in self._parts:
            part.terminate()
        for part in self._parts:
            part.wait(timeout=30)
        self._parts.clear()

    def serve(self, command: str, port: int, **changed: str) -> subprocess.Popen[bytes]:
        """The same for a command that listens: returns when the port answers."""
        part = self.start(command, **changed)
        wait_until(lambda: _is_open(port), f"the start of {command}")
        return part

    def port(self, of: str) -> int:
        """The port of `bind` or `live_bind`."""
        return int(getattr(self.system.settings, of).rpartition(":")[2])


@contextmanager
def installed(server: str | None, line_base: str = "http://127.0.0.1:9") -> Iterator[Product]:
    """A migrated, empty installation on SQLite, or on the PostgreSQL server at this URL."""
    with (
        tempfile.TemporaryDirectory(prefix="madoguchi-") as name,
        databases.opened(server, Path(name)) as database,
    ):
        redis = EmbeddedRedis(Path(name) / "redis")
        redis.start()
        environment = {
            "MADOGUCHI_KEYS": Fernet.generate_key().decode(),
            "MADOGUCHI_SECRET_KEY": "b" * 40,
            "MADOGUCHI_LINE_CHANNEL_SECRET": SECRET,
            "MADOGUCHI_LINE_CHANNEL_ACCESS_TOKEN": "none",
            "MADOGUCHI_LINE_API_BASE": line_base,
            "MADOGUCHI_REDIS_URL": redis.url,
            "MADOGUCHI_DATABASE_URL": database.url,
            "MADOGUCHI_BIND": f"127.0.0.1:{free_port()}",
            "MADOGUCHI_LIVE_BIND": f"127.0.0.1:{free_port()}",
            "MADOGUCHI_IS_HTTPS": "false",
        }
        system = wiring.build(settings_module.load(environment))
        schema.migrate(system.engine)
        product = Product(environment, system, Path(name))
        try:
            yield product
        finally:
            product.stop()
            system.engine.dispose()
            redis.stop()


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def cpu_seconds(process_id: int) -> float:
    """Processor time of a process and of all that it forked and still runs."""
    stat = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    children = Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()
    own = (int(stat[11]) + int(stat[12])) / _TICKS
    return own + sum(cpu_seconds(int(child)) for child in children)


def memory_bytes(process_id: int) -> int:
    """Memory of a process and all that it forked, shared pages counted in their share."""
    rollup = Path(f"/proc/{process_id}/smaps_rollup").read_text()
    own = int(rollup.partition("\nPss:")[2].split()[0]) * 1024
    children = Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()
    return own + sum(memory_bytes(int(child)) for child in children)


def database_bytes(system: System) -> int:
    """What the database takes on the disk, indexes included."""
    is_sqlite = system.engine.dialect.name == "sqlite"
    query = (
        "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        if is_sqlite
        else "SELECT pg_database_size(current_database())"
    )
    with system.reading() as session:
        return int(session.scalar(text(query)) or 0)


def redis_bytes(system: System) -> int:
    """The most memory that Redis has needed so far."""
    told: Any = system.redis.info("memory")
    return int(told["used_memory_peak"])


def wait_until(is_so: Callable[[], bool], what: str, seconds: float = 120.0) -> None:
    """Looks ten times a second. Ends the program with a sentence when it takes too long."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise SystemExit(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.1)
