"""A session on both databases, rolled back at the end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from intake import crypto
from intake.database import open_engine


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on an empty database, with a vault of its own."""
    crypto.install(crypto.Vault((Fernet.generate_key().decode(),)))
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def db(engine: Engine) -> Iterator[Session]:
    """A session that nothing of stays."""
    with Session(engine, expire_on_commit=False) as session, session.begin() as outer:
        yield session
        outer.rollback()
