"""The words of the commands, from `words.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from config import strict


class Words(strict.Content):
    """What commands say, by command and key."""

    grades: dict[str, str]
    backup: dict[str, str]
    check: dict[str, str]
    demo: dict[str, str]
    line: dict[str, str]


@cache
def words() -> Words:
    """The words. Raises ContentError."""
    return strict.load(Path(__file__).parent / "words.yaml", Words)
