"""Whatever is done costs nothing: no query of the daily work walks through all that ever was."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from bot.script import Script
from bot.utterance import Utterance
from intake import (
    conversations,
    erasure,
    followups,
    inbox,
    media,
    outbox,
    outgoing,
    packing,
    parcels,
    queue,
    talk,
    vitals,
    waiting,
)
from intake.models import Author, Conversation, Staff
from tests.people import MORNING, employ, names, write
from tests.town import Town

# Tables that grow with every message.
GROWING = "inbox|outbox|parcels|reply_tokens|messages|conversations|tags|media|audit|contacts"
NOW = MORNING + timedelta(minutes=5)
# PostgreSQL chooses its plans by size: benchmarks/pages.py shows them.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@contextmanager
def plans(session: Session) -> Iterator[list[str]]:
    """What SQLite says of each query that runs inside."""
    seen: list[str] = []

    def explain(
        connection: Connection, cursor: Any, statement: str, given: Any, *_: object
    ) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE")):
            rows = cursor.connection.execute("EXPLAIN QUERY PLAN " + statement, given)
            seen.extend(f"{row[3]}   <- {statement[:300]}" for row in rows)

    event.listen(session.get_bind(), "before_cursor_execute", explain)
    try:
        yield seen
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", explain)


def walks(seen: list[str]) -> list[str]:
    """Plans that read a growing table, or an index of all of it, from end to end."""
    whole = re.compile(rf"SCAN (?:{GROWING})\w*(?! USING (?:COVERING )?INDEX {PARTIAL})")
    return [each for each in seen if whole.match(each)]


# Indexes of open rows alone: walking them is walking what is open.
PARTIAL = (
    "(?:ix_inbox_pending|ix_inbox_set_aside|ix_outbox_open|ix_outbox_held|ix_parcels_trying|"
    "ix_conversations_(?:queue|one_open|alarm)|ix_media_pending|ix_reply_tokens_unused)"
)


@dataclass(frozen=True, slots=True)
class Given:
    """What a piece of work is done on."""

    db: Session
    it: Conversation
    me: Staff
    script: Script


WORK: dict[str, Callable[[Given], object]] = {
    "the board": lambda g: queue.board(g.db, g.me.id, NOW),
    "mine": lambda g: queue.mine(g.db, g.me.id),
    "alarms": lambda g: queue.alarms(g.db),
    "troubles": lambda g: queue.trouble(g.db),
    "a conversation": lambda g: talk.load(g.db, g.it),
    "the line before one": lambda g: waiting.ahead_of(g.db, g.it, NOW),
    "what waits to be read": lambda g: inbox.pending(g.db, g.it.contact_id, NOW),
    "what the bells missed": lambda g: inbox.overdue(g.db, NOW, NOW),
    "what was set aside": lambda g: inbox.set_aside(g.db),
    "deliveries the bells missed": lambda g: outbox.overdue(g.db, NOW, NOW),
    "what is held": lambda g: outbox.has_held(g.db, g.it.contact_id),
    "what is due for one": lambda g: outgoing.look(g.db, g.it.contact_id),
    "the open conversation": lambda g: conversations.open_one(g.db, g.it.contact_id),
    "the last one": lambda g: conversations.last_closed(g.db, g.it.contact_id),
    "silence": lambda g: followups.fallen_silent(g.db, NOW),
    "the unread": lambda g: followups.due(g.db, NOW),
    "photos to fetch": lambda g: media.overdue(g.db, NOW),
    "taking back": lambda g: erasure.take_back(g.db, g.script, "line", "5", g.it.contact_id, NOW),
    "vital signs": lambda g: vitals.take(g.db, "line", NOW),
    "storing": lambda g: inbox.store(
        g.db, names(), "line", [inbox.Letter("e", NOW, "{}", "U-1")], NOW
    ),
}


@on_sqlite
@pytest.mark.parametrize("work", WORK)
def test_no_work_of_the_day_walks_through_what_is_done(town: Town, work: str) -> None:
    with town.system.transaction() as session:
        me = employ(session, "Hanako")
        it = write(session, "U-1", "家賃が払えません")
        outbox.post(session, it, Utterance("はい"), Author.BOT, MORNING)
        session.flush()
        with plans(session) as seen:
            WORK[work](Given(session, it, me, town.system.script))
        assert seen
        assert walks(seen) == []


@on_sqlite
def test_packing_and_sending_walk_through_nothing(town: Town) -> None:
    with town.system.transaction() as session:
        it = write(session, "U-1", "家賃が払えません")
        outbox.keep_token(session, it.address, "r", NOW)
        outbox.post(session, it, Utterance("はい"), Author.BOT, MORNING)
        session.flush()
        with plans(session) as seen:
            waits = outgoing.look(session, it.contact_id).waiting
            packed = packing.pack(session, waits, it.address, lambda _: 1, 5, NOW)
            assert packed is not None
            parcels.start_attempt(session, packed)
        assert walks(seen) == []
