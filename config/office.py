"""What one municipality decides about its window: names, areas, hours, limits, retention."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, time
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, model_validator

from config import strict

TOKYO = ZoneInfo("Asia/Tokyo")
"""Every office stands in Japan; hours in the content are hours of this clock."""

MIDNIGHT = 24 * 60
"""The end of a day, in minutes since its start."""


def minutes(clock: str) -> int:
    """`"08:30"` as 510 minutes since midnight; `"24:00"` is the end of the day.

    Raises ValueError for anything that is no time of a day.
    """
    hour, _, minute = clock.partition(":")
    if (hour, minute) == ("24", "00"):
        return MIDNIGHT
    at = time(int(hour), int(minute))
    return at.hour * 60 + at.minute


def _shift(written: object) -> object:
    if not isinstance(written, str):
        return written
    start, dash, end = written.partition("-")
    if not dash:
        raise ValueError(f"{written!r} is not like '08:30-17:15'")
    return {"start": minutes(start.strip()), "end": minutes(end.strip())}


class Span(strict.Content):
    """One stretch of a day, in minutes since midnight; `end` is not part of it."""

    start: int = Field(ge=0, lt=MIDNIGHT)
    end: int = Field(gt=0, le=MIDNIGHT)

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Span:
        if self.end <= self.start:
            raise ValueError("ends before it starts; split a night at 24:00")
        return self


Shift = Annotated[Span, BeforeValidator(_shift)]


class Area(strict.Content):
    """A district (圏域) of the municipality and the names by which residents call it.

    `kana` and `latin` are the label for those who cannot read kanji.
    """

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str = Field(min_length=1, max_length=20)
    words: tuple[str, ...] = ()
    kana: str = Field(default="", max_length=20)
    latin: str = Field(default="", max_length=20)


class Week(strict.Content):
    """The shifts of each weekday; an empty list is a closed day."""

    mon: tuple[Shift, ...] = ()
    tue: tuple[Shift, ...] = ()
    wed: tuple[Shift, ...] = ()
    thu: tuple[Shift, ...] = ()
    fri: tuple[Shift, ...] = ()
    sat: tuple[Shift, ...] = ()
    sun: tuple[Shift, ...] = ()

    def on(self, day: date) -> tuple[Span, ...]:
        """The shifts of the weekday of `day`."""
        week = (self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun)
        return week[day.weekday()]


class Special(strict.Content):
    """One date that differs from its weekday; no shifts means closed."""

    date: date
    shifts: tuple[Shift, ...] = ()
    note: str = ""


class YearEnd(strict.Content):
    """年末年始: closed from a day of December to a day of January, both included."""

    from_december: int = Field(ge=1, le=31)
    to_january: int = Field(ge=1, le=31)


class Hours(strict.Content):
    """When people read: a week, and the days that break it."""

    week: Week
    holidays: Literal["closed", "open"] = "closed"
    year_end: YearEnd | None = None
    special: tuple[Special, ...] = ()

    @model_validator(mode="after")
    def _a_date_is_special_once(self) -> Hours:
        dates = [special.date for special in self.special]
        if len(set(dates)) != len(dates):
            raise ValueError("special: a date is given twice")
        return self


class Limits(strict.Content):
    """What the office may tighten: `quiet_minutes` of silence hand an unfinished talk over.

    `minutes_per_person` is what one who waits may count for each before them; None: nothing said.
    """

    max_questions: int = Field(default=3, ge=0, le=3)
    quiet_minutes: int = Field(default=15, ge=1, le=24 * 60)
    minutes_per_person: int | None = Field(default=None, ge=1, le=24 * 60)
    reopening_days: int = Field(default=90, ge=0, le=3660)


class FollowUps(strict.Content):
    """Minutes after which somebody whom nobody has read gets a word; empty: never.

    `danger_minutes` count from a danger that nobody opens, `waiting_minutes` from the hand-over.
    A word that no free reply can carry is sent only where `…_push` allows a counted message.
    """

    danger_minutes: tuple[int, ...] = Field(default=(15, 60), max_length=2)
    danger_push: bool = True
    waiting_minutes: tuple[int, ...] = Field(default=(30,), max_length=1)
    waiting_push: bool = False

    @model_validator(mode="after")
    def _each_wait_is_one(self) -> FollowUps:
        if any(wait < 1 for wait in (*self.danger_minutes, *self.waiting_minutes)):
            raise ValueError("minutes: at least one")
        return self


class Feedback(strict.Content):
    """After the close: with `push` it is asked at once, as a counted message; else when they
    come back within `days` and bring no trouble. 0 days: never."""

    push: bool = False
    days: int = Field(default=30, ge=0, le=365)


class Retention(strict.Content):
    """Days after which a thing is erased, counted from the close of its conversation."""

    texts_days: int = Field(default=1825, ge=1)
    attachments_days: int = Field(default=365, ge=1)
    payloads_days: int = Field(default=30, ge=1)


class LineDoor(strict.Content):
    """`talk`: the conversation happens in LINE. `door`: LINE only leads to our own web chat, with
    these words and a link that lives for `link_minutes`.

    `read_marks`: with Chat switched off in LINE's console they come by themselves, with it on they
    come when staff open a conversation (Messaging API, "Mark messages as read").
    """

    mode: Literal["talk", "door"] = "talk"
    read_marks: Literal["automatic", "people"] = "automatic"
    link_minutes: int = Field(default=60, ge=5, le=24 * 60)
    greeting: str = Field(default="", max_length=1000)
    again: str = Field(default="", max_length=1000)
    button: str = Field(default="", max_length=20)

    @model_validator(mode="after")
    def _a_door_says_where_it_leads(self) -> LineDoor:
        if self.mode == "door" and not (self.greeting and self.again and self.button):
            raise ValueError("door mode needs greeting, again and button")
        return self


Letters = Literal["kanji", "kana", "latin"]
"""In which letters a language shows the names of places in Japan."""


class Names(strict.Content):
    """Names of the municipality and of where the window is, in other letters than kanji."""

    name: str = Field(min_length=1, max_length=40)
    place: str = Field(min_length=1, max_length=100)


class Office(strict.Content):
    """One municipality's window. `window`, `reader` and the `…_in_words` are read by residents,
    `kana` and `latin` by those who cannot read kanji."""

    name: str
    window: str
    reader: str
    coordinator: str
    hours_in_words: str
    place_in_words: str
    kana: Names | None = None
    latin: Names | None = None
    areas: tuple[Area, ...]
    hours: Hours
    limits: Limits = Limits()
    follow_ups: FollowUps = FollowUps()
    feedback: Feedback = Feedback()
    retention: Retention = Retention()
    line: LineDoor = LineDoor()

    @model_validator(mode="after")
    def _areas_are_told_apart(self) -> Office:
        seen: dict[str, str] = {}
        for area in self.areas:
            for name in {area.code, *map(normal, _names(area))}:
                if seen.setdefault(name, area.code) != area.code:
                    raise ValueError(f"areas: {name} names both {seen[name]} and {area.code}")
        if len({area.code for area in self.areas}) != len(self.areas):
            raise ValueError("areas: a code is given twice")
        return self

    @cached_property
    def _area_names(self) -> tuple[tuple[str, str], ...]:
        names = {(normal(name), area.code) for area in self.areas for name in _names(area)}
        return tuple(sorted(names, key=lambda pair: (-len(pair[0]), pair)))

    def area(self, code: str | None) -> Area | None:
        """The area with this code, or None."""
        return next((area for area in self.areas if area.code == code), None)

    def area_in(self, text: str) -> str | None:
        """The code of the one area that `text` names; None when it names none, or several."""
        rest, found = normal(text), set()
        for name, code in self._area_names:
            if name in rest:
                found.add(code)
                rest = rest.replace(name, " ")
        return found.pop() if len(found) == 1 else None


def _names(area: Area) -> Iterator[str]:
    yield from (area.label, *area.words)
    yield from filter(None, (area.kana, area.latin))


def folded(text: str) -> str:
    """`text` in one width and case, without accents (né = ne), one space between words, with the
    apostrophe of a keyboard (a phone writes don’t)."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("đ", "d").replace("’", "'")
    if not plain.isascii():
        bare = _ACCENTS.sub("", unicodedata.normalize("NFD", plain))
        plain = unicodedata.normalize("NFC", bare)
    return " ".join(plain.split())


_ACCENTS = re.compile("[\u0300-\u036f]")


def normal(text: str) -> str:
    """`text` as names are compared: folded, small and large ケ alike, no spaces."""
    return folded(text).replace(" ", "").replace("ヶ", "が").replace("ケ", "が")


def load(folder: Path) -> Office:
    """The office in `folder`/office.yaml. Raises ContentError."""
    return strict.load(folder / "office.yaml", Office)
