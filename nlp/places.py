"""Where the patterns stand whose words are all somewhere in the text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from config.patterns import NEAR, Chain
from nlp.tokens import Forms, Span

#: Places kept of one pattern: a text that repeats itself says nothing more.
MOST_PLACES = 50
_SENTENCE_END = re.compile(r"[。!?！？\n]")
_LETTER = re.compile(r"[a-z0-9]")
_KATAKANA = re.compile(r"[ァ-ヺー]")

#: Number of a word, and the place where it stands.
Match = tuple[int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Needed:
    """A pattern as part numbers: `parts[i]` goes with `chains[i]`; `mask` has the bits of all."""

    number: int
    mask: int
    parts: tuple[tuple[int, ...], ...]
    chains: tuple[Chain, ...]


class Entry(NamedTuple):
    """What a word stands for: the bits of its parts, cue words, the patterns it is the key of.

    `edge` tells where it does not count inside a longer word: 1 Latin, 2 katakana, 3 short kana.
    """

    mask: int
    cues: tuple[int, ...]
    patterns: tuple[Needed, ...]
    edge: int


class Text:
    """One of the two texts of a message, the words found in it and where wanted parts stand."""

    __slots__ = ("entries", "forms", "matches", "places", "text")

    def __init__(
        self, text: str, forms: Forms | None, matches: Sequence[Match], entries: Sequence[Entry]
    ) -> None:
        """`entries` holds what each word that `matches` names by its number stands for."""
        self.text = text
        self.forms = forms
        self.matches = matches
        self.entries = entries
        self.places: dict[int, list[Span]] = {}

    def look_for(self, wanted: int) -> None:
        """Works out the places of the wanted parts."""
        here = self.places
        entries = self.entries
        for number, start, end in self.matches:
            entry = entries[number]
            bits = entry[0] & wanted
            if not bits or (entry.edge and not _stands_alone(self.text, start, end, entry.edge)):
                continue
            while bits:
                part = bits.bit_length() - 1
                bits ^= 1 << part
                if part in here:
                    here[part].append((start, end))
                else:
                    here[part] = [(start, end)]


def places(possible: Sequence[Needed], texts: Sequence[Text]) -> dict[int, list[Span]]:
    """The places of each pattern by number, leaving out those that stand nowhere."""
    wanted = 0
    for needed in possible:
        wanted |= needed.mask
    for text in texts:
        text.look_for(wanted)
    return {needed.number: spans for needed in possible if (spans := _spans(needed, texts))}


def _spans(needed: Needed, texts: Sequence[Text]) -> list[Span]:
    """The places where the whole pattern stands: those of its first chain, if all are there."""
    first: list[Span] = []
    for parts, chain in zip(needed.parts, needed.chains, strict=True):
        here: list[Span] = []
        for text in texts:
            if ways := text.places.get(parts[0]):
                if chain.is_first:
                    ways = [span for span in ways if span[0] == 0]
                if len(parts) > 1 and ways:
                    ways = _follow(ways, parts, chain, text)
                if chain.is_last and ways:
                    size = len(text.text.rstrip("。!?！？~ー…"))
                    ways = [way for way in ways if way[1] >= size]
                forms = text.forms
                here += ways if forms is None else [forms.written(*way) for way in ways]
        if not here:
            return []
        first = first or sorted(set(here))[:MOST_PLACES]
    return first


def _follow(ways: Sequence[Span], parts: tuple[int, ...], chain: Chain, text: Text) -> list[Span]:
    """Which of the ways go on to the last part with gaps small enough: from its start to there."""
    for part, gap in zip(parts[1:], chain.gaps, strict=True):
        nexts = text.places.get(part)
        if not nexts:
            return []
        if len(nexts) > 1:
            nexts = sorted(nexts)
        ways = [(start, end) for start, at in ways for end in _next_end(text.text, at, nexts, gap)]
    return list(ways)


def _next_end(text: str, at: int, nexts: Sequence[Span], gap: int) -> Iterable[int]:
    """The end of the nearest following part, if it is near enough."""
    place = bisect_left(nexts, (at, 0))
    if place == len(nexts):
        return ()
    start, end = nexts[place]
    if start - at > gap or (gap == NEAR and _SENTENCE_END.search(text, at, start)):
        return ()
    return (end,)


def _stands_alone(text: str, start: int, end: int, edge: int) -> bool:
    """False where a word of one script is only the inside of a longer one (DV in DVD)."""
    if edge == 3:
        return not ("ぁ" <= text[start - 1 : start] <= "ゖ" or "ぁ" <= text[end : end + 1] <= "ゖ")
    letter = _LETTER if edge == 1 else _KATAKANA
    return not (letter.match(text[start - 1 : start]) or letter.match(text[end : end + 1]))
