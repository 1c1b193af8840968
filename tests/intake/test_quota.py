"""What the month has used, and what an answer costs, as staff are told before they send."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from intake import outbox, quota
from intake.delivery import TOKEN_LIFE
from intake.models import Address, Change, Conversation, Parcel, ParcelState, Way
from intake.quota import Cost, Month
from tests.people import MORNING, write

SECOND = timedelta(seconds=1)


def told(db: Session, used: int, most: int | None, at: datetime = MORNING) -> None:
    quota.tried(db, "line", at)
    quota.note(db, "line", used, most, at)


def push(db: Session, talk: Conversation, at: datetime, state: ParcelState) -> None:
    db.add(
        Parcel(
            contact_id=talk.contact_id,
            address_id=talk.address_id,
            way=Way.PUSH,
            retry_key=f"{at}",
            state=state,
            first_tried_at=at,
            due_at=at,
        )
    )
    db.flush()


def test_before_the_door_has_told_our_own_pushes_are_counted(db: Session) -> None:
    talk = write(db, "U-1", "あ")
    push(db, talk, MORNING, ParcelState.SENT)
    push(db, talk, MORNING, ParcelState.REFUSED)
    push(db, talk, MORNING - timedelta(days=40), ParcelState.SENT)
    assert quota.month(db, "line", MORNING) == Month(1, None, None)


def test_what_was_sent_since_the_door_told_is_added(db: Session) -> None:
    talk = write(db, "U-1", "あ")
    push(db, talk, MORNING - SECOND, ParcelState.SENT)
    told(db, 120, 200)
    push(db, talk, MORNING + SECOND, ParcelState.SENT)
    month = quota.month(db, "line", MORNING + 2 * SECOND)
    assert (month.used, month.most, month.is_spent) == (121, 200, False)


def test_a_new_month_in_japan_begins_at_nothing(db: Session) -> None:
    last = datetime(2026, 11, 30, 14, 59, tzinfo=UTC)
    told(db, 200, 200, last)
    assert quota.month(db, "line", last).is_spent
    assert quota.month(db, "line", last + timedelta(minutes=1)).used == 0


@pytest.mark.parametrize(
    ("used", "most", "is_spent", "is_nearly"),
    [
        (0, None, False, False),
        (159, 200, False, False),
        (160, 200, False, True),
        (200, 200, True, True),
        (201, 200, True, True),
        (0, 0, True, True),
    ],
)
def test_near_the_limit_everybody_is_told(
    used: int, most: int | None, is_spent: bool, is_nearly: bool
) -> None:
    month = Month(used, most, MORNING)
    assert (month.is_spent, month.is_nearly_spent) == (is_spent, is_nearly)


def test_an_answer_is_free_while_a_reply_token_lives_and_counted_after(db: Session) -> None:
    talk = write(db, "U-1", "あ")
    told(db, 3, 200)
    assert quota.fare(db, talk, MORNING).now is Cost.COUNTED
    address = db.get_one(Address, talk.address_id)
    outbox.keep_token(db, address, "token", MORNING)
    db.flush()
    young = quota.fare(db, talk, MORNING + 49 * SECOND)
    assert (young.now, young.free_until) == (Cost.FREE, MORNING + TOKEN_LIFE)
    assert quota.fare(db, talk, MORNING + TOKEN_LIFE).now is Cost.COUNTED


def test_at_the_limit_an_answer_waits_unless_it_is_free(db: Session) -> None:
    talk = write(db, "U-1", "あ")
    told(db, 199, 200)
    quota.note_spent(db, "line", MORNING)
    assert quota.fare(db, talk, MORNING).now is Cost.HELD
    outbox.keep_token(db, db.get_one(Address, talk.address_id), "token", MORNING)
    db.flush()
    fare = quota.fare(db, talk, MORNING + SECOND)
    assert (fare.now, fare.then) == (Cost.FREE, Cost.HELD)


def test_open_pages_hear_when_the_count_has_moved_and_only_then(db: Session) -> None:
    told(db, 3, 200)
    told(db, 3, 200, MORNING + SECOND)
    told(db, 4, 200, MORNING + 2 * SECOND)
    assert [each.kind for each in db.query(Change)] == ["quota", "quota"]


def test_a_door_is_asked_every_ten_minutes_whether_it_answers_or_not(db: Session) -> None:
    assert quota.is_due(db, "line", MORNING)
    quota.tried(db, "line", MORNING)
    db.flush()
    assert not quota.is_due(db, "line", MORNING + timedelta(minutes=9))
    assert quota.is_due(db, "line", MORNING + timedelta(minutes=10))
