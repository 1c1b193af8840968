"""What the model counts in a message: pairs of characters, words, pairs of words, and marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import add

from nlp.findings import Findings
from nlp.tokens import Forms

#: Words of one cue beyond this many say nothing more.
MOST_OF_A_CUE = 4


@dataclass(frozen=True, slots=True)
class Features:
    """Each feature at most once; how often it stands there does not matter."""

    grams: frozenset[str]
    words: frozenset[str]
    pairs: frozenset[str]
    marks: frozenset[str]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Kind and name of each, in a fixed order."""
        for kind in ("grams", "words", "pairs", "marks"):
            for name in sorted(getattr(self, kind)):
                yield kind, name


def features(text: str, forms: Forms | None, found: Findings) -> Features:
    """The features of a normalised text.

    A mark is a cue with a count (`debt:2` where at least two of its words stand), or a rule of
    the lexicon that found something (`concern/debt`, `danger/suicide/urgent`).
    """
    terms = [word.term for word in forms.words if word.term] if forms else text.split()
    marks = [
        mark
        for cue, count in found.cues.items()
        for mark in _cue_marks(cue)[: min(count, MOST_OF_A_CUE)]
    ]
    marks += [f"concern/{hit.code}" for hit in found.concerns]
    marks += [f"danger/{hit.code}/{hit.detail}" for hit in found.dangers]
    marks += [f"about/{hit.code}" for hit in found.about]
    marks += [f"intent/{hit.code}" for hit in found.intent]
    marks += [f"scope/{hit.code}" for hit in found.scope]
    return Features(
        grams=frozenset(map(add, text, text[1:])),
        words=frozenset(terms),
        pairs=frozenset([f"{one}|{next_one}" for one, next_one in pairwise(terms)]),
        marks=frozenset(marks),
    )


@lru_cache(maxsize=512)
def _cue_marks(cue: str) -> tuple[str, ...]:
    return tuple(f"{cue}:{count}" for count in range(1, MOST_OF_A_CUE + 1))
