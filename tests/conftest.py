"""What all tests share: both databases, a real Redis, and a whole town in one process."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from handlers.embedded_redis import EmbeddedRedis, NoRedisError
from intake import schema
from intake.database import open_engine
from intake.models import Base
from tests.demand import missing
from tests.town import Town

pytest_plugins = ["tests.browser"]

POSTGRES = os.environ.get(
    "MADOGUCHI_TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1/postgres"
)


@pytest.fixture(scope="session")
def sqlite_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A migrated SQLite file of this test process."""
    url = f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'madoguchi.db'}"
    engine = open_engine(url)
    schema.migrate(engine)
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str | None]:
    """A migrated PostgreSQL database of this test process, None where there is no server."""
    admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    name = f"madoguchi_test_{uuid.uuid4().hex[:12]}"
    try:
        with admin.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
    except SQLAlchemyError:
        yield None
        return
    url = admin.url.set(database=name).render_as_string(hide_password=False)
    engine = open_engine(url)
    schema.migrate(engine)
    engine.dispose()
    yield url
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Each test that asks for it runs on both databases, empty."""
    url: str | None = request.getfixturevalue(
        "sqlite_url" if request.param == "sqlite" else "postgres_url"
    )
    if url is None:
        missing("PostgreSQL")
    engine = open_engine(url)
    _empty(engine)
    engine.dispose()
    return url


def _empty(engine: Engine) -> None:
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            names = ", ".join(table.name for table in Base.metadata.sorted_tables)
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        else:
            connection.execute(text("PRAGMA defer_foreign_keys=ON"))
            for table in reversed(Base.metadata.sorted_tables):
                connection.execute(table.delete())


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Redis server of this test process."""
    server = EmbeddedRedis(tmp_path_factory.mktemp("redis"))
    try:
        server.start()
    except NoRedisError:
        missing("a Redis server")
    yield server.url
    server.stop()


@pytest.fixture
def town(database_url: str, redis_url: str, tmp_path: Path) -> Iterator[Town]:
    """The whole product and LINE in one process, with one clock that the test moves."""
    Redis.from_url(redis_url).flushall()
    town = Town(database_url, redis_url)
    yield town
    town.close()
