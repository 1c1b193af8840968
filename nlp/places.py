"""Where the patterns stand whose words are all somewhere in the text."""

from __future__ import annotations

import re

from config.patterns import NEAR
from nlp.entries import LATIN, Entry, Link, Needed
from nlp.forms import Forms, Span

#: Places kept of one pattern: a text that repeats itself says nothing more.
MOST_PLACES = 50
#: What a Latin word is made of.
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_SENTENCE_END = re.compile(r"[。!?！？\n]")

#: Number of a word, and the place where it stands.
Match = tuple[int, int, int]


class Text:
    """One of the two texts of a message, the words found in it and where wanted parts stand.

    `entries` holds for each of the `matches` what its word stands for.
    """

    __slots__ = ("entries", "forms", "matches", "places", "text")

    def __init__(
        self, text: str, forms: Forms | None, matches: list[Match], every: list[Entry | None]
    ) -> None:
        """`every` holds what each word stands for that `matches` names by its number."""
        self.text = text
        self.forms = forms
        self.matches = matches
        self.entries = [every[match[0]] for match in matches]
        self.places: dict[int, list[Span]] = {}

    def look_for(self, parts: set[int], sign: int) -> None:
        """Works out the places of parts; `sign` is theirs together."""
        here = self.places
        at = -1
        for entry in self.entries:
            at += 1
            if entry is None or not entry.sign & sign:
                continue
            _, start, end = self.matches[at]
            for part in entry.parts:
                if part in parts:
                    if entry.edge and not self.stands_alone(entry.edge, start, end):
                        break
                    if part in here:
                        here[part].append((start, end))
                    else:
                        here[part] = [(start, end)]

    def stands_alone(self, edge: int, start: int, end: int) -> bool:
        """False where a word of one script is only the inside of a longer one (DV in DVD)."""
        text = self.text
        return not (
            (start > 0 and _belongs(edge, text[start - 1]))
            or (end < len(text) and _belongs(edge, text[end]))
        )

    def written(self, start: int, end: int) -> Span:
        """The place in the text as written."""
        return (start, end) if self.forms is None else self.forms.written(start, end)


def add_places(found: dict[int, list[Span]], possible: list[Needed], texts: list[Text]) -> None:
    """Adds the places of patterns by number, leaving out those that stand nowhere."""
    sign = 0
    parts: set[int] = set()
    for needed in possible:
        sign |= needed.sign
        parts.update(needed.parts)
    for text in texts:
        text.look_for(parts, sign)
    for needed in possible:
        spans = _spans(needed, texts)
        if spans:
            found[needed.number] = spans


def in_order(here: list[Span]) -> list[Span]:
    """The places in order, each once, and no more than `MOST_PLACES`."""
    return sorted(set(here))[:MOST_PLACES]


def _spans(needed: Needed, texts: list[Text]) -> list[Span]:
    """The places where the whole pattern stands: those of its first chain, if all are there."""
    first: list[Span] = []
    for chain in needed.chains:
        here: list[Span] = []
        for text in texts:
            if chain.part in text.places:
                for start, end in _ways(text.places[chain.part], chain, text):
                    here.append(text.written(start, end))
        if not here:
            return []
        if not first:
            first = in_order(here) if len(here) > 1 else here
    return first


def _ways(ways: list[Span], chain: Link, text: Text) -> list[Span]:
    """Which of the ways that begin with the first part go through the whole chain.

    They go on with gaps small enough to the last part: from the start of the first to there.
    """
    if chain.is_first:
        ways = [way for way in ways if way[0] == 0]
    for part, gap in chain.nexts:
        if part not in text.places:
            return []
        nexts = text.places[part]
        if len(nexts) > 1:
            nexts = sorted(nexts)
        further: list[Span] = []
        for start, at in ways:
            nearest = _nearest(nexts, at)
            if nearest < len(nexts):
                begin, end = nexts[nearest]
                if begin - at <= gap and (
                    gap != NEAR or begin == at or not _SENTENCE_END.search(text.text, at, begin)
                ):
                    further.append((start, end))
        ways = further
    if chain.is_last and ways:
        size = len(text.text.rstrip("。!?！？~ー…"))
        ways = [way for way in ways if way[1] >= size]
    return ways


def _nearest(places: list[Span], at: int) -> int:
    """Which of the places, in order, is the first that begins at `at` or behind."""
    low, high = 0, len(places)
    while low < high:
        middle = (low + high) // 2
        if places[middle][0] < at:
            low = middle + 1
        else:
            high = middle
    return low


def _belongs(edge: int, char: str) -> bool:
    """True where the character is of the script of words with this edge."""
    if edge == LATIN:
        return char in LETTERS
    if edge == 2:
        return "ァ" <= char <= "ヺ" or char == "ー"
    return "ぁ" <= char <= "ゖ"
