"""The office and the numbers to call, named in another language."""

from __future__ import annotations

from itertools import groupby

from pydantic import Field

from bot.words import ClockWords
from config import strict
from config.hotlines import Hotline, Hotlines
from config.office import MIDNIGHT, Area, Letters, Office, Span


class DoorWords(strict.Content):
    """What LINE says in door mode, before the link to our own web chat."""

    greeting: str = Field(max_length=1000)
    again: str = Field(max_length=1000)
    button: str = Field(max_length=20)


class OfficeWords(strict.Content):
    """What the window and its people are called; `{city}` is the name in these `letters`."""

    letters: Letters
    window: str
    reader: str
    coordinator: str
    door: DoorWords


class HoursWords(strict.Content):
    """How a week of opening hours is said: `{first}` to `{last}` day, `{days}` from `{opens}` to
    `{closes}`, and whether feasts are closed."""

    run: str
    day_joiner: strict.Joiner
    shift: str
    joiner: strict.Joiner
    holidays: strict.Joiner


class HotlineWords(strict.Content):
    """A line's name and hours in this language."""

    name: str = Field(min_length=1, max_length=60)
    hours: str = Field(min_length=1, max_length=120)


def rename(office: Office, words: OfficeWords, hours: HoursWords, clock: ClockWords) -> Office:
    """The office as it is called in another language; its hours are put in words from the week."""
    names = getattr(office, words.letters, None)  # kanji: the office's own
    city = names.name if names else office.name
    door = office.line.model_copy(update=dict(words.door))
    return office.model_copy(
        update={
            "name": city,
            "place_in_words": names.place if names else office.place_in_words,
            "window": words.window.format(city=city),
            "reader": words.reader.format(city=city),
            "coordinator": words.coordinator.format(city=city),
            "hours_in_words": say_hours(office, hours, clock),
            "areas": tuple(_area(area, words.letters) for area in office.areas),
            "line": door,
        }
    )


def _area(area: Area, letters: Letters) -> Area:
    label = getattr(area, letters, "") or area.label
    return area.model_copy(update={"label": label, "words": (area.label, *area.words)})


def say_hours(office: Office, words: HoursWords, clock: ClockWords) -> str:
    """The week in words: 「Mon–Fri 8:30–17:15; Tue, Fri 18:00–22:00; Sat 13:00–17:00」."""
    week = office.hours.week
    days = (week.mon, week.tue, week.wed, week.thu, week.fri, week.sat, week.sun)
    shifts: dict[Span, list[int]] = {}
    for day, spans in enumerate(days):
        for span in spans:
            shifts.setdefault(span, []).append(day)
    said = [
        words.shift.format(
            days=_say_days(held, words, clock), opens=_say(span.start), closes=_say(span.end)
        )
        for span, held in sorted(shifts.items(), key=lambda pair: (pair[1][0], pair[0].start))
    ]
    is_closed = office.hours.holidays == "closed"
    return words.joiner.join(said) + (words.holidays if is_closed else "")


def _say_days(held: list[int], words: HoursWords, clock: ClockWords) -> str:
    """Three days and more in a row as a run."""
    runs = groupby(enumerate(held), lambda pair: pair[1] - pair[0])
    said = []
    for _, run in runs:
        days = [clock.weekdays[day] for _, day in run]
        said += [words.run.format(first=days[0], last=days[-1])] if len(days) > 2 else days
    return words.day_joiner.join(said)


def _say(minutes: int) -> str:
    hour, minute = divmod(minutes, 60) if minutes < MIDNIGHT else (24, 0)
    return f"{hour}:{minute:02}"


def relabel(hotlines: Hotlines, language: str, words: dict[str, HotlineWords]) -> Hotlines:
    """The same numbers with names and hours in this language; one without keeps its own."""
    lines = tuple(_line(line, words.get(line.code)) for line in hotlines.lines)
    return hotlines.model_copy(update={"lines": lines, "language": language.removeprefix("easy-")})


def _line(line: Hotline, words: HotlineWords | None) -> Hotline:
    return line.model_copy(update=dict(words)) if words else line
