"""A moment in words: 「あす月曜の8時30分」."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.words import ClockWords
from config.office import TOKYO


def say_moment(words: ClockWords, now: datetime, at: datetime | None) -> str:
    """`at` as one says it at `now` (both aware); the scenario's own word when it is None."""
    if at is None:
        return words.unknown
    local = at.astimezone(TOKYO)
    days = (local.date() - now.astimezone(TOKYO).date()).days
    pattern = {0: words.today, 1: words.tomorrow}.get(days, words.later)
    return pattern.format(
        weekday=words.weekdays[local.weekday()],
        month=local.month,
        day=local.day,
        time=say_time(words, at),
    )


def say_time(words: ClockWords, at: datetime) -> str:
    """The time of day of `at`: 「17時15分」, 「22時」."""
    local = at.astimezone(TOKYO)
    pattern = words.with_minutes if local.minute else words.on_the_hour
    return pattern.format(hour=local.hour, minute=local.minute, mm=f"{local.minute:02}")


def say_until(words: ClockWords, now: datetime, at: datetime | None) -> str:
    """An end as one says it: the time alone when it is today's, else the whole moment."""
    if at and at.astimezone(TOKYO).date() == now.astimezone(TOKYO).date():
        return say_time(words, at)
    return say_moment(words, now, at)


def say_wait(words: ClockWords, wait: timedelta) -> str:
    """How long, rounded up to ten minutes: 「30分」, 「1時間」, 「1時間20分」."""
    tens = -(-wait // timedelta(minutes=10))
    hours, minutes = divmod(tens * 10, 60)
    if not hours:
        return words.for_minutes.format(minute=minutes)
    pattern = words.for_both if minutes else words.for_hours
    return pattern.format(hour=hours, minute=minutes)
