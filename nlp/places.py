"""Where the patterns stand whose words are all somewhere in the text."""

from __future__ import annotations

import re

from librt.vecs import append, vec
from mypy_extensions import i32, i64, u8

from config.patterns import NEAR
from nlp.entries import KATAKANA, LATIN, Link, Needed
from nlp.forms import Forms, Span

#: Places kept of one pattern: a text that repeats itself says nothing more.
MOST_PLACES = 50
#: What a Latin word is made of.
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_SENTENCE_END = re.compile(r"[。!?！？\n]")


class Text:
    """One of the two texts of a message, the words found in it and where wanted parts stand.

    `matches` holds for each word found, in a row, where its record begins and the place where it
    stands, without short Latin words inside longer ones: most of them are.
    """

    __slots__ = ("forms", "matches", "places", "records", "text")

    def __init__(
        self, text: str, forms: Forms | None, matches: vec[i32], records: vec[i32]
    ) -> None:
        """`records` say what each word stands for that `matches` names by where they begin."""
        self.text = text
        self.forms = forms
        self.records = records
        self.places: dict[int, list[Span]] = {}
        self.matches = self._whole(matches)

    def _whole(self, matches: vec[i32]) -> vec[i32]:
        whole = vec[i32](capacity=len(matches))
        at: i64 = 0
        while at < len(matches):
            edge = int(self.records[i64(matches[at])])
            start, end = int(matches[at + 1]), int(matches[at + 2])
            if edge != LATIN or self.stands_alone(edge, start, end):
                whole = append(whole, matches[at])
                whole = append(whole, matches[at + 1])
                whole = append(whole, matches[at + 2])
            at += 3
        return whole

    def look_for(self, wanted: vec[u8]) -> None:
        """Works out the places of the parts whose number is marked in `wanted`."""
        records = self.records
        matches = self.matches
        match: i64 = 0
        while match < len(matches):
            record = i64(matches[match])
            at = record + i64(records[record + 2])
            end = record + i64(records[record + 3])
            while at < end:
                if wanted[i64(records[at])] != 0:
                    edge = int(records[record])
                    start, behind = int(matches[match + 1]), int(matches[match + 2])
                    if edge and not self.stands_alone(edge, start, behind):
                        break
                    part = int(records[at])
                    if part in self.places:
                        self.places[part].append((start, behind))
                    else:
                        self.places[part] = [(start, behind)]
                at += 1
            match += 3

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


def add_places(
    found: dict[int, list[Span]], possible: list[Needed], texts: list[Text], wanted: vec[u8]
) -> None:
    """Adds the places of patterns by number, leaving out those that stand nowhere.

    `wanted` has a zero for every part there is; the parts of these patterns are marked in it.
    """
    for needed in possible:
        for part in needed.parts:
            wanted[i64(part)] = 1
    for text in texts:
        text.look_for(wanted)
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
    if edge == KATAKANA:
        return "ァ" <= char <= "ヺ" or char == "ー"
    return "ぁ" <= char <= "ゖ"
