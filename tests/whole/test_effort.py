"""What a message costs the database: how often it waits for the disk, and what need not."""

from __future__ import annotations

import threading

from sqlalchemy import Connection, event, text

from handlers import jobs
from tests.town import Town


def durability(town: Town, connection: Connection) -> str:
    """How the database would treat a commit now, in its own words."""
    is_sqlite = town.system.engine.dialect.name == "sqlite"
    query = "PRAGMA synchronous" if is_sqlite else "SHOW synchronous_commit"
    return str(connection.execute(text(query)).scalar())


def test_only_what_is_fleeting_goes_without_the_disk(town: Town) -> None:
    durable = {"sqlite": "2", "postgresql": "on"}[town.system.engine.dialect.name]
    for _ in range(2):  # the same connections again
        with town.system.fleeting() as session:
            assert durability(town, session.connection()) != durable
        with town.system.transaction() as session:
            assert durability(town, session.connection()) == durable


def test_a_message_waits_three_times_for_the_disk(town: Town) -> None:
    """Once for its whole effect, once before LINE is called and once after."""
    user = town.friend()
    greeted = len(town.heard(user))
    town.platform.write(user, "家賃が払えません")
    town.platform.deliver_due()
    contact_id = town.conversation().contact_id
    waits: list[str] = []
    here = threading.current_thread()

    def note(connection: Connection) -> None:
        options = connection.get_execution_options()
        if threading.current_thread() is not here:
            return  # the letterbox has a thread of its own
        if not (options.get("fleeting") or options.get("readonly")):
            waits.append("a commit")

    event.listen(town.system.engine, "commit", note)
    jobs.attend(contact_id)
    jobs.deliver(contact_id)
    event.remove(town.system.engine, "commit", note)
    assert len(waits) == 3
    assert len(town.heard(user)) > greeted
