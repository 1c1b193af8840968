"""A link to the web chat is good once, for a while, for nobody who made it up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from intake import crypto, links
from intake.links import LinkState
from intake.models import ChatLink
from tests import people
from tests.people import MORNING

HOUR = timedelta(hours=1)


def made(db: Session) -> tuple[str, int]:
    talk = people.write(db, "U" + "1" * 32, "これです")
    return links.make(db, talk.contact_id, MORNING, HOUR), talk.contact_id


def test_a_link_is_good_for_the_first_who_uses_it(db: Session) -> None:
    token, contact_id = made(db)
    assert links.judge(db, token, MORNING) is LinkState.GOOD
    assert links.judge(db, token, MORNING) is LinkState.GOOD, "looking uses nothing up"
    assert links.redeem(db, token, MORNING) == contact_id
    assert links.redeem(db, token, MORNING) is None
    assert links.judge(db, token, MORNING) is LinkState.USED


def test_a_link_runs_out(db: Session) -> None:
    token, _ = made(db)
    later = MORNING + HOUR
    assert links.judge(db, token, later) is LinkState.EXPIRED
    assert links.redeem(db, token, later) is None


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "a.ffffffff." + "0" * 40, "é.1.ü"])
def test_what_was_made_up_leads_nowhere(db: Session, token: str) -> None:
    made(db)
    assert links.judge(db, token, MORNING) is LinkState.FALSE
    assert links.redeem(db, token, MORNING) is None


def test_nobody_gives_a_link_more_time(db: Session) -> None:
    token, _ = made(db)
    nonce, expiry, signature = token.split(".")
    longer = f"{nonce}.{int(expiry, 16) + 9999:x}.{signature}"
    assert links.judge(db, longer, MORNING) is LinkState.FALSE


def test_a_link_names_nobody_and_lies_in_no_table(db: Session) -> None:
    token, contact_id = made(db)
    row = db.scalars(select(ChatLink)).one()
    assert row.fingerprint not in token
    assert token.split(".")[0] not in row.fingerprint
    assert str(contact_id) not in token.split(".")
    assert token.isascii()
    assert len(token) < 100


def test_a_link_outlives_a_new_key(engine: Engine) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    crypto.install(crypto.Vault((old,)))
    with Session(engine) as session, session.begin():
        token, contact_id = made(session)
    crypto.install(crypto.Vault((new, old)))
    with Session(engine) as session, session.begin():
        assert links.redeem(session, token, MORNING) == contact_id


def test_withdrawn_and_forgotten_links_are_gone(db: Session) -> None:
    token, contact_id = made(db)
    links.prune(db, MORNING + HOUR)
    assert links.judge(db, token, MORNING) is LinkState.GOOD
    links.withdraw(db, contact_id)
    assert links.judge(db, token, MORNING) is LinkState.FALSE
    made(db)
    links.prune(db, MORNING + HOUR + links.KEPT + HOUR)
    assert db.scalar(select(func.count()).select_from(ChatLink)) == 0
