"""The weights as a file: what training writes, and what a model takes from it.

A line of the file is read when its feature is first met: most of them a process never needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_letters

from nlp.compiled import ROOM

WEIGHTS = ROOM / "weights.tsv"
#: Lines before those of the features.
HEAD = 5
#: Bits of a lane.
LANE = 16
#: A label's letter in the lines of the file: the first label is a.
_LETTERS = ascii_letters
_LANES = {letter: LANE * place for place, letter in enumerate(_LETTERS)}
_ITEM = re.compile(r"[a-zA-Z]-?[0-9]+")


class WeightsError(Exception):
    """The weights can't be used; the message names the file."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What training gives: `table[feature]` holds a weight for each label, `bias` too."""

    labels: tuple[str, ...]
    thresholds: Mapping[str, int]
    bias: tuple[int, ...]
    table: Mapping[str, Sequence[int]]


class Head:
    """The first lines of the file, which say what those of the features mean."""

    def __init__(self, lines: Sequence[str]) -> None:
        """Raises ValueError where these are not the lines of weights."""
        labels, thresholds, bias, usual, largest = [line.split("\t") for line in lines]
        self.labels = labels[1:]
        self.thresholds = [int(number) for number in thresholds[1:]]
        self.bias = [int(number) for number in bias[1:]]
        #: The size of the largest weight.
        self.largest = int(largest[1])
        self._usual = {item[0]: int(item[1:]) for item in _ITEM.findall(usual[1])}
        self._common = pack([self._usual.get(letter, 0) for letter in _LETTERS[: len(self.bias)]])
        self._values: dict[str, int] = {}

    def row(self, items: str) -> int:
        """The weights that a line says, packed."""
        row = self._common
        for item in _ITEM.findall(items):
            value = self._values.get(item)
            if value is None:
                value = self._values[item] = self._value(item)
            row += value
        return row

    def weight(self, items: str, place: int) -> int:
        """The weight that a line says for the label at this place."""
        letter = _LETTERS[place]
        for item in _ITEM.findall(items):
            if item[0] == letter:
                return int(item[1:])
        return self._usual.get(letter, 0)

    def _value(self, item: str) -> int:
        """What an item (`b12`) adds to a row in which all is usual."""
        letter = item[0]
        return (int(item[1:]) - self._usual.get(letter, 0)) << _LANES[letter]


def read(path: Path) -> tuple[Head, dict[str, str]]:
    """The head of the file at `path`, and the items of each feature. Raises WeightsError."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
        head = Head(lines[:HEAD])
    except (OSError, ValueError) as error:
        raise WeightsError(f"{path.name}: {type(error).__name__}") from None
    items: dict[str, str] = {}
    for line in lines[HEAD:-1]:
        name, _, said = line.partition("\t")
        items[name] = said
    return head, items


def dump(weights: Weights, near: int) -> str:
    """The weights as text: labels, thresholds, bias, what is usual, the size of the largest weight,
    then one feature a line.

    A feature's line gives a letter for the label and its weight, where that differs from the usual
    weight of the label by `near` or more: `b12f-7`.
    Leaving small weights out altogether would not do: most are a little below zero, and a message
    has hundreds of them.
    """
    usual = [_usual(lane, near) for lane in zip(*weights.table.values(), strict=True)]
    cuts = [weights.thresholds[label] for label in weights.labels]
    lines = [
        "\t".join(("labels", *weights.labels)),
        "\t".join(("thresholds", *map(str, cuts))),
        "\t".join(("bias", *map(str, weights.bias))),
        f"usual\t{_items(usual, [0] * len(usual), 1)}",
        f"largest\t{max(abs(weight) for row in weights.table.values() for weight in row)}",
    ]
    lines += [f"{name}\t{_items(row, usual, near)}" for name, row in sorted(weights.table.items())]
    return "\n".join(lines) + "\n"


def _usual(lane: Sequence[int], near: int) -> int:
    """The rounded mean of the weights that are near it, found in three steps."""
    usual = 0
    for _ in range(3):
        close = [weight for weight in lane if abs(weight - usual) < near]
        usual = (2 * sum(close) + len(close)) // (2 * len(close)) if close else 0
    return usual


def _items(row: Sequence[int], usual: Sequence[int], near: int) -> str:
    pairs = zip(_LETTERS, row, usual, strict=False)
    return "".join(
        f"{letter}{weight}" for letter, weight, common in pairs if abs(weight - common) >= near
    )


def pack(row: Iterable[int]) -> int:
    """A row of weights as one sum, a lane each: a negative lane has borrowed from the next."""
    return sum(weight << (LANE * lane) for lane, weight in enumerate(row) if weight)
