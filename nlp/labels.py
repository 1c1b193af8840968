"""Reads label files: one JSON object a line, as the labelling guide describes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlp.reading import About, Intent, Risk


class LabelError(Exception):
    """A file or line can't be used; the message names the line, never its text."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message with what two people would say of it. `group` is its writer and style."""

    id: str
    text: str
    concerns: frozenset[str]
    risk: Risk
    about: About
    intent: Intent
    group: str = ""

    @property
    def writer(self) -> str:
        """Who composed it: the first part of the file's name."""
        return self.group.partition("/")[0].partition("-")[0]

    @property
    def style(self) -> str:
        """How it is written: plain, kana, dialect …"""
        return self.group.partition("/")[2]


def load_texts(path: Path) -> list[tuple[str, str]]:
    """Id and text of every line. Raises LabelError."""
    return [(_text(item, "id", place), _text(item, "text", place)) for place, item in _lines(path)]


def load_labelled(path: Path) -> list[Labelled]:
    """Every line with its labels. Raises LabelError."""
    return [_labelled(item, place, path.stem) for place, item in _lines(path)]


def _labelled(item: dict[str, Any], place: str, group: str) -> Labelled:
    concerns = item.get("concerns")
    if not isinstance(concerns, list) or not all(isinstance(code, str) for code in concerns):
        raise LabelError(f"{place}: concerns: a list of codes is needed")
    try:
        return Labelled(
            id=_text(item, "id", place),
            text=_text(item, "text", place),
            concerns=frozenset(concerns),
            risk=Risk(_text(item, "risk", place)),
            about=About(_text(item, "about", place)),
            intent=Intent(_text(item, "intent", place)),
            group=f"{group}/{item.get('style', '')}",
        )
    except ValueError as error:
        raise LabelError(f"{place}: {error}") from None


def _text(item: dict[str, Any], key: str, place: str) -> str:
    value = item.get(key)
    if not isinstance(value, str):
        raise LabelError(f"{place}: {key}: a text is needed")
    return value


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise LabelError(f"{path.name}: cannot be read ({reason})") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place = f"{path.name}:{number}"
        try:
            item = json.loads(line)
        except ValueError:
            raise LabelError(f"{place}: no JSON") from None
        if not isinstance(item, dict):
            raise LabelError(f"{place}: no JSON object")
        yield place, item
