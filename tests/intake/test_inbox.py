"""One bell tells of all that came while nobody had answered it."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from intake import inbox
from intake.inbox import RINGS_ON, Letter
from tests.people import MORNING, names


def put(session: Session, number: int, at: datetime = MORNING) -> set[int]:
    return inbox.store(session, names(), "line", [Letter(f"e{number}", at, "{}", "U1")], at)


def test_a_burst_rings_once(db: Session) -> None:
    (contact_id,) = put(db, 1)
    assert put(db, 2) == set()
    assert len(inbox.pending(db, contact_id, MORNING)) == 2


def test_after_a_moment_it_rings_again(db: Session) -> None:
    ring = put(db, 1)
    assert put(db, 2, MORNING + RINGS_ON) == ring


def test_once_the_first_is_taken_it_rings_again(db: Session) -> None:
    (contact_id,) = put(db, 1)
    for arrival_id in inbox.pending(db, contact_id, MORNING):
        assert inbox.claim(db, arrival_id)
    assert put(db, 2) == {contact_id}


def test_one_that_failed_has_no_bell(db: Session) -> None:
    (contact_id,) = put(db, 1)
    (arrival_id,) = inbox.pending(db, contact_id, MORNING)
    inbox.note_failure(db, arrival_id, "ValueError", MORNING)
    db.flush()
    assert put(db, 2) == {contact_id}


def test_whoever_takes_an_event_sees_what_was_stored_without_a_bell(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        (contact_id,) = put(session, 1)
    with Session(engine) as session, session.begin():
        (first,) = inbox.pending(session, contact_id, MORNING + timedelta(minutes=1))
    seen: list[int] = []

    def take() -> None:
        with Session(engine) as taking, taking.begin():
            assert inbox.claim(taking, first)
        with Session(engine) as looking, looking.begin():
            seen.extend(inbox.pending(looking, contact_id, MORNING + timedelta(minutes=1)))

    taker = threading.Thread(target=take)
    with Session(engine) as storing, storing.begin():
        assert put(storing, 2) == set()
        taker.start()
        taker.join(timeout=0.3)
        assert taker.is_alive()
    taker.join(timeout=10)
    assert len(seen) == 1
