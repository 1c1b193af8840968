"""Moments are said as people say them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import say_moment, say_until, say_wait
from bot.script import Script
from config.office import TOKYO

NOW = datetime(2026, 11, 18, 23, 50, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 11, 18, 23, 55, tzinfo=TOKYO), "きょう水曜の23時55分"),
        (datetime(2026, 11, 19, 9, 0, tzinfo=TOKYO), "あす木曜の9時"),
        (datetime(2026, 11, 18, 23, 30, tzinfo=UTC), "あす木曜の8時30分"),
        (datetime(2026, 11, 24, 8, 30, tzinfo=TOKYO), "11月24日（火）の8時30分"),
        (None, "次に窓口があく日"),
    ],
)
def test_a_moment_is_said_by_how_far_it_is(script: Script, at: datetime | None, words: str) -> None:
    assert say_moment(script.scenario.clock, NOW, at) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(1, "10分"), (20, "20分"), (41, "50分"), (60, "1時間"), (61, "1時間10分")],
)
def test_a_wait_is_said_in_tens_of_minutes(script: Script, minutes: int, words: str) -> None:
    assert say_wait(script.scenario.clock, timedelta(minutes=minutes)) == words


def test_an_end_today_needs_only_the_time(script: Script) -> None:
    clock = script.scenario.clock
    assert say_until(clock, NOW, NOW.replace(minute=59)) == "23時59分"
    assert say_until(clock, NOW, datetime(2026, 11, 19, 2, 0, tzinfo=TOKYO)) == "あす木曜の2時"
