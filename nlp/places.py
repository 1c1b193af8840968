"""Where the patterns stand whose words are all somewhere in the text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence, Set

from config.patterns import NEAR
from nlp.entries import Entry, Link, Needed
from nlp.tokens import Forms, Span

#: Places kept of one pattern: a text that repeats itself says nothing more.
MOST_PLACES = 50
_SENTENCE_END = re.compile(r"[。!?！？\n]")

#: Number of a word, and the place where it stands.
Match = tuple[int, int, int]


class Text:
    """One of the two texts of a message, the words found in it and where wanted parts stand."""

    __slots__ = ("forms", "hits", "places", "text")

    def __init__(
        self,
        text: str,
        forms: Forms | None,
        matches: Iterable[Match],
        entries: Sequence[Entry | None],
    ) -> None:
        """`entries` holds what each word that `matches` names by its number stands for."""
        self.text = text
        self.forms = forms
        self.hits = [
            (entry, start, end) for number, start, end in matches if (entry := entries[number])
        ]
        self.places: dict[int, list[Span]] = {}

    def look_for(self, possible: Set[Needed], parts: Set[int], others: int) -> None:
        """Works out the places of the parts of possible patterns; `others` are their masks."""
        here = self.places
        for entry, start, end in self.hits:
            if (
                entry.mask & others or (entry.patterns and not possible.isdisjoint(entry.patterns))
            ) and (not entry.edge or self.stands_alone(entry, start, end)):
                for part in entry.parts:
                    if part in parts:
                        if part in here:
                            here[part].append((start, end))
                        else:
                            here[part] = [(start, end)]

    def stands_alone(self, entry: Entry, start: int, end: int) -> bool:
        """False where a word of one script is only the inside of a longer one (DV in DVD)."""
        belongs = _BELONGS[entry.edge]
        return not (belongs(self.text[start - 1 : start]) or belongs(self.text[end : end + 1]))

    def written(self, start: int, end: int) -> Span:
        """The place in the text as written."""
        return self.forms.written(start, end) if self.forms else (start, end)


def places(possible: Iterable[Needed], texts: Iterable[Text]) -> dict[int, list[Span]]:
    """The places of patterns by number, leaving out those that stand nowhere."""
    wanted = set(possible)
    parts: set[int] = set()
    others = 0
    for needed in wanted:
        parts |= needed.parts
        others |= needed.mask
    for text in texts:
        text.look_for(wanted, parts, others)
    return {needed.number: spans for needed in wanted if (spans := _spans(needed, texts))}


def in_order(here: list[Span]) -> list[Span]:
    """The places in order, each once, and no more than `MOST_PLACES`."""
    return sorted(set(here))[:MOST_PLACES]


def _spans(needed: Needed, texts: Iterable[Text]) -> list[Span]:
    """The places where the whole pattern stands: those of its first chain, if all are there."""
    first: list[Span] = []
    for chain in needed.chains:
        here: list[Span] = []
        for text in texts:
            if (ways := text.places.get(chain.part)) and (ways := _ways(ways, chain, text)):
                here += [text.written(start, end) for start, end in ways]
        if not here:
            return []
        first = first or in_order(here)
    return first


def _ways(ways: list[Span], chain: Link, text: Text) -> list[Span]:
    """Which of the ways that begin with the first part go through the whole chain.

    They go on with gaps small enough to the last part: from the start of the first to there.
    """
    if chain.is_first:
        ways = [span for span in ways if span[0] == 0]
    for part, gap in chain.nexts:
        nexts = text.places.get(part)
        if not nexts or not ways:
            return []
        if len(nexts) > 1:
            nexts = sorted(nexts)
        further: list[Span] = []
        for start, at in ways:
            nearest = bisect_left(nexts, (at, 0))
            if nearest < len(nexts):
                begin, end = nexts[nearest]
                if begin - at <= gap and (
                    gap != NEAR or not _SENTENCE_END.search(text.text, at, begin)
                ):
                    further.append((start, end))
        ways = further
    if chain.is_last and ways:
        size = len(text.text.rstrip("。!?！？~ー…"))
        ways = [way for way in ways if way[1] >= size]
    return ways


def _is_letter(char: str) -> bool:
    return "a" <= char <= "z" or "0" <= char <= "9"


def _is_katakana(char: str) -> bool:
    return "ァ" <= char <= "ヺ" or char == "ー"


def _is_hiragana(char: str) -> bool:
    return "ぁ" <= char <= "ゖ"


_BELONGS = (bool, _is_letter, _is_katakana, _is_hiragana)
