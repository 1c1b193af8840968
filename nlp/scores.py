"""The model's scores of one message, by what they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

CONCERN = "concern/"
RISK = "risk/"
ABOUT = "about/"
INTENT = "intent/"
#: Far below any score: a label that the model does not know.
UNKNOWN = -1_000_000


@dataclass(frozen=True, slots=True)
class Scores:
    """By label; from 0 on a label is on. Thousandths of a margin."""

    values: Mapping[str, int]

    def of(self, label: str) -> int:
        """The score of a label; very low where the model does not know it."""
        return self.values.get(label, UNKNOWN)

    def best(self, prefix: str, codes: Iterable[str]) -> str:
        """The code that scores highest; the first of them where all are unknown."""
        return max(codes, key=lambda code: self.of(prefix + code))

    def on(self, prefix: str) -> list[str]:
        """The codes whose label is on."""
        return [
            label.removeprefix(prefix)
            for label, value in self.values.items()
            if value >= 0 and label.startswith(prefix)
        ]
