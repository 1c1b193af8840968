"""What the model counts in a message: its words, which stand side by side, and marks.

In the file of weights each has a name. A word is counted under several: as it was written (`払え`),
as its term, which begins with `=` (`=払う`, `=<spouse>`, `=#` for a number), and by each of its
Chinese characters (`払`). Two that stand side by side are both with `+` between them (`家賃+も`,
`+家賃` at the beginning). A mark is a cue with a count (`debt:2` where at least two of its words
stand) or a rule that found something (`concern/debt`, `danger/suicide/urgent`).
"""

from __future__ import annotations

from functools import lru_cache
from sys import intern

from nlp.findings import Findings
from nlp.forms import Word

#: Words of one cue beyond this many say nothing more.
MOST_OF_A_CUE = 4
#: Stands between two words.
BESIDE = "+"
#: Of a longer word only so many characters count.
LONGEST = 24
#: What is written with one of these is no name of a word: it would look like another feature.
_SIGNS = frozenset(":/=+ \t\n")


class Features:
    """The features of one message: its marks, and its words in a row."""

    __slots__ = ("marks", "words")

    def __init__(self, words: list[Word], marks: set[str]) -> None:
        self.words = words
        self.marks = marks


def features(words: list[Word], found: Findings) -> Features:
    """The features of a message of these words in which this was found."""
    marks = found.marks.copy()
    for cue, count in found.cues.items():
        marks.update(_cue_marks(cue, count))
    return Features(words, marks)


def word_names(word: Word) -> set[str]:
    """The names under which one word is counted."""
    surface = word.surface[:LONGEST]
    names = {char for char in surface if "\u3400" <= char <= "\u9fff"}
    if surface and _SIGNS.isdisjoint(surface):
        names.add(surface)
    if word.term and _SIGNS.isdisjoint(word.term[1:]):
        names.add(word.term)
    return names


def is_mark(name: str) -> bool:
    """True where a name is that of a mark: no word has one like it."""
    return len(name) > 2 and BESIDE not in name and not {":", "/"}.isdisjoint(name)


def names(features: Features) -> list[str]:
    """The names of features. How often a word stands there does not matter; a name that several
    words share stands there several times."""
    surfaces = [word.surface for word in features.words]
    beside = {
        first + BESIDE + second
        for first, second in zip(["", *surfaces], [*surfaces, ""], strict=True)
    }
    own = [name for word in dict.fromkeys(features.words) for name in word_names(word)]
    return [*features.marks, *beside, *own]


@lru_cache(maxsize=4096)
def _cue_marks(cue: str, count: int) -> tuple[str, ...]:
    return tuple([intern(f"{cue}:{n}") for n in range(1, min(count, MOST_OF_A_CUE) + 1)])
