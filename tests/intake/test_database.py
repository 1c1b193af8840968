"""Connections to the database: found dead, they are replaced before anybody notices."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from intake import database
from intake.database import open_engine


def ended_by_the_server(engine: Engine, url: str) -> int:
    """The number of the pooled connection, which the server has closed meanwhile."""
    with engine.connect() as connection:
        number = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    other = open_engine(url)
    with other.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:number, 5000)"), {"number": number})
    other.dispose()
    return int(number)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_connection_that_died_while_it_rested_is_replaced(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "REST_SECONDS", 0.0)
    engine = open_engine(database_url)
    dead = ended_by_the_server(engine, database_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT pg_backend_pid()")).scalar_one() != dead
    engine.dispose()
