"""A linear model over the features of a message: whole numbers, added up.

All weights of a feature are packed into one big integer, a lane a label, so that one addition
adds up all labels: the sum over a message is a few microseconds, and the same on every machine.
The lanes are narrow: what takes time is bringing the weights from memory, not adding them.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import add
from pathlib import Path
from string import ascii_letters
from sys import intern

from nlp.compiled import ROOM
from nlp.features import BESIDE, Features, is_mark, word_names
from nlp.forms import Word
from nlp.scores import Labels, Scores
from nlp.tokens import TERM

WEIGHTS = ROOM / "weights.tsv"
#: Bits of a lane.
LANE = 16
#: What a lane can hold is below this, above or below zero.
_HALF = 1 << (LANE - 1)
_MASK = (1 << LANE) - 1
#: The line that holds for every feature where its own says nothing.
USUAL = "usual"
#: A label's letter in the lines of the file: the first label is a.
_LETTERS = ascii_letters
_LANES = {letter: LANE * place for place, letter in enumerate(_LETTERS)}
_ITEM = re.compile(r"[a-zA-Z]-?[0-9]+")


class ModelError(Exception):
    """The weights can't be used; the message names the file."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What training gives: `table[feature]` holds a weight for each label, `bias` too."""

    labels: tuple[str, ...]
    thresholds: Mapping[str, int]
    bias: tuple[int, ...]
    table: Mapping[str, Sequence[int]]


class Model:
    """Scores the features of a message; from 0 on a label is on.

    `packed` holds the weights of each feature, a lane a label, as one sum: a negative lane has
    borrowed from the next, which the sum over a message gives back.
    """

    def __init__(
        self,
        labels: Sequence[str],
        thresholds: Sequence[int],
        bias: Sequence[int],
        packed: dict[str, int],
        largest: int,
    ) -> None:
        """`largest` is the size of the largest weight."""
        self.labels = Labels(labels)
        self.bare = tuple([weight - cut for weight, cut in zip(bias, thresholds, strict=True)])
        self._base = _pack(self.bare)
        self._halves = _pack([_HALF] * len(labels))
        self._unpack = struct.Struct(f"<{len(labels)}h").unpack
        self._size = len(labels) * LANE // 8
        # What stands in nearly every message is kept apart: it stays near the processor.
        self._marks: dict[str, int] = {}
        self._words: dict[str, int] = {}
        self._after: dict[str, dict[str, int]] = {}
        for name, row in packed.items():
            if is_mark(name):
                self._marks[name] = row
            elif BESIDE in name:
                first, _, second = name.partition(BESIDE)
                self._after.setdefault(first, {})[intern(second)] = row
            else:
                self._words[name] = row
        #: How far the furthest lane of any row so far is from zero.
        self._farthest = max(largest, 1)
        self._before_all = Word("", "", "", "")
        self._after_all = Word("", "", "", "")
        self._weigh(self._before_all)
        self._largest = max(largest, 1)
        self._weighing: dict[str, dict[str, int]] = {}
        # What rows reach together may be this much: no lane runs over then.
        self._room = _HALF - 1 - max(map(abs, self.bare), default=0)
        if self._room < largest:
            raise ValueError("a weight is too large for its lane")

    def score(self, features: Features) -> Scores:
        """How far each label is above its threshold."""
        rows: list[int] = []
        reach = 0
        for mark in features.marks:
            row = self._marks.get(mark, 0)
            if row:
                rows.append(row)
                reach += self._largest
        seen: set[Word] = set()
        beside: set[tuple[str, str]] = set()
        previous = self._before_all
        for word in [*features.words, self._after_all]:
            if word.weighed_by is not self:
                self._weigh(word)
            if word not in seen:
                seen.add(word)
                rows.append(word.weight)
                reach += word.reach
            after = previous.after
            if after is not None:
                row = after.get(word.surface, 0)
                if row:
                    pair = (previous.surface, word.surface)
                    if pair not in beside:
                        beside.add(pair)
                        rows.append(row)
                        reach += self._largest
            previous = word
        if reach <= self._room:
            return Scores(self.labels, self._sum(rows, self._base), self.bare)
        return Scores(self.labels, self._long_sum(rows), self.bare)

    def _weigh(self, word: Word) -> None:
        """Notes on a word what all its names add, and what may stand after it."""
        rows = [self._words[name] for name in word_names(word) if name in self._words]
        word.weight = sum(rows)
        word.reach = max(map(abs, self._sum(rows, 0)))
        self._farthest = max(self._farthest, word.reach)
        word.after = self._after.get(word.surface)
        word.weighed_by = self

    def _long_sum(self, rows: list[int]) -> tuple[int, ...]:
        """The sum over so much that lanes might run over, part by part."""
        most = max(1, self._room // self._farthest)
        values = self._sum(rows[:most], self._base)
        for start in range(most, len(rows), most):
            values = tuple(map(add, values, self._sum(rows[start : start + most], 0)))
        return values

    def weighing(self, label: str) -> dict[str, int]:
        """The terms that weigh for a label, with their weights; worked out when first asked for."""
        if label not in self._weighing:
            self._weighing[label] = self._weighing_for(label)
        return self._weighing[label]

    def _weighing_for(self, label: str) -> dict[str, int]:
        place = self.labels.place.get(label)
        if place is None:
            return {}
        weights = [
            (name, ((row + self._halves) >> LANE * place & _MASK) - _HALF)
            for name, row in self._words.items()
            if name.startswith(TERM)
        ]
        return {name: weight for name, weight in weights if weight > 0}

    def _sum(self, rows: Sequence[int], base: int) -> tuple[int, ...]:
        # Lifted by half, no lane is negative; with its highest bit turned it is its own complement.
        total = sum(rows, base + self._halves) ^ self._halves
        return self._unpack(total.to_bytes(self._size, "little"))


def load(path: Path = WEIGHTS) -> Model:
    """The model whose weights are at `path`. Raises ModelError."""
    try:
        text = path.read_text(encoding="utf-8")
        labels, thresholds, bias, usual, *lines = [line.split("\t") for line in text.splitlines()]
        values = _Values(usual[1])
        common = _pack([values.usual.get(letter, 0) for letter in _LETTERS[: len(labels) - 1]])
        return Model(
            labels[1:],
            [int(number) for number in thresholds[1:]],
            [int(number) for number in bias[1:]],
            {
                intern(name): sum(map(values.__getitem__, _ITEM.findall(items)), common)
                for name, items in lines
            },
            values.largest,
        )
    except (OSError, ValueError) as error:
        raise ModelError(f"{path.name}: {type(error).__name__}") from None


class _Values(dict[str, int]):
    """What each item of the file (`b12`) adds to a packed row, worked out when first met."""

    def __init__(self, usual: str) -> None:
        super().__init__()
        self.usual = {item[0]: int(item[1:]) for item in _ITEM.findall(usual)}
        self.largest = max(map(abs, self.usual.values()), default=0)

    def __missing__(self, item: str) -> int:
        letter, weight = item[0], int(item[1:])
        self.largest = max(self.largest, abs(weight))
        self[item] = weight - self.usual.get(letter, 0) << _LANES[letter]
        return self[item]


def dump(weights: Weights, near: int) -> str:
    """The weights as text: labels, thresholds, bias, what is usual, then one feature a line.

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
        f"{USUAL}\t{_items(usual, [0] * len(usual), 1)}",
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


def _pack(row: Iterable[int]) -> int:
    return sum(weight << (LANE * lane) for lane, weight in enumerate(row) if weight)
