"""Is anybody in the office? Pure answers from the office's hours; Japanese holidays included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import jpholiday

from config.office import MIDNIGHT, TOKYO, Office, Span

HORIZON = 400
"""Days that are searched for the next opening: any closure of a year is seen through."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Open until `closes_at`, or closed until `opens_at` (None: not within a year)."""

    is_open: bool
    closes_at: datetime | None = None
    opens_at: datetime | None = None


def opening(office: Office, at: datetime) -> Opening:
    """Whether people read at `at` (aware), and when that changes. Times are of Asia/Tokyo."""
    now = at.astimezone(TOKYO)
    for start, end in _stretches(office, now.date() - timedelta(days=1)):
        if now < start:
            return Opening(is_open=False, opens_at=start)
        if now < end:
            return Opening(is_open=True, closes_at=end)
    return Opening(is_open=False)


def shifts(office: Office, day: date) -> tuple[Span, ...]:
    """The shifts of `day`, in order: a special day before year's end before holidays."""
    hours = office.hours
    for special in hours.special:
        if special.date == day:
            return _in_order(special.shifts)
    if _is_year_end(office, day):
        return ()
    if hours.holidays == "closed" and is_holiday(day):
        return ()
    return _in_order(hours.week.on(day))


def is_holiday(day: date) -> bool:
    """True for a public holiday of Japan (国民の祝日, 振替休日, 国民の休日)."""
    return bool(jpholiday.is_holiday(day))


def _is_year_end(office: Office, day: date) -> bool:
    rest = office.hours.year_end
    if rest is None:
        return False
    return (day.month == 12 and day.day >= rest.from_december) or (
        day.month == 1 and day.day <= rest.to_january
    )


def _in_order(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(sorted(spans, key=lambda span: span.start))


def _stretches(office: Office, first: date) -> Iterator[tuple[datetime, datetime]]:
    """Open stretches from `first` on; shifts that touch, also at midnight, are one stretch."""
    held: tuple[datetime, datetime] | None = None
    for offset in range(HORIZON):
        day = first + timedelta(days=offset)
        for span in shifts(office, day):
            start, end = _moment(day, span.start), _moment(day, span.end)
            if held and start <= held[1]:
                held = (held[0], max(held[1], end))
                continue
            if held:
                yield held
            held = (start, end)
    if held:
        yield held


def _moment(day: date, minute: int) -> datetime:
    day += timedelta(days=minute // MIDNIGHT)
    minute %= MIDNIGHT
    return datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=TOKYO)
