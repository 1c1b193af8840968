"""The bot's sentences in the office's order: by situation, each with what it is called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.sentences import Sentence
from config import strict

_NAME = re.compile(r"\{(\w+)\}")


class Situation(strict.Content):
    """When something is said; `sentences` name keys, with names in braces, and their titles."""

    code: str
    label: str
    note: str
    sentences: dict[str, str]


class Situations(strict.Content):
    """All situations in order, and the words for names and placeholders."""

    situations: tuple[Situation, ...]
    words: dict[str, dict[str, str]]
    placeholders: dict[str, str]


@dataclass(frozen=True, slots=True)
class Titled:
    """A sentence with what the office calls it."""

    sentence: Sentence
    title: str
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class Chapter:
    """The sentences of one situation, in its order."""

    code: str
    label: str
    note: str
    sentences: tuple[Titled, ...]


@cache
def content() -> Situations:
    """What stands in `situations.yaml`. Raises ContentError."""
    return strict.load(Path(__file__).parent / "situations.yaml", Situations)


def chapters(sentences: Iterable[Sentence], concerns: Mapping[str, str]) -> tuple[Chapter, ...]:
    """All sentences by situation, none left out; `concerns` are the labels of the office's own."""
    rows: dict[str, list[tuple[int, Titled]]] = {each.code: [] for each in content().situations}
    for sentence in sentences:
        code, order, titled = _place(sentence, concerns)
        rows[code].append((order, titled))
    return tuple(
        Chapter(
            situation.code,
            situation.label,
            situation.note,
            tuple(titled for _, titled in sorted(rows[situation.code], key=lambda row: row[0])),
        )
        for situation in content().situations
        if rows[situation.code]
    )


def entitle(sentence: Sentence, concerns: Mapping[str, str]) -> tuple[Situation, Titled]:
    """One sentence's situation and title."""
    code, _, titled = _place(sentence, concerns)
    return next(each for each in content().situations if each.code == code), titled


def _place(sentence: Sentence, concerns: Mapping[str, str]) -> tuple[str, int, Titled]:
    found = _match(sentence.key)
    if found is None:
        return content().situations[-1].code, 0, Titled(sentence, sentence.key, is_known=False)
    code, order, title, values = found
    words = {
        name: concerns.get(value, value) if name == "concern" else _word(name, value)
        for name, value in values
    }
    return code, order, Titled(sentence, title.format(**words))


@cache
def _match(key: str) -> tuple[str, int, str, tuple[tuple[str, str], ...]] | None:
    """Situation, order, title and the values of its names, by the first line that fits."""
    for code, order, pattern, title in _patterns():
        found = pattern.fullmatch(key)
        if found:
            return code, order, title, tuple(found.groupdict().items())
    return None


def _word(name: str, value: str) -> str:
    return content().words.get(name, {}).get(value, value)


@cache
def _patterns() -> tuple[tuple[str, int, re.Pattern[str], str], ...]:
    # What differs only by a name in braces stays together, in the order of the scenario.
    stems: dict[str, int] = {}
    return tuple(
        (situation.code, stems.setdefault(key.partition("{")[0], order), _expression(key), title)
        for situation in content().situations
        for order, (key, title) in enumerate(situation.sentences.items())
    )


def _expression(key: str) -> re.Pattern[str]:
    pieces = _NAME.split(key)
    return re.compile(
        "".join(
            f"(?P<{piece}>[^.]+)" if number % 2 else re.escape(piece)
            for number, piece in enumerate(pieces)
        )
    )
