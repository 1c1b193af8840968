"""Cuts a text at its marks, so that a template can underline the words that led to a tag."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from intake.talk import Mark


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and the codes whose marks cover all of it."""

    text: str
    codes: tuple[str, ...]


def cut(text: str, marks: Sequence[Mark]) -> list[Piece]:
    """The text in pieces, in order; joined they are the text. Marks may overlap or run over."""
    inside = [mark for mark in marks if 0 <= mark.start < mark.end and mark.start < len(text)]
    edges = {0, len(text)}
    for mark in inside:
        edges |= {mark.start, min(mark.end, len(text))}
    ordered = sorted(edges)
    return [
        Piece(text[start:end], _covering(inside, start, end)) for start, end in pairwise(ordered)
    ]


def _covering(marks: Sequence[Mark], start: int, end: int) -> tuple[str, ...]:
    codes = (mark.code for mark in marks if mark.start <= start and end <= mark.end)
    return tuple(dict.fromkeys(codes))
