"""People are told honestly when somebody reads: shifts, holidays, year's end, special days."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import office
from config.hours import opening
from config.office import TOKYO, Hours, Office
from config.settings import SAMPLE_CONTENT

SAMPLE = office.load(Path(SAMPLE_CONTENT))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("at", "closes_at"),
    [
        ("2026-11-18T08:30", "2026-11-18T17:15"),
        ("2026-11-18T17:14", "2026-11-18T17:15"),
        ("2026-11-17T21:59", "2026-11-17T22:00"),
        ("2026-11-21T13:00", "2026-11-21T17:00"),
    ],
)
def test_it_is_open_within_a_shift(at: str, closes_at: str) -> None:
    found = opening(SAMPLE, moment(at))
    assert found.is_open
    assert found.closes_at == moment(closes_at)


@pytest.mark.parametrize(
    ("at", "opens_at"),
    [
        ("2026-11-18T08:29", "2026-11-18T08:30"),
        ("2026-11-18T17:15", "2026-11-19T08:30"),
        ("2026-11-17T17:30", "2026-11-17T18:00"),
        ("2026-11-22T12:00", "2026-11-24T08:30"),
        ("2026-12-28T18:00", "2027-01-04T08:30"),
        ("2026-05-02T18:00", "2026-05-07T08:30"),
    ],
    ids=["early", "evening", "between shifts", "holiday monday", "year's end", "golden week"],
)
def test_it_is_closed_until_the_next_shift(at: str, opens_at: str) -> None:
    found = opening(SAMPLE, moment(at))
    assert not found.is_open
    assert found.opens_at == moment(opens_at)


def with_hours(**hours: object) -> Office:
    return SAMPLE.model_copy(update={"hours": Hours.model_validate(hours)})


def test_a_special_day_beats_its_weekday_and_the_holidays() -> None:
    special = [
        {"date": "2026-11-18", "shifts": []},
        {"date": "2026-12-31", "shifts": ["10:00-12:00"]},
    ]
    made = with_hours(
        week={"wed": ["09:00-17:00"]},
        year_end={"from_december": 29, "to_january": 3},
        special=special,
    )
    assert not opening(made, moment("2026-11-18T10:00")).is_open
    assert opening(made, moment("2026-12-31T11:00")).is_open


def test_an_office_may_read_on_holidays() -> None:
    made = with_hours(week={"mon": ["09:00-17:00"]}, holidays="open")
    assert opening(made, moment("2026-11-23T10:00")).is_open


def test_a_night_that_passes_midnight_is_one_stretch() -> None:
    made = with_hours(week={"fri": ["20:00-24:00"], "sat": ["00:00-02:00"]})
    found = opening(made, moment("2026-11-20T23:00"))
    assert found.closes_at == moment("2026-11-21T02:00")
    assert opening(made, moment("2026-11-21T01:00")).is_open


def test_an_office_that_never_opens_says_so() -> None:
    found = opening(with_hours(week={}), moment("2026-11-18T10:00"))
    assert not found.is_open
    assert found.opens_at is None


@given(st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1)))  # noqa: DTZ001
def test_what_is_said_comes_true(naive: datetime) -> None:
    at = naive.replace(tzinfo=TOKYO)
    found = opening(SAMPLE, at)
    change = found.closes_at if found.is_open else found.opens_at
    assert change is not None
    assert change > at
    assert opening(SAMPLE, change).is_open != found.is_open
    assert opening(SAMPLE, change - timedelta(microseconds=1)).is_open == found.is_open
