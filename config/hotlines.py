"""Numbers to call: which answer at this hour, and which belong to which danger."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from config import strict
from config.hours import is_holiday
from config.office import TOKYO, Shift

MOST = 3
"""Numbers shown at once: more is a list to study, and nobody studies at such a moment."""

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Window(strict.Content):
    """When a line answers. `month_day` restricts it to one day of each month.

    `holidays` and `year_end` (12-29 to 01-03) say whether it answers on such days too.
    """

    days: tuple[Weekday, ...] = _WEEKDAYS
    shift: Shift = Field(validate_default=True)
    month_day: int | None = Field(default=None, ge=1, le=31)
    holidays: bool = True
    year_end: bool = True

    def holds(self, at: datetime) -> bool:
        """True when `at` (Asia/Tokyo) lies in this window."""
        if self.month_day is not None and at.day != self.month_day:
            return False
        if _WEEKDAYS[at.weekday()] not in self.days:
            return False
        if not self.holidays and is_holiday(at.date()):
            return False
        if not self.year_end and ((at.month, at.day) >= (12, 29) or (at.month, at.day) <= (1, 3)):
            return False
        return self.shift.start <= at.hour * 60 + at.minute < self.shift.end


class Hotline(strict.Content):
    """One line. `checked` is the day a person last compared number and hours with `source`."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: str = Field(min_length=1, max_length=40)
    number: str = Field(min_length=3, max_length=40)
    tel: str = Field(pattern=r"^[0-9#]{3,12}$")
    hours: str
    answers: tuple[Window, ...] = Field(min_length=1)
    ages: tuple[Literal["child", "adult"], ...] = ("child", "adult")
    source: str = Field(pattern=r"^https://")
    checked: date | None
    note: str = ""

    def is_answering(self, at: datetime) -> bool:
        """True when somebody takes the phone at `at` (aware), as far as the content knows."""
        local = at.astimezone(TOKYO)
        return any(window.holds(local) for window in self.answers)


class Picks(strict.Content):
    """Lines of one danger, best first: `now` while a life is in danger, `soon` otherwise.

    `child`: the same for one who writes as a child, where it differs.
    """

    now: tuple[str, ...] = Field(min_length=1)
    soon: tuple[str, ...] = Field(min_length=1)
    child: Picks | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """Every line that is named, for whomever."""
        return (*self.now, *self.soon, *(self.child.codes if self.child else ()))


class Hotlines(strict.Content):
    """All lines, and the order in which each danger names them."""

    lines: tuple[Hotline, ...]
    dangers: dict[str, Picks]

    @model_validator(mode="after")
    def _every_pick_is_a_line(self) -> Hotlines:
        codes = [line.code for line in self.lines]
        if len(set(codes)) != len(codes):
            raise ValueError("lines: a code is given twice")
        for danger, picks in self.dangers.items():
            for code in picks.codes:
                if code not in codes:
                    raise ValueError(f"dangers.{danger}: no line is called {code}")
        return self

    def get(self, code: str) -> Hotline | None:
        """The line with this code, or None."""
        return next((line for line in self.lines if line.code == code), None)

    def for_dangers(
        self,
        kinds: Iterable[str],
        at: datetime,
        *,
        risk: str = "emergency",
        age: Literal["child", "adult"] = "adult",
    ) -> tuple[Hotline, ...]:
        """At most three lines that answer at `at`, the most needed kind first.

        `kinds` are danger codes; one that the content doesn't know is served as `other`.
        An emergency brings 110 and 119 to the front. Never empty: 110 and 119 always answer.
        """
        rows = []
        for kind in kinds or ("other",):
            picks = self.dangers.get(kind) or self.dangers["other"]
            picks = (age == "child" and picks.child) or picks
            rows.append(picks.now if risk == "emergency" else picks.soon)
        codes = [code for rank in zip_longest(*rows) for code in rank if code]
        lines = [line for code in dict.fromkeys(codes) if (line := self.get(code))]
        fitting = [line for line in lines if age in line.ages and line.is_answering(at)]
        if risk == "emergency":
            fitting.sort(key=lambda line: line.tel not in _RESCUE)
        return tuple(fitting[:MOST])

    def unchecked(self, today: date, days: int = 180) -> tuple[Hotline, ...]:
        """Lines whose number nobody has compared with its source in the last `days` days."""
        oldest = today - timedelta(days=days)
        return tuple(line for line in self.lines if not line.checked or line.checked < oldest)


_RESCUE = ("110", "119")


def load(folder: Path) -> Hotlines:
    """The lines in `folder`/hotlines.yaml. Raises ContentError."""
    return strict.load(folder / "hotlines.yaml", Hotlines)
