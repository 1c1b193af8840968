"""A linear model over the features of a message: whole numbers, added up.

All weights of a feature are packed into one big integer, a lane a label, so that one addition
adds up all labels: the sum over a message is a few microseconds, and the same on every machine.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_letters

from nlp.features import Feature, feature
from nlp.scores import Labels, Scores

WEIGHTS = Path(__file__).parent / "weights.tsv"
#: Bits of a lane: a sum of 65,000 weights of 16 bits has room in it.
LANE = 32
#: The line that holds for every feature where its own says nothing.
USUAL = "usual"
#: A label's letter in the lines of the file: the first label is a.
_LETTERS = ascii_letters
_LANES = {letter: LANE * place for place, letter in enumerate(_LETTERS)}
_ITEM = re.compile(r"([a-zA-Z])(-?[0-9]+)")
_HALF = 1 << 15
#: Above what bias and threshold can take from a lane.
_LIFT = 1 << 20
_MASK = (1 << LANE) - 1


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

    `packed` holds the weights of each feature, a lane a label, each with `_HALF` added: what lies
    below is negative, and no lane borrows from the next.
    """

    def __init__(
        self,
        labels: Sequence[str],
        thresholds: Sequence[int],
        bias: Sequence[int],
        packed: Mapping[Feature, int],
    ) -> None:
        self.labels = Labels(labels)
        self._base = _pack(
            _LIFT + weight - cut for weight, cut in zip(bias, thresholds, strict=True)
        )
        self.bare = [weight - cut for weight, cut in zip(bias, thresholds, strict=True)]
        self._unpack = struct.Struct(f"<{len(labels)}I").unpack
        self._size = len(labels) * LANE // 8
        self._packed = packed

    def score(self, features: set[Feature]) -> Scores:
        """How far each label is above its threshold."""
        known = list(filter(None, map(self._packed.get, features)))
        lanes = self._unpack(sum(known, self._base).to_bytes(self._size, "little"))
        lifted = _LIFT + _HALF * len(known)
        return Scores(self.labels, [lane - lifted for lane in lanes], self.bare)

    def weights_of(self, label: str, names: Iterable[str]) -> list[int]:
        """The weight for one label of each of the features; 0 where the model knows it not."""
        place = self.labels.place.get(label)
        if place is None:
            return []
        lane = LANE * place
        return [
            (packed >> lane & _MASK) - _HALF if packed else 0
            for packed in map(self._packed.get, names)
        ]


def load(path: Path = WEIGHTS) -> Model:
    """The model whose weights are at `path`. Raises ModelError."""
    try:
        text = path.read_text(encoding="utf-8")
        labels, thresholds, bias, usual, *lines = [line.split("\t") for line in text.splitlines()]
        common = _row(usual[1])
        packed = _pack(_HALF + common.get(letter, 0) for letter in _LETTERS[: len(labels) - 1])
        return Model(
            labels[1:],
            [int(number) for number in thresholds[1:]],
            [int(number) for number in bias[1:]],
            {feature(name): _packed(items, common, packed) for name, items in lines},
        )
    except (OSError, ValueError) as error:
        raise ModelError(f"{path.name}: {type(error).__name__}") from None


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


def _row(items: str) -> dict[str, int]:
    """The weight by the letter of its label."""
    return {letter: int(weight) for letter, weight in _ITEM.findall(items)}


def _packed(items: str, usual: Mapping[str, int], common: int) -> int:
    at = _LANES
    for letter, weight in _ITEM.findall(items):
        common += int(weight) - usual.get(letter, 0) << at[letter]
    return common


def _pack(row: Iterable[int]) -> int:
    return sum(weight << (LANE * lane) for lane, weight in enumerate(row) if weight)
