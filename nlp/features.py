"""What the model counts in a message: pairs of characters, words, pairs of words, and marks.

In the file of weights each has a name. Two characters are themselves (`死に`); a word is its term,
which begins with `=` (`=死ぬ`, `=<spouse>`, `=#` for a number); two words in a row are both
(`=家賃=払う`); a mark is a cue with a count (`debt:2` where at least two of its words stand) or a
rule that found something (`concern/debt`, `danger/suicide/urgent`). In a message two characters are
one number, which is found much faster than a string is made.
"""

from __future__ import annotations

from functools import lru_cache

from nlp.findings import Findings
from nlp.tokens import TERM

Feature = str | int
#: Words of one cue beyond this many say nothing more.
MOST_OF_A_CUE = 4


class Features:
    """The features of one message; how often one stands there does not matter."""

    __slots__ = ("names", "pairs")

    def __init__(self, pairs: set[int], names: set[str]) -> None:
        self.pairs = pairs
        self.names = names


def features(text: str, terms: list[str], found: Findings) -> Features:
    """The features of a normalised text; `terms` are its words as the model counts them."""
    names = found.marks.copy()
    previous = ""
    for term in terms:
        if term:
            names.add(term)
            if previous:
                names.add(previous + term)
            previous = term
    for cue, count in found.cues.items():
        names.update(_cue_marks(cue, count))
    # Four bytes a character: eight are a pair, beginning with the first and with the second.
    characters = memoryview(text.encode("utf-32-le", "surrogatepass"))
    even = len(text) // 2
    odd = even - 1 + len(text) % 2
    pairs = {*characters[: 8 * even].cast("Q"), *characters[4 : 4 + 8 * odd].cast("Q")}
    return Features(pairs, names)


def name(feature: Feature) -> str:
    """The feature's name in the file of weights."""
    return feature if isinstance(feature, str) else chr(feature & _FIRST) + chr(feature >> 32)


def feature(name: str) -> Feature:
    """The feature of a name."""
    is_pair = len(name) == 2 and not name.startswith(TERM)
    return ord(name[0]) | ord(name[1]) << 32 if is_pair else name


def names(features: Features) -> frozenset[str]:
    """The names of features; no pair that begins like a term, which would be taken for one."""
    pairs = [name(pair) for pair in features.pairs if pair & _FIRST != ord(TERM)]
    return frozenset(features.names).union(pairs)


_FIRST = (1 << 32) - 1


@lru_cache(maxsize=4096)
def _cue_marks(cue: str, count: int) -> tuple[str, ...]:
    return tuple(f"{cue}:{number}" for number in range(1, min(count, MOST_OF_A_CUE) + 1))
