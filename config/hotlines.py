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
from config.office import MIDNIGHT, TOKYO, Shift

OTHER = "other"
"""The danger that answers for whatever has no kind of its own."""

RESCUE = ("110", "119")
"""Police, and ambulance and fire brigade: they answer at any hour."""

Age = Literal["child", "adult"]
AGES: tuple[Age, ...] = ("child", "adult")

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
    """One line. `checked` is the day a person last compared number and hours with `source`.

    `languages` are spoken there; without `ja` it is named only to those who speak one of them.
    """

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: str = Field(min_length=1, max_length=40)
    number: str = Field(min_length=3, max_length=40)
    tel: str = Field(pattern=r"^[0-9#]{3,12}$")
    hours: str
    answers: tuple[Window, ...] = Field(min_length=1)
    ages: tuple[Age, ...] = AGES
    languages: tuple[str, ...] = Field(default=("ja",), min_length=1)
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
    """All lines, and the order in which each danger names them, for who speaks `language`."""

    lines: tuple[Hotline, ...]
    dangers: dict[str, Picks]
    language: str = "ja"

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

    @model_validator(mode="after")
    def _nobody_is_left_without_a_number(self) -> Hotlines:
        if OTHER not in self.dangers:
            raise ValueError(f"dangers.{OTHER} is missing; it answers what has no kind")
        for tel in RESCUE:
            if not any(line.tel == tel and not _gap((line,)) for line in self.lines):
                raise ValueError(f"lines: {tel} is missing, or not given as answering at all hours")
        for danger, picks in self.dangers.items():
            for name, each in ((danger, picks), (f"{danger}.child", picks.child)):
                if each and not set(RESCUE) & set(self.tels(each.now)):
                    raise ValueError(f"dangers.{name}.now: neither 110 nor 119 is named")
            for age in AGES:
                gap = _gap(self._listeners(picks, age))
                if gap:
                    raise ValueError(
                        f"dangers.{danger}.soon: on {gap} nobody but 110 and 119 answers ({age})"
                    )
        return self

    def _listeners(self, picks: Picks, age: Age) -> tuple[Hotline, ...]:
        """Who may be called in Japanese for a danger that is not of this minute."""
        picks = (age == "child" and picks.child) or picks
        lines = [line for code in picks.soon if (line := self.get(code))]
        return tuple(
            line
            for line in lines
            if line.tel not in RESCUE and age in line.ages and "ja" in line.languages
        )

    def tels(self, codes: Iterable[str]) -> tuple[str, ...]:
        """What a phone dials for these codes."""
        return tuple(line.tel for code in codes if (line := self.get(code)))

    def get(self, code: str) -> Hotline | None:
        """The line with this code, or None."""
        return next((line for line in self.lines if line.code == code), None)

    def named(self, codes: Iterable[str], at: datetime) -> tuple[Hotline, ...]:
        """The lines with these codes that answer at `at` and can be talked with, best first."""
        lines = [line for code in codes if (line := self.get(code))]
        return self._understood([line for line in lines if line.is_answering(at)])[:MOST]

    def for_dangers(
        self,
        kinds: Iterable[str],
        at: datetime,
        *,
        risk: str = "emergency",
        age: Age = "adult",
    ) -> tuple[Hotline, ...]:
        """At most three lines that answer at `at`, the most needed kind first.

        `kinds` are danger codes; one that the content doesn't know is served as `other`.
        An emergency brings 110 and 119 to the front; so does an hour at which no other line
        speaks the language, as both call in interpreters. Never empty.
        """
        every = [self.dangers.get(kind) or self.dangers[OTHER] for kind in kinds or (OTHER,)]
        rows = [(age == "child" and picks.child) or picks for picks in every]
        is_now = risk == "emergency"
        found = self._ranked([picks.now if is_now else picks.soon for picks in rows], at, age)
        if not any(self.language in line.languages for line in found):
            rescue = self._ranked([picks.now for picks in rows], at, age)
            found = [*(line for line in rescue if line.tel in RESCUE), *found]
            found = list({line.code: line for line in found}.values())
        if is_now:
            found.sort(key=lambda line: line.tel not in RESCUE)
        return tuple(found[:MOST])

    def _ranked(self, rows: list[tuple[str, ...]], at: datetime, age: Age) -> list[Hotline]:
        """The lines of all rows that answer this person now, each once, the first ranks first."""
        codes = [code for rank in zip_longest(*rows) for code in rank if code]
        lines = [line for code in dict.fromkeys(codes) if (line := self.get(code))]
        fitting = [line for line in lines if age in line.ages and line.is_answering(at)]
        return list(self._understood(fitting))

    def _understood(self, lines: Iterable[Hotline]) -> tuple[Hotline, ...]:
        """Those that speak the language first, then those where Japanese is needed; a number
        that leads to both is given once."""
        usable = [line for line in lines if {"ja", self.language} & set(line.languages)]
        usable.sort(key=lambda line: self.language not in line.languages)
        return tuple({line.tel: line for line in reversed(usable)}.values())[::-1]

    def unchecked(self, today: date, days: int = 180) -> tuple[Hotline, ...]:
        """Lines whose number nobody has compared with its source in the last `days` days."""
        oldest = today - timedelta(days=days)
        return tuple(line for line in self.lines if not line.checked or line.checked < oldest)


def _gap(lines: Iterable[Hotline]) -> str | None:
    """The first moment of a week, feasts considered, at which none of `lines` answers; or None."""
    windows = [window for line in lines for window in line.answers if window.month_day is None]
    for day in _WEEKDAYS:
        for is_feast in (False, True):
            end = 0
            for window in sorted(windows, key=lambda window: window.shift.start):
                is_shut = is_feast and not (window.holidays and window.year_end)
                if day in window.days and not is_shut and window.shift.start <= end:
                    end = max(end, window.shift.end)
            if end < MIDNIGHT:
                return f"{day}{' (holiday)' if is_feast else ''} at {end // 60:02}:{end % 60:02}"
    return None


def load(folder: Path) -> Hotlines:
    """The lines in `folder`/hotlines.yaml. Raises ContentError."""
    return strict.load(folder / "hotlines.yaml", Hotlines)
