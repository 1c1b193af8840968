"""What the model counts in a message: pairs of characters, words, pairs of words, and marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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
    marks = {
        f"{cue}:{count}"
        for cue, most in found.cues.items()
        for count in range(1, min(most, MOST_OF_A_CUE) + 1)
    }
    for hit in found.concerns:
        marks.add(f"concern/{hit.code}")
    for hit in found.dangers:
        marks.add(f"danger/{hit.code}/{hit.detail}")
    for section, hits in (("about", found.about), ("intent", found.intent), ("scope", found.scope)):
        for hit in hits:
            marks.add(f"{section}/{hit.code}")
    return Features(
        grams=frozenset(map(str.__add__, text, text[1:])),
        words=frozenset(terms),
        pairs=frozenset(
            [f"{a}|{b}" for a, b in zip(terms, terms[1:], strict=False)]
            + [f"{a}|_|{b}" for a, b in zip(terms, terms[2:], strict=False)]
        ),
        marks=frozenset(marks),
    )
