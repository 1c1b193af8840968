"""What a message costs the database: how often it waits for the disk, and what need not."""

from __future__ import annotations

import threading

from sqlalchemy import Connection, event, select, text

from handlers import jobs
from handlers.bells import counted, open_queues
from intake.models import Arrival
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


def test_a_message_waits_twice_for_the_disk(town: Town) -> None:
    """Once for its whole effect and the attempt to come, once after LINE was called."""
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
    event.remove(town.system.engine, "commit", note)
    assert len(waits) == 2
    assert len(town.heard(user)) > greeted


def write_unread(town: Town, user: str, text: str) -> int:
    """The message is stored and its bell has rung; the contact's id."""
    town.platform.write(user, text)
    town.platform.deliver_due()
    with town.system.reading() as session:
        last = session.scalars(select(Arrival).order_by(Arrival.id.desc())).first()
    assert last is not None
    assert last.contact_id is not None
    return last.contact_id


def left_to_deliver(town: Town) -> int:
    return open_queues(town.system.redis)["handlers.jobs.deliver"].count


def forget_bell(town: Town) -> None:
    town.system.redis.delete(open_queues(town.system.redis)["handlers.jobs.attend"].key)


def test_an_answer_leaves_with_the_job_that_wrote_it(town: Town) -> None:
    user = town.friend()
    greeted = len(town.heard(user))
    contact_id = write_unread(town, user, "家賃が払えません")
    forget_bell(town)  # a worker has taken it
    jobs.attend(contact_id)
    assert len(town.heard(user)) > greeted
    assert left_to_deliver(town) == 0


def test_while_line_is_slow_an_answer_has_its_turn_after_those_who_wait(town: Town) -> None:
    user = town.friend()
    greeted = len(town.heard(user))
    contact_id = write_unread(town, user, "家賃が払えません")
    forget_bell(town)  # a worker has taken it
    town.bench.is_door_slow.set()
    jobs.attend(contact_id)
    assert len(town.heard(user)) == greeted
    assert left_to_deliver(town) == 1
    town.settle()
    assert len(town.heard(user)) > greeted
    assert not town.bench.is_door_slow.is_set()


def test_what_was_counted_travels_with_the_end_of_the_next_transaction(town: Town) -> None:
    """LINE's errors are on the operator's page although nobody's bell rings after them."""
    town.system.bells.count({"tried": 1})
    town.system.bells.count({"tried": 2})
    assert "tried" not in counted(town.system.redis)
    with town.system.transaction():
        pass
    assert counted(town.system.redis)["tried"] == 3
