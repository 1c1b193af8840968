"""Finds the scenario's patterns (their language: `config.patterns`) in what somebody wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from config.office import folded, normal
from config.patterns import NEAR, Chain, PatternError, parse

__all__ = ["PatternError", "check", "found_in", "holds_any", "place_of", "rest_after", "sides_of"]

_SPELLED = re.compile(r"[a-z][a-z' -]*")
_NEAR = rf"[^。!?]{{0,{NEAR}}}?"
_FAR = r".{{0,{gap}}}?"


def found_in(patterns: Iterable[str], text: str) -> bool:
    """True when one of the patterns stands in `text`."""
    plain = normal(text)
    return any(all(chain.search(plain) for chain in _compiled(pattern)) for pattern in patterns)


def rest_after(patterns: Iterable[str], text: str) -> str | None:
    """What follows the first of the patterns that `text` holds, as compared; None without one."""
    plain = normal(text)
    for pattern in patterns:
        matches = [chain.search(plain) for chain in _compiled(pattern)]
        if all(matches):
            return plain[max(match.end() for match in matches if match) :].lstrip("、。,.!")
    return None


def sides_of(patterns: Iterable[str], text: str) -> tuple[str, str] | None:
    """What stands before and after the first of the patterns that `text` holds, as compared."""
    plain = normal(text)
    for pattern in patterns:
        matches = [chain.search(plain) for chain in _compiled(pattern)]
        found = [match for match in matches if match]
        if found and len(found) == len(matches):
            start = min(match.start() for match in found)
            return plain[:start], plain[max(match.end() for match in found) :]
    return None


def holds_any(words: Iterable[str], text: str) -> bool:
    """True when one of the words stands in `text` (`place_of`)."""
    return any(place_of(word, text) is not None for word in words)


def place_of(word: str, text: str) -> int | None:
    """Where `word` stands in `text` as compared, None when it doesn't: 「son」 is no part of
    「person」, while what is written without spaces is found anywhere."""
    plain = folded(word)
    if _SPELLED.fullmatch(plain):
        found = re.search(rf"(?<![^\W_]){re.escape(plain)}(?![^\W_])", folded(text))
        return found.start() if found else None
    place = normal(text).find(normal(word))
    return place if place >= 0 else None


def check(pattern: str) -> None:
    """Raises PatternError when the pattern cannot be read."""
    _compiled(pattern)


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(_expression(chain)) for chain in parse(pattern, {}).chains)


def _expression(chain: Chain) -> str:
    pieces = []
    for number, part in enumerate(chain.parts):
        words = sorted(map(normal, part), key=len, reverse=True)
        pieces.append(f"(?:{'|'.join(map(re.escape, words))})")
        if number < len(chain.gaps):
            gap = chain.gaps[number]
            pieces.append(_NEAR if gap == NEAR else _FAR.format(gap=gap))
    start = r"\A" if chain.is_first else ""
    end = r"[。、.!?…]*\Z" if chain.is_last else ""
    return start + "".join(pieces) + end
