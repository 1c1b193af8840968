"""Logins: they end, and guessing grows slow for the guesser alone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake import logins
from intake.logins import ABSOLUTE, FREE_OF_NAME, FREE_OF_REMOTE, IDLE, Throttled
from intake.models import Login, LoginFailure
from tests.people import MORNING, employ

SECOND = timedelta(seconds=1)
OFFICE = "192.0.2.1"


def test_a_login_lives_while_it_is_used_and_not_past_its_shift(db: Session) -> None:
    alice = employ(db, "Alice")
    token, at = logins.start(db, alice.id, MORNING), MORNING
    while at + IDLE < MORNING + ABSOLUTE:
        at += IDLE - SECOND
        login = logins.find(db, token, at)
        assert login is not None
        assert logins.is_touch_due(login, at)
        logins.touch(db, login.id, at)
        db.expire_all()
    assert logins.find(db, token, MORNING + ABSOLUTE - SECOND) is not None
    assert logins.find(db, token, MORNING + ABSOLUTE) is None


def test_an_hour_without_a_sign_ends_it(db: Session) -> None:
    token = logins.start(db, employ(db, "Alice").id, MORNING)
    assert logins.find(db, token, MORNING + IDLE - SECOND) is not None
    assert logins.find(db, token, MORNING + IDLE) is None


def test_logging_out_ends_one_login_or_all(db: Session) -> None:
    alice, bob = employ(db, "Alice"), employ(db, "Bob")
    desk, phone, other = (logins.start(db, each, MORNING) for each in (alice.id, alice.id, bob.id))
    found = logins.find(db, desk, MORNING)
    assert found is not None
    logins.end(db, found.id, MORNING)
    db.expire_all()
    assert logins.find(db, desk, MORNING) is None
    assert logins.find(db, phone, MORNING) is not None
    logins.end_all(db, alice.id, MORNING)
    db.expire_all()
    assert logins.find(db, phone, MORNING) is None
    assert logins.find(db, other, MORNING) is not None


def test_the_token_stands_nowhere(db: Session) -> None:
    token = logins.start(db, employ(db, "Alice").id, MORNING)
    db.flush()
    assert token not in str(db.execute(select(Login.token_hash)).scalars().all())
    assert logins.find(db, token + "x", MORNING) is None


def try_wrong(db: Session, name: str, at: datetime, remote: str = OFFICE) -> datetime:
    """Keeps trying as soon as it is let; gives when the try was made."""
    try:
        logins.knock(db, name, remote, at)
    except Throttled as throttled:
        logins.knock(db, name, remote, throttled.until)
        return throttled.until
    return at


def test_waits_grow_with_every_wrong_password(db: Session) -> None:
    at, waits = MORNING, []
    for _ in range(FREE_OF_NAME + 4):
        then = try_wrong(db, "alice", at)
        waits.append((then - at).total_seconds())
        at = then
    assert waits == [0] * FREE_OF_NAME + [15, 30, 60, 120]


def test_one_who_mistypes_slows_neither_a_colleague_nor_the_office(db: Session) -> None:
    for each in range(200):
        try:
            logins.knock(db, "alice", OFFICE, MORNING + each * SECOND)
        except Throttled:
            continue
    logins.knock(db, "bob", OFFICE, MORNING + 200 * SECOND)


def test_one_address_that_tries_many_names_is_slowed(db: Session) -> None:
    for each in range(FREE_OF_REMOTE):
        logins.knock(db, f"name{each}", OFFICE, MORNING)
    with pytest.raises(Throttled):
        logins.knock(db, "one-more", OFFICE, MORNING)
    logins.knock(db, "one-more", "198.51.100.7", MORNING)


def test_the_right_password_clears_the_name_and_not_the_address(db: Session) -> None:
    for _ in range(FREE_OF_NAME - 1):
        logins.knock(db, "alice", OFFICE, MORNING)
    tries = logins.knock(db, "alice", OFFICE, MORNING)
    logins.forgive(db, "alice", tries)
    for _ in range(FREE_OF_NAME):
        logins.knock(db, "alice", OFFICE, MORNING)
    assert db.scalar(select(func.count()).select_from(LoginFailure)) == 2 * FREE_OF_NAME + 4


def test_neither_name_nor_address_is_kept_in_the_clear(db: Session) -> None:
    logins.knock(db, "alice", OFFICE, MORNING)
    kept = db.scalars(select(LoginFailure.fingerprint)).all()
    assert len(set(kept)) == 2
    assert not any("alice" in each or OFFICE in each for each in kept)


def test_what_no_longer_counts_is_forgotten(db: Session) -> None:
    logins.knock(db, "alice", OFFICE, MORNING)
    logins.start(db, employ(db, "Alice").id, MORNING)
    logins.prune(db, MORNING + ABSOLUTE * 2 + SECOND)
    assert db.scalar(select(func.count()).select_from(LoginFailure)) == 0
    assert db.scalar(select(func.count()).select_from(Login)) == 0
