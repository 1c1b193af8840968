"""Finds the scenario's patterns (their language: `config.patterns`) in what somebody wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from config.office import folded, normal
from config.patterns import FAR, NEAR, PatternError, parse

__all__ = ["PatternError", "check", "found_in", "holds_any", "place_of", "rest_after", "sides_of"]

_SPELLED = re.compile(r"[a-z][a-z' -]*")
_GAP = re.compile("(……|…)")
_GAPS = {"…": rf"[^。!?]{{0,{NEAR}}}?", "……": rf".{{0,{FAR}}}?"}
_PIECE = re.compile(r"\(([^()]*)\)|([^()]+)")


def found_in(patterns: Iterable[str], text: str) -> bool:
    """True when one of the patterns stands in `text`."""
    _, plain = _compared(text)
    return any(all(chain.search(plain) for chain in _compiled(pattern)) for pattern in patterns)


def rest_after(patterns: Iterable[str], text: str) -> str | None:
    """What follows the first of the patterns that `text` holds, folded; None without one."""
    sides = sides_of(patterns, text)
    return sides[1].lstrip("、。,.! ") if sides else None


def sides_of(patterns: Iterable[str], text: str) -> tuple[str, str] | None:
    """What stands before and after the first of the patterns that `text` holds, folded: words
    stay apart, as `place_of` wants them."""
    spaced, plain = _compared(text)
    for pattern in patterns:
        matches = [chain.search(plain) for chain in _compiled(pattern)]
        found = [match for match in matches if match]
        if found and len(found) == len(matches):
            start, end = min(each.start() for each in found), max(each.end() for each in found)
            return spaced[: _spread(spaced, start)], spaced[_spread(spaced, end) :]
    return None


def _spread(spaced: str, place: int) -> int:
    """Where the letter stands in `spaced` that is at `place` once the spaces are gone."""
    letters = [at for at, letter in enumerate(spaced) if letter != " "]
    return letters[place] if place < len(letters) else len(spaced)


def holds_any(words: Iterable[str], text: str) -> bool:
    """True when one of the words stands in `text` (`place_of`)."""
    return any(place_of(word, text) is not None for word in words)


def place_of(word: str, text: str) -> int | None:
    """Where `word` stands in `text` as compared, None when it doesn't: 「son」 is no part of
    「person」, while what is written without spaces is found anywhere."""
    spaced, plain = _compared(text)
    spelled, together = _sought(word)
    if spelled:
        found = spelled.search(spaced)
        return found.start() if found else None
    place = plain.find(together)
    return place if place >= 0 else None


@lru_cache(maxsize=4)
def _compared(text: str) -> tuple[str, str]:
    """The message at hand, folded and without spaces: hundreds of words are looked for in it."""
    return folded(text), normal(text)


@lru_cache(maxsize=4096)
def _sought(word: str) -> tuple[re.Pattern[str] | None, str]:
    """What finds a word that is spelled with letters; the word without spaces for all others."""
    plain = folded(word)
    is_spelled = _SPELLED.fullmatch(plain)
    spelled = re.compile(rf"(?<![^\W_]){re.escape(plain)}(?![^\W_])") if is_spelled else None
    return spelled, normal(word)


def check(pattern: str) -> None:
    """Raises PatternError when the pattern cannot be read."""
    parse(pattern, {})


@lru_cache(maxsize=2048)
def _compiled(pattern: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(_expression(chain)) for chain in pattern.split("＆"))


def _expression(chain: str) -> str:
    """The chain as it is written: its groups side by side, not every word that they make."""
    body = chain.removeprefix("^").removesuffix("$")
    start = r"\A[¿¡]*" if chain.startswith("^") else ""
    end = r"[。、.!?…]*\Z" if chain.endswith("$") else ""
    return start + "".join(map(_piece, _GAP.split(body))) + end


def _piece(written: str) -> str:
    if written in _GAPS:
        return _GAPS[written]
    return "".join(_choice(*found.groups("")) for found in _PIECE.finditer(written))


def _choice(group: str, plain: str) -> str:
    words = sorted(map(normal, (group or plain).split("|")), key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, words))})"
