"""Backups: the whole database in one file, and back again, by the database's own means."""

from __future__ import annotations

import os
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine, inspect

from intake.database import DRIVER

SQLITE_HEAD = b"SQLite format 3\x00"
POSTGRES_HEAD = b"PGDMP"


class Unfit(Exception):
    """The file can't be used; `code` says why, the command finds the words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Chest(Protocol):
    """A database that can be put into a file while it works, and taken out again."""

    def save(self, path: Path) -> None:
        """Writes everything into a new file, as of one moment. Raises Unfit."""

    def examine(self, path: Path) -> None:
        """Looks whether the file is whole and of this kind. Raises Unfit."""

    def load(self, path: Path) -> None:
        """Replaces everything by what is in the file, or nothing. Raises Unfit."""


def open_chest(engine: Engine) -> Chest:
    """The chest of this engine's database."""
    return SqliteChest(engine) if engine.dialect.name == "sqlite" else PostgresChest(engine)


def keep(chest: Chest, path: Path) -> int:
    """Makes a backup that nobody else may read and that is known to be whole; gives its bytes.

    Raises Unfit; what is at `path` already is never overwritten, half a backup never stays there.
    """
    if path.exists():
        raise Unfit("exists")
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600))
    try:
        chest.save(part)
        chest.examine(part)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return path.stat().st_size


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(16)
    except OSError:
        raise Unfit("unreadable") from None


class SqliteChest:
    """A SQLite file. Taking out goes through SQLite too: who works meanwhile sees the new rows."""

    def __init__(self, engine: Engine) -> None:
        self._path = engine.url.database or ""

    def save(self, path: Path) -> None:
        """An image without gaps."""
        with closing(DRIVER.connect(self._path)) as database:
            database.execute("VACUUM INTO ?", (str(path),))

    def examine(self, path: Path) -> None:
        """Every page and index."""
        if _head(path) != SQLITE_HEAD:
            raise Unfit("other_kind")
        with closing(DRIVER.connect(f"file:{path}?mode=ro", uri=True)) as image:
            try:
                (verdict,) = image.execute("PRAGMA integrity_check").fetchone()
            except DRIVER.DatabaseError:
                verdict = "broken"
        if verdict != "ok":
            raise Unfit("broken")

    def load(self, path: Path) -> None:
        """Page by page within one transaction."""
        with (
            closing(DRIVER.connect(f"file:{path}?mode=ro", uri=True)) as image,
            closing(DRIVER.connect(self._path, timeout=30)) as database,
        ):
            image.backup(database)


class PostgresChest:
    """A PostgreSQL database, by its own `pg_dump`, `pg_restore` and `psql`."""

    def __init__(self, engine: Engine) -> None:
        url = engine.url
        given = {
            "PGHOST": url.host,
            "PGPORT": str(url.port or ""),
            "PGUSER": url.username,
            "PGPASSWORD": str(url.password or ""),  # never on a command line
            "PGDATABASE": url.database,
        }
        self._engine = engine
        self._environment = os.environ | {name: value for name, value in given.items() if value}

    def save(self, path: Path) -> None:
        """A dump in PostgreSQL's own compressed form."""
        self._run("pg_dump", "--format=custom", "--no-owner", f"--file={path}")

    def examine(self, path: Path) -> None:
        """Reads the dump through once."""
        if not _head(path).startswith(POSTGRES_HEAD):
            raise Unfit("other_kind")
        self._run("pg_restore", "--file=/dev/null", str(path))

    def load(self, path: Path) -> None:
        """All tables of now go and those of the dump come in one transaction."""
        names = ", ".join(f'"{name}"' for name in inspect(self._engine).get_table_names())
        drop = f"DROP TABLE IF EXISTS {names} CASCADE;\n" if names else ""
        dump = self._run("pg_restore", "--no-owner", "--no-privileges", "--file=-", str(path))
        command = ("psql", "--quiet", "--no-psqlrc", "--single-transaction", "-vON_ERROR_STOP=1")
        self._run(*command, given=drop.encode() + dump)

    def _run(self, *command: str, given: bytes = b"") -> bytes:
        try:
            done = subprocess.run(
                command, env=self._environment, input=given, capture_output=True, check=True
            )
        except FileNotFoundError:
            raise Unfit("no_tools") from None
        except subprocess.CalledProcessError:
            raise Unfit("broken") from None
        return done.stdout
