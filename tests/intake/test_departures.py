"""A group is left once, tried again when that failed, and left again after another invitation."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake import departures
from intake.models import Departure
from tests.people import MORNING

PLACE = "group:C" + "1" * 32


def planned(db: Session) -> Departure:
    departures.plan(db, "line", PLACE, MORNING)
    return db.scalars(select(Departure)).one()


def test_two_events_of_a_group_are_one_departure(db: Session) -> None:
    first = planned(db)
    assert planned(db).id == first.id
    assert db.info["leave"] == {first.id}


def test_only_one_of_two_leaves(db: Session) -> None:
    row = planned(db)
    this = departures.begin(db, row.id, MORNING)
    assert this is not None
    assert this.place == PLACE
    assert departures.begin(db, row.id, MORNING) is None


def test_whoever_has_left_forgets_the_place_until_invited_again(db: Session) -> None:
    row = planned(db)
    departures.begin(db, row.id, MORNING)
    departures.end(db, row.id, has_left=True)
    assert row.place is None
    assert departures.overdue(db, MORNING + timedelta(days=9)) == []
    assert departures.begin(db, row.id, MORNING + timedelta(days=9)) is None
    planned(db)
    assert departures.overdue(db, MORNING) == [row.id]


def test_in_the_end_nothing_more_is_tried(db: Session) -> None:
    row, at, tries = planned(db), MORNING, 0
    while departures.begin(db, row.id, at) is not None:
        departures.end(db, row.id, has_left=False)
        db.refresh(row)
        at, tries = row.due_at, tries + 1
    assert tries == len(departures.RETRIES) + 1
