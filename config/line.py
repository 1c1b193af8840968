"""The few words that only the LINE door shows."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from config import strict


class LineWords(strict.Content):
    """`alt_text` is what a lock screen may show: it must give nothing away.

    `call` is the button under a help line, at most 20 characters, with `{number}` in it.
    """

    alt_text: str = Field(min_length=1, max_length=100)
    call: str = Field(min_length=1, max_length=20)


def load(folder: Path) -> LineWords:
    """The words of `line.yaml`. Raises ContentError."""
    return strict.load(folder / "line.yaml", LineWords)
