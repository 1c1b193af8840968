"""What the queue and a conversation cost when a thousand and when a million talks are closed.

    python -m benchmarks.pages [--few 1000] [--many 1000000] [--database URL] [--plans]

Twelve people wait and one of them was here before. Closed conversations, each with a message, are
copies of one, written by the database itself. Both pages are fetched through the application by
somebody who is logged in, again and again; printed are the medians and their ratio. `--plans` shows
how the database looks for the rows of the largest of the queries of each page. A database that is
named is used as it is and keeps what was written: take an empty one.
"""

from __future__ import annotations

import argparse
import tempfile
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
from intake.models import Author, Contact, Conversation, Message, Role, Staff

NOW = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
WAITING = 12
FETCHES = 60
TALKS_OF_ONE = 4


def main() -> None:
    """Fills, measures, fills on, measures again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=1_000)
    parser.add_argument("--many", type=int, default=1_000_000)
    parser.add_argument("--database", help="SQLAlchemy URL; a SQLite file of its own if not given")
    parser.add_argument("--plans", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        system = build(chosen.database or f"sqlite:///{Path(folder) / 'pages.db'}")
        with system.transaction() as session:
            address = open_talks(system, session)
            cookie = logins.start(session, session.query(Staff.id).scalar() or 0, system.clock())
        client = create_app(system).test_client()
        client.set_cookie(COOKIE, cookie, path=PATH)
        pages = {"queue": "/desk", "conversation": address}
        medians: dict[str, list[float]] = {name: [] for name in pages}
        closed = 0
        for wanted in (chosen.few, chosen.many):
            close_more(system, closed, wanted)
            closed = wanted
            for name, path in pages.items():
                medians[name].append(fetch(client, path))
        for name, (few, many) in medians.items():
            print(
                f"{name:13} {few:6.1f} ms with {chosen.few:,} closed, {many:6.1f} ms with "
                f"{chosen.many:,}: {many / few:.2f} x   (goal: 1.3)"
            )
        if chosen.plans:
            for name, path in pages.items():
                print(f"\n{name}:")
                show_plans(system, client, path)
        system.engine.dispose()


def build(url: str) -> System:
    """The product on a database of this benchmark's own, without Redis."""
    settings = settings_module.load(
        {
            "MADOGUCHI_KEYS": Fernet.generate_key().decode(),
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
        found = contacts.find_or_open(session, system.codenames, "line", f"U{number}", NOW)
        if not number:
            _closed(session, conversations.begin(session, found, NOW, timedelta(days=90)))
        talk = conversations.begin(session, found, NOW, timedelta(days=90))
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
    session.flush()


def close_more(system: System, done: int, wanted: int) -> None:
    """Copies the closed conversation until `wanted` are there, several for each contact."""
    people, talks, messages = (each.__table__ for each in (Contact, Conversation, Message))
    number = select(literal(done + 1).label("n")).cte("numbers", recursive=True)
    number = number.union_all(select(number.c.n + 1).where(number.c.n < wanted))
    name = literal("copy") + cast(number.c.n, String)
    with system.engine.begin() as connection:
        first = connection.scalar(select(func.min(talks.c.id)))
        last_person = connection.scalar(select(func.max(people.c.id))) or 0
        person = last_person + 1 + (number.c.n - done - 1) // TALKS_OF_ONE
        template = connection.scalar(select(talks.c.contact_id).where(talks.c.id == first))
        connection.execute(
            _copy(
                people,
                number,
                people.c.id == template,
                {"public_id": name, "code_name": name, "id": last_person + number.c.n - done},
            )
        )
        last_talk = connection.scalar(select(func.max(talks.c.id))) or 0
        own = last_talk + number.c.n - done
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
                    "id": last_message + number.c.n - done,
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


def fetch(client: FlaskClient, path: str) -> float:
    """The median time of one fetch, in milliseconds."""
    times = []
    for _ in range(FETCHES):
        began = perf_counter()
        answer = client.get(path)
        times.append(1e3 * (perf_counter() - began))
        assert answer.status_code == 200, answer.status
    return median(times[FETCHES // 4 :])


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
