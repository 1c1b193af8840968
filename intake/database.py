"""The engine, set so that an acknowledged message survives, on SQLite and on PostgreSQL."""

from __future__ import annotations

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry

try:
    import pysqlite3.dbapi2 as sqlite
except ImportError:
    import sqlite3 as sqlite

BUSY_SECONDS = 10
# A PostgreSQL that can't be reached is given up after so many seconds, and asked again later.
CONNECT_SECONDS = 3
# A connection that has rested so long is asked whether it lives before it is used.
REST_SECONDS = 2.0
# The database is locked, gone or full just now: nothing that was asked of it is at fault.
AWAY = (OperationalError, InterfaceError, PoolTimeout)
# Before this version SQLite can corrupt a WAL file that several processes write:
# sqlite.org/wal.html, "The WAL-Reset Bug".
SAFE_SQLITE = (3, 51, 3)

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # what was acknowledged survives a power cut
    "foreign_keys=ON",
    "secure_delete=ON",  # what is erased is overwritten
    # Pages of 4 KiB before the log is folded in: at the usual 1,000 every hundredth request waits.
    "wal_autocheckpoint=8000",
)

DRIVER: ModuleType = sqlite


def is_sqlite_safe() -> bool:
    """False when the SQLite at hand has the WAL-reset fault."""
    version: tuple[int, ...] = DRIVER.sqlite_version_info
    return version >= SAFE_SQLITE


def open_engine(url: str) -> Engine:
    """An engine for `url`. A connection's execution option `readonly` marks work that only reads,
    `fleeting` work whose loss in a power cut nobody would miss.

    An error's text never holds a value that was to be stored.
    SQLite: WAL, synchronous=FULL, foreign keys, and BEGIN IMMEDIATE for whatever may write: a
    deferred BEGIN that turns into a write fails as busy at once, whatever the timeout.
    """
    if make_url(url).get_backend_name() != "sqlite":
        engine = create_engine(
            url,
            connect_args={"connect_timeout": CONNECT_SECONDS},
            pool_size=8,
            max_overflow=24,
            hide_parameters=True,
        )
        event.listen(engine, "begin", _begin_postgres)
        event.listen(engine, "checkin", _note_rest)
        event.listen(engine, "checkout", partial(_ask_if_rested, engine.dialect))
        return engine
    engine = create_engine(
        url,
        module=DRIVER,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        pool_size=8,
        max_overflow=24,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin on its own
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("readonly", False):
        connection.exec_driver_sql("BEGIN")
        return
    wanted = "NORMAL" if options.get("fleeting", False) else "FULL"
    if connection.info.get("synchronous", "FULL") != wanted:
        connection.exec_driver_sql(f"PRAGMA synchronous={wanted}")
        connection.info["synchronous"] = wanted
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_postgres(connection: Connection) -> None:
    if connection.get_execution_options().get("fleeting", False):
        connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")


def _note_rest(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info["rests_since"] = time.monotonic()


def _ask_if_rested(
    dialect: Dialect, connection: Any, record: ConnectionPoolEntry, _proxy: object
) -> None:
    """Another one is opened for a connection that died while it rested. One that was used a moment
    ago is not asked: the question would cost every webhook a way to the server and back."""
    rested = time.monotonic() - record.info.get("rests_since", time.monotonic())
    if rested < REST_SECONDS:
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error:
        raise DisconnectionError from None


class Turnstile:
    """Lets one writer of a SQLite file through at a time, in the order of asking.

    SQLite's own busy handler sleeps up to 100 ms a step and is unfair; a lock of the process and
    an `flock` beside the file cut the tail to a tenth. PostgreSQL needs none: it lets all through.
    """

    def __init__(self, url: str) -> None:
        self._database = make_url(url).database if url.startswith("sqlite") else None
        self._lock = threading.Lock()

    def pass_through(self) -> AbstractContextManager[None]:
        """Held while a transaction writes."""
        return self._alone(Path(self._database + ".lock")) if self._database else nullcontext()

    @contextmanager
    def _alone(self, path: Path) -> Iterator[None]:
        with self._lock, path.open("a") as side_file:
            fcntl.flock(side_file, fcntl.LOCK_EX)
            yield  # closing the file gives the lock back
