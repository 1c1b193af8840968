"""A linear model over the features of a message: whole numbers, added up.

All weights of a feature are packed into one big integer, a lane a label, so that one addition
adds up all labels: the sum over a message is a few microseconds, and the same on every machine.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nlp.features import Features
from nlp.scores import Labels, Scores

WEIGHTS = Path(__file__).parent / "weights.tsv"
#: Bits of a lane: a sum of some thousand weights of 16 bits has room in it.
LANE = 32
#: The name that stands for every feature of a kind.
USUAL = "*"
_HALF = 1 << (LANE - 1)
_MASK = (1 << LANE) - 1


class ModelError(Exception):
    """The weights can't be used; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What training gives: `table[kind][name]` holds a weight for each label, `bias` too.

    `usual[kind]` is the weight that a feature of the kind has where its line says nothing.
    """

    labels: tuple[str, ...]
    thresholds: Mapping[str, int]
    bias: tuple[int, ...]
    table: Mapping[str, Mapping[str, Sequence[int]]]
    usual: Mapping[str, Sequence[int]] = field(default_factory=dict)


class Model:
    """Scores the features of a message; from 0 on a label is on."""

    def __init__(self, weights: Weights) -> None:
        self.labels = Labels(weights.labels)
        # Half of the range in each lane: what lies below is negative, and no lane borrows.
        self._zero = sum(_HALF << (LANE * lane) for lane in range(len(weights.labels)))
        cuts = [weights.thresholds[label] for label in weights.labels]
        self._base = self._zero + _pack(weights.bias) - _pack(cuts)
        self._unpack = struct.Struct(f"<{len(weights.labels)}I").unpack
        self._size = len(weights.labels) * LANE // 8
        self._tables = {
            kind: {name: _pack(row) for name, row in rows.items()}
            for kind, rows in weights.table.items()
        }

    def score(self, features: Features) -> Scores:
        """How far each label is above its threshold."""
        total = self._base
        for kind, table in self._tables.items():
            total = sum([table[name] for name in getattr(features, kind) & table.keys()], total)
        lanes = self._unpack(total.to_bytes(self._size, "little"))
        return Scores(self.labels, [lane - _HALF for lane in lanes])

    def weights_of(self, kind: str, label: str, names: Iterable[str]) -> dict[str, int]:
        """The weight for one label of each of the features that the model knows."""
        table = self._tables.get(kind, {})
        lane = LANE * self.labels.place[label]
        return {
            name: ((table[name] + self._zero) >> lane & _MASK) - _HALF
            for name in names
            if name in table
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
    usual: dict[str, list[int]] = {}
    for number, line in enumerate(lines[3:], start=4):
        try:
            kind, name, weights = line.split("\t")
            row = usual.get(kind, [0] * len(labels)).copy()
            for item in weights.split():
                place, _, weight = item.partition(":")
                row[int(place)] = int(weight)
        except (ValueError, IndexError):
            raise ModelError(f"{path.name}:{number}: no weights") from None
        if name == USUAL:
            usual[kind] = row
        else:
            table.setdefault(kind, {})[name] = row
    return Model(Weights(labels, thresholds, bias, table, usual))


def dump(weights: Weights) -> str:
    """The weights as text: labels, thresholds, bias, then one feature a line.

    The line `USUAL` of a kind goes before its features and holds for all of them; theirs say
    only what differs.
    """
    lines = [
        "\t".join(("labels", *weights.labels)),
        "\t".join(("thresholds", *(str(weights.thresholds[label]) for label in weights.labels))),
        "\t".join(("bias", *map(str, weights.bias))),
    ]
    nothing = [0] * len(weights.labels)
    for kind, rows in sorted(weights.table.items()):
        usual = weights.usual.get(kind, nothing)
        lines.append(_line(kind, USUAL, usual, nothing))
        lines += [_line(kind, name, row, usual) for name, row in sorted(rows.items())]
    return "\n".join(lines) + "\n"


def _line(kind: str, name: str, row: Sequence[int], usual: Sequence[int]) -> str:
    pairs = enumerate(zip(row, usual, strict=True))
    items = [f"{place}:{weight}" for place, (weight, common) in pairs if weight != common]
    return f"{kind}\t{name}\t{' '.join(items)}"


def _pack(row: Iterable[int]) -> int:
    return sum(weight << (LANE * lane) for lane, weight in enumerate(row) if weight)
