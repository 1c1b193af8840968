"""Numbers to call are right for the danger, the hour and the person."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import hotlines
from config.office import TOKYO
from config.settings import SAMPLE_CONTENT

SAMPLE = hotlines.load(Path(SAMPLE_CONTENT))
KINDS = sorted(SAMPLE.dangers)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


@given(
    st.lists(st.sampled_from([*KINDS, "unheard_of"]), max_size=4),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 31)),  # noqa: DTZ001
    st.sampled_from(["emergency", "urgent"]),
    st.sampled_from(["child", "adult"]),
)
def test_somebody_always_answers(kinds: list[str], naive: datetime, risk: str, age: str) -> None:
    now = naive.replace(tzinfo=TOKYO)
    found = SAMPLE.for_dangers(kinds, now, risk=risk, age=age)  # type: ignore[arg-type]
    assert 1 <= len(found) <= 3
    assert all(line.is_answering(now) for line in found)
    if risk == "emergency":
        assert found[0].tel in ("110", "119")


@pytest.mark.parametrize(
    ("code", "when", "answers"),
    [
        ("inochi_denwa", "2026-11-18T16:00", True),
        ("inochi_denwa", "2026-11-18T21:00", False),
        ("inochi_denwa", "2026-11-10T09:00", True),
        ("inochi_denwa", "2026-11-11T07:59", True),
        ("inochi_denwa", "2026-11-11T08:00", False),
        ("police_talk", "2026-11-18T10:00", True),
        ("police_talk", "2026-11-23T10:00", False),
        ("childline", "2026-12-30T17:00", False),
        ("yorisoi", "2027-01-01T04:00", True),
    ],
)
def test_a_line_answers_in_its_hours(code: str, when: str, answers: bool) -> None:
    line = SAMPLE.get(code)
    assert line
    assert line.is_answering(at(when)) is answers


def test_two_dangers_share_the_three_places() -> None:
    found = SAMPLE.for_dangers(["violence", "child"], at("2026-11-18T02:00"), risk="urgent")
    assert {"dv_plus", "child_abuse"} <= {line.code for line in found}


def test_what_nobody_has_compared_lately_is_named() -> None:
    line = SAMPLE.lines[0]
    lines = (
        line.model_copy(update={"checked": date(2026, 11, 1)}),
        line.model_copy(update={"code": "old", "checked": date(2026, 1, 1)}),
        line.model_copy(update={"code": "never", "checked": None}),
    )
    book = SAMPLE.model_copy(update={"lines": lines})
    assert [line.code for line in book.unchecked(date(2026, 11, 18))] == ["old", "never"]


def test_the_printed_number_and_the_dialled_one_are_the_same() -> None:
    for line in SAMPLE.lines:
        assert line.number.replace("-", "") == line.tel
