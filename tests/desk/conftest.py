"""A desk with three people at it, Alice (管理者), Bob and Carol, and a clock that a test moves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import settings
from handlers import wiring
from handlers.app import create_app
from handlers.desk.identity import COOKIE, PATH
from handlers.wiring import System
from intake import contacts, crypto, logins
from intake.database import open_engine
from intake.models import Address, Base, Conversation, Message, Role
from nlp.reading import Risk
from tests import people
from tests.people import MORNING, employ

# Nothing listens there: the desk must do without Redis.
DEAD_REDIS = "redis://127.0.0.1:1/0"


class Clock:
    """A time that only the test moves."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **units: float) -> None:
        """Moves it on by a timedelta's units."""
        self.at += timedelta(**units)


class Seat:
    """A browser at the desk. `get` and `post` follow nothing; forms carry their token."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token = ""

    def get(self, path: str, **options: object) -> TestResponse:
        """A page, whose token the next form carries."""
        answer = self.client.get(path, **options)
        found = re.search(r'name="csrf_token" value="([^"]+)"', answer.text)
        self.token = found.group(1) if found else self.token
        return answer

    def post(self, path: str, **fields: str | int) -> TestResponse:
        """A form of the page last seen."""
        return self.client.post(path, data={"csrf_token": self.token, **fields})

    def send(self, path: str, **fields: str | int) -> TestResponse:
        """The same form, sent by our script."""
        data = {"csrf_token": self.token, **fields}
        return self.client.post(path, data=data, headers={"X-Fragment": "1"})


class Room:
    """The desk, its people, and residents who write."""

    def __init__(self, system: System, clock: Clock) -> None:
        self.system = system
        self.clock = clock
        self.app: Flask = create_app(system)
        with system.transaction() as session:
            self.ids = {
                name: employ(session, name, role).id
                for name, role in (
                    ("Alice", Role.ADMIN),
                    ("Bob", Role.COUNSELLOR),
                    ("Carol", Role.COUNSELLOR),
                )
            }

    def stranger(self) -> Seat:
        """A browser that nobody is logged in with."""
        return Seat(self.app.test_client())

    def seat(self, name: str) -> Seat:
        """A browser that `name` is logged in with."""
        seat = self.stranger()
        seat.client.set_cookie(COOKIE, self.token(name), path=PATH)
        seat.get("/desk/password")
        return seat

    def token(self, name: str) -> str:
        """The cookie of a new login."""
        with self.system.transaction() as session:
            return logins.start(session, self.ids[name], self.clock())

    def write(self, address: str, *texts: str, risk: Risk = Risk.NONE) -> str:
        """Somebody writes and waits; gives the conversation's public id."""
        with self.system.transaction() as session:
            talk = people.write(session, address, *texts, risk=risk, at=self.clock())
            return talk.public_id

    def hear(self, address: str, text: str, risk: Risk = Risk.NONE) -> int:
        """One more bubble; gives its id."""
        with self.system.transaction() as session:
            talk = people.write(session, address, at=self.clock())
            return people.hear(session, talk, text, risk=risk, at=self.clock()).id

    def find(self, public_id: str) -> Conversation:
        """The conversation as it stands now."""
        with self.system.reading() as session:
            return session.query(Conversation).filter_by(public_id=public_id).one()

    def said(self, public_id: str) -> list[str | None]:
        """The texts of a conversation."""
        with self.system.reading() as session:
            talk = self.find(public_id)
            rows = session.query(Message).filter_by(conversation_id=talk.id).order_by(Message.id)
            return [row.text for row in rows]

    def block(self, address: str) -> None:
        """The person blocks the account."""
        with self.system.transaction() as session:
            _, row = contacts.find_or_open(session, people.names(), "line", address, self.clock())
            contacts.mark_unreachable(session.get_one(Address, row), self.clock())

    def session(self) -> Session:
        """A session for rows that no method gives."""
        return Session(self.system.engine)


@pytest.fixture(scope="session")
def wired() -> System:
    """Settings and content, read once."""
    return wiring.build(
        settings.load(
            {
                "MADOGUCHI_KEYS": Fernet.generate_key().decode(),
                "MADOGUCHI_SECRET_KEY": "s" * 40,
                "MADOGUCHI_LINE_CHANNEL_SECRET": "secret",
                "MADOGUCHI_LINE_CHANNEL_ACCESS_TOKEN": "token",
                "MADOGUCHI_DATABASE_URL": "sqlite:///unused.db",
                "MADOGUCHI_REDIS_URL": DEAD_REDIS,
                "MADOGUCHI_IS_HTTPS": "false",
            }
        )
    )


@pytest.fixture
def room(wired: System, tmp_path: Path) -> Iterator[Room]:
    """A desk on a database of its own."""
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    engine, clock = open_engine(url), Clock(MORNING)
    Base.metadata.create_all(engine)
    crypto.install(crypto.Vault(wired.settings.keys))
    known = wired.settings.model_copy(update={"database_url": url})
    yield Room(replace(wired, settings=known, engine=engine, clock=clock), clock)
    engine.dispose()
