"""The small pattern language of the lexicon: words, groups of words, and gaps between them.

    家賃…払えない     the parts in this order, at most `NEAR` characters apart, in one sentence
    薬……ためて        in this order, at most `FAR` characters apart, sentences may end between
    離婚＆子ども       both somewhere in the message, in any order
    (家賃|部屋代)      one of these; an empty one makes it optional
    〈払えない〉       one of the words of that group
    ^人と話す$         the whole message and nothing else

A part is matched against the text as written and against its dictionary forms, where
「払えません」 reads 「払えるない」.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product

NEAR = 14
FAR = 60
#: A part may stand for this many words at most; beyond that it is cheaper as two parts.
WIDTH = 6000

_TOKEN = re.compile(r"……|…|＆|〈[^〈〉…＆|]*〉|\([^()…＆]*\)|[^…＆〈〉()|]+|.", re.DOTALL)
_GAPS = {"…": NEAR, "……": FAR}


class PatternError(ValueError):
    """A pattern that cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Parts in order; `gaps[i]` is the most characters between part i and i + 1."""

    parts: tuple[frozenset[str], ...]
    gaps: tuple[int, ...] = ()
    is_first: bool = False
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """One written pattern: every chain must be found, in any order."""

    source: str
    chains: tuple[Chain, ...]


def parse(
    source: str, groups: Mapping[str, frozenset[str]], write: Callable[[str], str] = str
) -> Pattern:
    """The pattern that `source` writes, each word as `write` writes it.

    Raises PatternError for an unknown group, an unclosed bracket, an empty part, and a part that
    stands for more than `WIDTH` words.
    """
    return Pattern(source, tuple(_chain(piece, groups, write) for piece in source.split("＆")))


def parse_groups(sources: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    """The words of every group; a group may name groups that stand above it."""
    groups: dict[str, frozenset[str]] = {}
    for name, words in sources.items():
        found: set[str] = set()
        for word in words:
            try:
                found |= _part(_TOKEN.findall(word), groups)
            except PatternError as error:
                raise PatternError(f"〈{name}〉: {word}: {error}") from None
        groups[name] = frozenset(found)
    return groups


def _chain(source: str, groups: Mapping[str, frozenset[str]], write: Callable[[str], str]) -> Chain:
    is_first, is_last = source.startswith("^"), source.endswith("$")
    runs: list[list[str]] = [[]]
    gaps: list[int] = []
    for piece in _TOKEN.findall(source.removeprefix("^").removesuffix("$")):
        if piece in _GAPS:
            gaps.append(_GAPS[piece])
            runs.append([])
        else:
            runs[-1].append(piece)
    parts = tuple(frozenset(map(write, _part(run, groups))) for run in runs)
    return Chain(parts, tuple(gaps), is_first, is_last)


def _part(tokens: list[str], groups: Mapping[str, frozenset[str]]) -> frozenset[str]:
    choices = [_atom(piece, groups) for piece in tokens]
    width = 1
    for choice in choices:
        width *= len(choice)
    if width > WIDTH:
        raise PatternError(f"a part stands for {width} words; put a gap between them")
    words = frozenset("".join(words) for words in product(*choices))
    if not choices or "" in words:
        raise PatternError("a part is empty")
    return words


def _atom(piece: str, groups: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    if piece in "()〈〉|":
        raise PatternError(f"{piece} stands alone")
    if piece.startswith("("):
        found: set[str] = set()
        for option in piece[1:-1].split("|"):
            found |= _part(_TOKEN.findall(option), groups) if option else {""}
        return tuple(sorted(found))
    if piece.startswith("〈"):
        if piece[1:-1] not in groups:
            raise PatternError(f"{piece} is no group")
        return tuple(sorted(groups[piece[1:-1]]))
    return (piece,)
