"""A linear model over the features of a message: whole numbers, added up.

All weights of a feature are packed into one big integer, a lane a label, so that one addition
adds up all labels: the sum over a message is a few microseconds, and the same on every machine.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp.features import Features

WEIGHTS = Path(__file__).parent / "weights.tsv"
#: Bits of a lane: a sum of some thousand weights of 16 bits has room in it.
LANE = 32
_HALF = 1 << (LANE - 1)


class ModelError(Exception):
    """The weights can't be used; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What training gives: `table[kind][name]` holds a weight for each label, `bias` too."""

    labels: tuple[str, ...]
    thresholds: Mapping[str, int]
    bias: tuple[int, ...]
    table: Mapping[str, Mapping[str, Sequence[int]]]


class Model:
    """Scores the features of a message; above its threshold a label is on."""

    def __init__(self, weights: Weights) -> None:
        self.labels = weights.labels
        self.thresholds = weights.thresholds
        zero = sum(_HALF << (LANE * lane) for lane in range(len(weights.labels)))
        self._base = zero + _pack(weights.bias)
        self._unpack = struct.Struct(f"<{len(weights.labels)}I").unpack
        self._size = len(weights.labels) * LANE // 8
        self._tables = {
            kind: {name: _pack(row) for name, row in rows.items()}
            for kind, rows in weights.table.items()
        }

    def score(self, features: Features) -> dict[str, int]:
        """The score of every label, less its threshold: from 0 on the label is on."""
        total = self._base
        for kind, table in self._tables.items():
            known = table.keys() & getattr(features, kind)
            total = sum(map(table.__getitem__, known), total)
        lanes = self._unpack(total.to_bytes(self._size, "little"))
        thresholds = self.thresholds
        return {
            label: lane - _HALF - thresholds[label]
            for label, lane in zip(self.labels, lanes, strict=True)
        }


def load(path: Path = WEIGHTS) -> Model:
    """The model whose weights are at `path`. Raises ModelError."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        labels = tuple(lines[0].split("\t")[1:])
        thresholds = dict(zip(labels, map(int, lines[1].split("\t")[1:]), strict=True))
        bias = tuple(map(int, lines[2].split("\t")[1:]))
    except (OSError, ValueError, IndexError) as error:
        raise ModelError(f"{path.name}: {type(error).__name__}") from None
    table: dict[str, dict[str, list[int]]] = {}
    for number, line in enumerate(lines[3:], start=4):
        try:
            kind, name, weights = line.split("\t")
            row = [0] * len(labels)
            for item in weights.split(" "):
                place, _, weight = item.partition(":")
                row[int(place)] = int(weight)
        except (ValueError, IndexError):
            raise ModelError(f"{path.name}:{number}: no weights") from None
        table.setdefault(kind, {})[name] = row
    return Model(Weights(labels, thresholds, bias, table))


def dump(weights: Weights) -> str:
    """The weights as text: labels, thresholds, bias, then one feature a line."""
    lines = [
        "\t".join(("labels", *weights.labels)),
        "\t".join(("thresholds", *(str(weights.thresholds[label]) for label in weights.labels))),
        "\t".join(("bias", *map(str, weights.bias))),
    ]
    for kind, rows in sorted(weights.table.items()):
        for name, row in sorted(rows.items()):
            items = [f"{place}:{weight}" for place, weight in enumerate(row) if weight]
            if items:
                lines.append(f"{kind}\t{name}\t{' '.join(items)}")
    return "\n".join(lines) + "\n"


def _pack(row: Iterable[int]) -> int:
    return sum(weight << (LANE * lane) for lane, weight in enumerate(row) if weight)
