"""The two databases, and how each is hurt: locked from outside, or all its connections cut."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from intake.database import DRIVER


class Database(Protocol):
    """Where the product keeps its rows."""

    name: str
    url: str

    def hurt(self, seconds: float) -> None:
        """Nobody can write (or not even connect) for so long."""

    def copies(self) -> list[Path]:
        """Files whose bytes may be looked through."""


class SqliteFile:
    """A file of its own; a writer from outside locks it."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._path = folder / "chaos.db"
        self.url = f"sqlite:///{self._path}"

    def hurt(self, seconds: float) -> None:
        """Holds the write lock, deaf to our own turnstile."""
        with closing(DRIVER.connect(str(self._path), timeout=10, isolation_level=None)) as db:
            db.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            db.execute("ROLLBACK")

    def copies(self) -> list[Path]:
        """The file and what lies beside it."""
        return sorted(self._path.parent.glob(self._path.name + "*"))


class PostgresDatabase:
    """A database of its own on a running server; a restart is played by cutting everybody off."""

    name = "PostgreSQL"

    def __init__(self, server: str) -> None:
        self._name = f"madoguchi_chaos_{uuid.uuid4().hex[:12]}"
        self._admin = create_engine(server, isolation_level="AUTOCOMMIT")
        self.url = make_url(server).set(database=self._name).render_as_string(hide_password=False)

    def hurt(self, seconds: float) -> None:
        """Ends every connection and takes no new one, as a server that is started anew."""
        with self._admin.connect() as connection:
            connection.execute(text(f'ALTER DATABASE "{self._name}" ALLOW_CONNECTIONS false'))
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :it"),
                {"it": self._name},
            )
            time.sleep(seconds)
            connection.execute(text(f'ALTER DATABASE "{self._name}" ALLOW_CONNECTIONS true'))

    def copies(self) -> list[Path]:
        """None within reach: the server's files are its own."""
        return []

    @contextmanager
    def opened(self) -> Iterator[PostgresDatabase]:
        """Created on entering, dropped on leaving."""
        with self._admin.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{self._name}"'))
        try:
            yield self
        finally:
            with self._admin.connect() as connection:
                connection.execute(text(f'DROP DATABASE "{self._name}" WITH (FORCE)'))
            self._admin.dispose()


@contextmanager
def opened(server: str | None, folder: Path) -> Iterator[Database]:
    """A SQLite file in `folder`, or a database on the PostgreSQL server at this URL."""
    if server is None:
        yield SqliteFile(folder)
        return
    with PostgresDatabase(server).opened() as database:
        yield database
