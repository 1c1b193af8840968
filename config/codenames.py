"""Friendly names for people who gave none: あおいツバメ, かるいタンポポ …"""

from __future__ import annotations

from math import gcd
from pathlib import Path

from pydantic import Field, model_validator

from config import strict


class Codenames(strict.Content):
    """Two lists of kind words; a name is one of each."""

    adjectives: tuple[str, ...] = Field(min_length=60)
    nouns: tuple[str, ...] = Field(min_length=80)

    @model_validator(mode="after")
    def _every_word_stands_once(self) -> Codenames:
        for name, words in (("adjectives", self.adjectives), ("nouns", self.nouns)):
            twice = sorted({word for word in words if words.count(word) > 1})
            if twice:
                raise ValueError(f"{name}: given twice: {'、'.join(twice)}")
        return self


def load(folder: Path) -> Codenames:
    """The words in `folder`/codenames.yaml. Raises ContentError."""
    return strict.load(folder / "codenames.yaml", Codenames)


def codename(codenames: Codenames, index: int) -> str:
    """The name of the `index`-th person (from 0): unique, and unlike its neighbours.

    When all pairs are used up a number follows (あおいツバメ2). Raises ValueError below 0.
    """
    if index < 0:
        raise ValueError("an index is 0 or more")
    wide, high = len(codenames.adjectives), len(codenames.nouns)
    round_, nth = divmod(index, wide * high)
    # A step that shares no factor with the product visits every pair once before any twice.
    spot = nth * _step(wide * high, high) % (wide * high)
    name = codenames.adjectives[spot // high] + codenames.nouns[spot % high]
    return name if round_ == 0 else f"{name}{round_ + 1}"


def _step(size: int, row: int) -> int:
    """A step near the golden section of `size`, coprime to it, that also changes the noun."""
    step = int(size * 0.618)
    while gcd(step, size) != 1 or step % row in (0, 1, row - 1):
        step += 1
    return step
