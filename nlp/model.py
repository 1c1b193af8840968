"""A linear model over the features of a message: whole numbers, added up.

All weights of a feature are packed into one big integer, a lane a label, so that one addition
adds up all labels: the sum over a message is a few microseconds, and the same on every machine.
The lanes are narrow: what takes time is bringing the weights from memory, not adding them.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from operator import add
from pathlib import Path
from sys import intern

from nlp.features import BESIDE, Features, is_mark, word_names
from nlp.forms import Word
from nlp.scores import Labels, Scores
from nlp.tokens import TERM
from nlp.weights import LANE, WEIGHTS, Head, WeightsError, pack, read

#: What a lane can hold is below this, above or below zero.
_HALF = 1 << (LANE - 1)


class Model:
    """Scores the features of a message; from 0 on a label is on."""

    def __init__(self, head: Head, items: Mapping[str, str]) -> None:
        """Raises ValueError where a weight is too large for its lane."""
        self.labels = Labels(head.labels)
        pairs = zip(head.bias, head.thresholds, strict=True)
        self.bare = tuple([weight - cut for weight, cut in pairs])
        self._base = pack(self.bare)
        self._halves = pack([_HALF] * len(self.bare))
        self._unpack = struct.Struct(f"<{len(self.bare)}h").unpack
        self._size = len(self.bare) * LANE // 8
        self._head = head
        self._largest = max(head.largest, 1)
        # What rows reach together may be this much: no lane runs over then.
        self._room = _HALF - 1 - max(map(abs, self.bare), default=0)
        if self._room < self._largest:
            raise ValueError("a weight is too large for its lane")
        # What stands in nearly every message is kept apart: it stays near the processor.
        self._marks: dict[str, int] = {}
        self._words: dict[str, str] = {}
        self._pairs: dict[str, dict[str, str]] = {}
        for name, said in items.items():
            if is_mark(name):
                self._marks[name] = head.row(said)
            elif BESIDE in name:
                first, _, second = name.partition(BESIDE)
                self._pairs.setdefault(first, {})[intern(second)] = said
            else:
                self._words[name] = said
        self._after: dict[str, dict[str, int]] = {}
        #: How far the furthest lane of any row so far is from zero.
        self._farthest = self._largest
        self._before_all = Word("", "", "", "")
        self._after_all = Word("", "", "", "")
        self._weigh(self._before_all)
        self._weighing: dict[str, dict[str, int]] = {}

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
        row = self._head.row
        surface = word.surface
        word.weight = sum([row(self._words[n]) for n in word_names(word) if n in self._words])
        word.reach = max(map(abs, self._sum([word.weight], 0)))
        self._farthest = max(self._farthest, word.reach)
        if surface in self._pairs and surface not in self._after:
            seconds = self._pairs[surface]
            self._after[surface] = {second: row(said) for second, said in seconds.items()}
        word.after = self._after.get(surface)
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
        weight = self._head.weight
        terms = [name for name in self._words if name.startswith(TERM)]
        weights = [(name, weight(self._words[name], place)) for name in terms]
        return {name: weight for name, weight in weights if weight > 0}

    def _sum(self, rows: Sequence[int], base: int) -> tuple[int, ...]:
        # Lifted by half, no lane is negative; with its highest bit turned it is its own complement.
        total = sum(rows, base + self._halves) ^ self._halves
        return self._unpack(total.to_bytes(self._size, "little"))


def load(path: Path = WEIGHTS) -> Model:
    """The model whose weights are at `path`. Raises WeightsError."""
    head, items = read(path)
    try:
        return Model(head, items)
    except ValueError as error:
        raise WeightsError(f"{path.name}: {error}") from None
