"""What the queue and a conversation cost when a thousand and when a million talks are closed.

    python -m benchmarks.pages [--few 1000] [--many 1000000] [--databases URL URL] [--plans]

Twelve people wait and one of them was here before. Closed conversations, each with a message and
all once held by the staff member who looks, are copies of one, written by the database itself.
Both pages are fetched in turn from two systems, one with few and one with many closed talks, by
somebody who is logged in; printed are the medians and their ratio. `--plans` shows how the database
looks for the rows of each query. Databases that are named keep what was written: take empty ones.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from cryptography.fernet import Fernet
from flask.testing import FlaskClient
from sqlalchemy import ColumnElement, String, cast, event, func, insert, literal, select, true
from sqlalchemy.orm import Session

from bot.turn import Stage
from config import settings as settings_module
from handlers import wiring
from handlers.app import create_app
from handlers.desk.identity import COOKIE, PATH
from handlers.wiring import System
from intake import contacts, conversations, logins, schema
from intake.models import Address, Author, Contact, Conversation, Message, Role, Staff

NOW = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
WAITING = 12
FETCHES = 100
TALKS_OF_ONE = 4


def main() -> None:
    """Fills, measures, fills on, measures again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=1_000)
    parser.add_argument("--many", type=int, default=1_000_000)
    parser.add_argument("--databases", nargs=2, help="two SQLAlchemy URLs; else SQLite files")
    parser.add_argument("--plans", action="store_true")
    chosen = parser.parse_args()
    key = Fernet.generate_key().decode()
    with tempfile.TemporaryDirectory() as folder:
        files = [f"sqlite:///{Path(folder) / name}.db" for name in ("few", "many")]
        few, many = (
            seat(build(url, key), closed)
            for url, closed in zip(
                chosen.databases or files, (chosen.few, chosen.many), strict=True
            )
        )
        for name in few.pages:
            small, large = fetch_in_turn((few, many), name)
            print(
                f"{name:13} {small:6.1f} ms with {chosen.few:,} closed, {large:6.1f} ms with "
                f"{chosen.many:,}: {large / small:.2f} x   (goal: 1.3)"
            )
        if chosen.plans:
            for name, path in many.pages.items():
                print(f"\n{name}:")
                show_plans(many.system, many.client, path)
        for each in (few, many):
            each.system.engine.dispose()


@dataclass(frozen=True)
class Seat:
    """Somebody at a desk, and the addresses of the pages."""

    system: System
    client: FlaskClient
    pages: dict[str, str]


def seat(system: System, closed: int) -> Seat:
    """A desk with people who wait and so many closed conversations."""
    with system.transaction() as session:
        address = open_talks(system, session)
        cookie = logins.start(session, session.query(Staff.id).scalar() or 0, system.clock())
    close(system, closed)
    client = create_app(system).test_client()
    client.set_cookie(COOKIE, cookie, path=PATH)
    return Seat(system, client, {"queue": "/desk", "conversation": address})


def build(url: str, key: str) -> System:
    """The product on a database of this benchmark's own, without Redis."""
    settings = settings_module.load(
        {
            "MADOGUCHI_KEYS": key,
            "MADOGUCHI_SECRET_KEY": "b" * 40,
            "MADOGUCHI_LINE_CHANNEL_SECRET": "secret",
            "MADOGUCHI_LINE_CHANNEL_ACCESS_TOKEN": "none",
            "MADOGUCHI_REDIS_URL": "redis://127.0.0.1:1/0",
            "MADOGUCHI_DATABASE_URL": url,
        }
    )
    system = wiring.build(settings)
    schema.migrate(system.engine)
    return system


def open_talks(system: System, session: Session) -> str:
    """People who wait, the first of them for the second time; gives the first talk's address."""
    session.add(
        Staff(login="bench", name="Bench", role=Role.ADMIN, password_hash="none", created_at=NOW)
    )
    talks = []
    for number in range(WAITING):
        _, row = contacts.find_or_open(session, system.codenames, "line", f"U{number}", NOW)
        found = session.get_one(Address, row)
        before = None
        if not number:
            before = conversations.begin(session, found, None, NOW, timedelta(days=90))
            session.flush()
            _closed(session, before)
        talk = conversations.begin(session, found, before, NOW, timedelta(days=90))
        session.flush()
        _write(session, talk)
        conversations.move(session, talk, Stage.WAITING, NOW)
        talks.append(talk)
    session.flush()
    return f"/desk/c/{talks[0].public_id}"


