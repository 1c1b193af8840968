"""What the model counts in a message: pairs of characters, words, pairs of words, and marks.

A feature is its name. Two characters are themselves (`死に`); a word is its term, which begins
with `=` (`=死ぬ`, `=<spouse>`, `=#` for a number); two words in a row are both (`=家賃=払う`); a
mark is a cue with a count (`debt:2` where at least two of its words stand) or a rule that found
something (`concern/debt`, `danger/suicide/urgent`).
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from operator import add

from nlp.findings import Findings
from nlp.tokens import TERM, Forms

#: Words of one cue beyond this many say nothing more.
MOST_OF_A_CUE = 4


def features(text: str, forms: Forms | None, found: Findings) -> set[str]:
    """The features of a normalised text; how often one stands there does not matter."""
    if forms:
        terms = [word.term for word in forms.words if word.term]
    else:
        terms = [TERM + word for word in text.split()]
    counted = set(map(add, text, text[1:]))
    counted.update(terms)
    counted.update(map(add, terms, terms[1:]))
    counted.update(found.marks)
    cues = found.cues
    counted.update(chain.from_iterable(map(_cue_marks, cues, cues.values())))
    return counted


@lru_cache(maxsize=4096)
def _cue_marks(cue: str, count: int) -> tuple[str, ...]:
    return tuple(f"{cue}:{number}" for number in range(1, min(count, MOST_OF_A_CUE) + 1))
