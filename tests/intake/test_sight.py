"""Seeing: an alarm ends by opening, unread ends with the holder's reading."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake import holding, queue, sight
from intake.models import Change
from nlp.reading import Risk
from tests.people import MORNING, employ, write

LATER = MORNING + timedelta(minutes=10)


def test_an_alarm_is_lowered_by_opening_it_and_only_if_it_was_raised_before(db: Session) -> None:
    alice, bob = employ(db, "Alice"), employ(db, "Bob")
    talk = write(db, "U-1", "死にたい", risk=Risk.URGENT, at=MORNING)
    holding.claim(db, talk, bob, MORNING)
    assert talk.alarm_at is not None
    talk.alarm_at = LATER
    db.flush()
    sight.see(db, talk, alice, LATER - timedelta(seconds=1))
    assert len(queue.alarms(db)) == 1
    sight.see(db, talk, alice, LATER)
    assert queue.alarms(db) == []
    assert db.scalar(select(func.count()).where(Change.kind == "alarm")) == 1


def test_a_glance_of_somebody_else_leaves_the_holders_messages_unread(db: Session) -> None:
    alice, bob = employ(db, "Alice"), employ(db, "Bob")
    talk = write(db, "U-1", "あ", "い")
    holding.claim(db, talk, alice, MORNING)
    sight.see(db, talk, bob, MORNING)
    db.expire_all()
    assert queue.mine(db, alice.id)[0].unread == 2
    sight.see(db, talk, alice, MORNING)
    db.expire_all()
    assert queue.mine(db, alice.id)[0].unread == 0