def _write(session: Session, talk: Conversation) -> None:
    session.add(
        Message(
            conversation_id=talk.id,
            contact_id=talk.contact_id,
            author=Author.RESIDENT,
            text="家賃が二か月払えていません",
            occurred_at=NOW,
            created_at=NOW,
        )
    )


def _closed(session: Session, talk: Conversation) -> None:
    _write(session, talk)
    conversations.move(session, talk, Stage.WAITING, NOW)
    conversations.move(session, talk, Stage.CLOSED, NOW)
    talk.closed_at = NOW
    talk.owner_id = session.query(Staff.id).scalar()
    session.flush()


def close(system: System, wanted: int) -> None:
    """Copies the closed conversation so many times, several for each contact."""
    people, talks, messages = (each.__table__ for each in (Contact, Conversation, Message))
    number = select(literal(1).label("n")).cte("numbers", recursive=True)
    number = number.union_all(select(number.c.n + 1).where(number.c.n < wanted))
    name = literal("copy") + cast(number.c.n, String)
    with system.engine.begin() as connection:
        first = connection.scalar(select(func.min(talks.c.id)))
        last_person = connection.scalar(select(func.max(people.c.id))) or 0
        person = last_person + 1 + (number.c.n - 1) // TALKS_OF_ONE
        template = connection.scalar(select(talks.c.contact_id).where(talks.c.id == first))
        connection.execute(
            _copy(
                people,
                number,
                people.c.id == template,
                {"public_id": name, "code_name": name, "id": last_person + number.c.n},
            )
        )
        last_talk = connection.scalar(select(func.max(talks.c.id))) or 0
        own = last_talk + number.c.n
        connection.execute(
            _copy(
                talks,
                number,
                talks.c.id == first,
                {"public_id": name, "id": own, "contact_id": person},
            )
        )
        last_message = connection.scalar(select(func.max(messages.c.id))) or 0
        connection.execute(
            _copy(
                messages,
                number,
                messages.c.conversation_id == first,
                {
                    "id": last_message + number.c.n,
                    "conversation_id": own,
                    "contact_id": person,
                },
            )
        )
    with system.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _copy(table: Any, number: Any, template: ColumnElement[bool], changed: dict[str, Any]) -> Any:
    columns = list(table.columns)
    values = [changed.get(column.name, column) for column in columns]
    rows = select(*values).select_from(table.join(number, true())).where(template)
    return insert(table).from_select(columns, rows)


def fetch_in_turn(seats: Sequence[Seat], name: str) -> list[float]:
    """The median time of one fetch at each seat, in milliseconds."""
    times: list[list[float]] = [[] for _ in seats]
    for _ in range(FETCHES):
        for each, own in zip(seats, times, strict=True):
            began = perf_counter()
            answer = each.client.get(each.pages[name])
            own.append(1e3 * (perf_counter() - began))
            assert answer.status_code == 200, answer.status
    return [median(own[FETCHES // 4 :]) for own in times]


def show_plans(system: System, client: FlaskClient, path: str) -> None:
    """How the database looks for the rows of every query that one fetch of the page makes."""
    explain = "EXPLAIN QUERY PLAN " if system.engine.dialect.name == "sqlite" else "EXPLAIN "
    shown: set[str] = set()

    def look(_: Any, cursor: Any, statement: str, given: Any, *__: object) -> None:
        if statement.startswith("SELECT") and statement not in shown:
            shown.add(statement)
            rows = cursor.connection.execute(explain + statement, given).fetchall()
            table = statement.partition("FROM")[2].split()[0]
            print(f"  {table}: " + "; ".join(str(row[-1]).strip() for row in rows))

    event.listen(system.engine, "before_cursor_execute", look)
    client.get(path)
    event.remove(system.engine, "before_cursor_execute", look)


if __name__ == "__main__":
    main()
