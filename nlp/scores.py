"""The model's scores of one message, by what they are about."""

from __future__ import annotations

from collections.abc import Sequence

CONCERN = "concern/"
RISK = "risk/"
ABOUT = "about/"
INTENT = "intent/"
#: The label of a message that carries no concern and no risk.
CLEAN = "clean"


class Labels:
    """The labels of a model in order, and where those of each prefix stand."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self.place = {name: place for place, name in enumerate(self.names)}
        self._groups = {prefix: self._group(prefix) for prefix in (CONCERN, RISK, ABOUT, INTENT)}

    def group(self, prefix: str) -> tuple[tuple[str, ...], int]:
        """The codes of a prefix, and the first of their labels, which stand in a row."""
        return self._groups[prefix]

    def _group(self, prefix: str) -> tuple[tuple[str, ...], int]:
        places = [place for name, place in self.place.items() if name.startswith(prefix)]
        if not places:
            return (), 0
        if places != list(range(places[0], places[-1] + 1)):
            raise ValueError(f"the labels {prefix}… do not stand in a row")
        return tuple(self.names[place].removeprefix(prefix) for place in places), places[0]


class Scores:
    """By label, in units of `learning.UNIT`; from 0 on a label is on.

    `bare` are the scores of a message without any feature.
    """

    __slots__ = ("bare", "labels", "values")

    def __init__(self, labels: Labels, values: Sequence[int], bare: Sequence[int]) -> None:
        self.labels = labels
        self.values = tuple(values)
        self.bare = tuple(bare)

    def of(self, label: str, default: int) -> int:
        """The score of a label; `default` where the model does not know it."""
        place = self.labels.place.get(label)
        return default if place is None else self.values[place]

    def is_on(self, label: str) -> bool:
        """True where the model knows the label and its score is 0 or more."""
        place = self.labels.place.get(label)
        return place is not None and self.values[place] >= 0

    def is_against(self, label: str, doubt: int, reasons: int) -> bool:
        """True where the score is below `doubt` and what stands in the message took at least
        `reasons` from it: a short message scores low only because little stands in it.
        """
        place = self.labels.place.get(label)
        if place is None:
            return False
        value = self.values[place]
        return value < doubt and self.bare[place] - value >= reasons

    def best(self, prefix: str, but: str | None = None) -> str | None:
        """The code that scores highest, leaving out `but`; None where the model knows none."""
        codes, place = self.labels.group(prefix)
        best: str | None = None
        highest = 0
        for code in codes:
            value = self.values[place]
            place += 1
            if (best is None or value > highest) and code != but:
                best = code
                highest = value
        return best

    def on(self, prefix: str) -> list[str]:
        """The codes whose label is on."""
        codes, place = self.labels.group(prefix)
        on: list[str] = []
        for code in codes:
            if self.values[place] >= 0:
                on.append(code)
            place += 1
        return on


#: What a model would say that knows nothing.
SILENT = Scores(Labels(()), (), ())
