"""Finds the patterns of the lexicon in a text: all words at once, then the gaps between them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import ahocorasick

from config.patterns import NEAR, Chain, Pattern
from nlp.tokens import Forms, Span

#: Places kept of one pattern: a text that repeats itself says nothing more.
MOST_PLACES = 50
_SENTENCE_END = re.compile(r"[。!?！？\n]")
_SHORT_KANA = re.compile(r"[ぁ-ゖ]{1,2}\Z")
_UNBROKEN = re.compile(r"[a-z0-9ァ-ヺー' ]+\Z")
_LETTER = re.compile(r"[a-z0-9]")
_KATAKANA = re.compile(r"[ァ-ヺー]")


@dataclass(frozen=True, slots=True)
class _Needed:
    """A pattern as part numbers: `chains[i]` goes with `pattern.chains[i]`."""

    number: int
    parts: frozenset[int]
    chains: tuple[tuple[int, ...], ...]
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in a text: places of each pattern by number, and how many words of each cue."""

    patterns: Mapping[int, list[Span]]
    cues: Mapping[str, int]


class Lexicon:
    """Patterns and cue words compiled once; `find` gives what of them stands in a text."""

    def __init__(
        self,
        patterns: Sequence[Pattern],
        cues: Mapping[str, Iterable[str]],
        form: Callable[[str], str],
    ) -> None:
        self._parts: dict[frozenset[str], int] = {}
        self._by_part: dict[int, list[_Needed]] = defaultdict(list)
        for number, pattern in enumerate(patterns):
            self._add(number, pattern)
        words: dict[str, set[int]] = defaultdict(set)
        for part_words, part in self._parts.items():
            for word in part_words:
                words[word].add(part)
        cue_words: dict[str, set[str]] = defaultdict(set)
        for cue, own in cues.items():
            for word in own:
                cue_words[word.casefold()].add(cue)
        self._cues = [tuple(sorted(names)) for names in cue_words.values()]
        numbered = {word: {number} for number, word in enumerate(cue_words)}
        formed = {word: found for word, found in _formed(numbered, form).items() if len(word) > 1}
        self._written = _Words(words, numbered)
        self._forms = _Words(_formed(words, form), formed)
        self._rarest = frozenset(self._by_part)

    def find(self, written: str, forms: Forms | None) -> Found:
        """What stands in the text; places are those in `written`, first to last part."""
        text = _Text(self._written, written, None)
        texts = [text]
        present, cue_words = text.parts, text.cues
        if forms is not None:
            text = _Text(self._forms, forms.text, forms)
            texts.append(text)
            present |= text.parts
            cue_words |= text.cues
        possible = [
            needed
            for part in present & self._rarest
            for needed in self._by_part[part]
            if needed.parts <= present
        ]
        found: dict[int, list[Span]] = {}
        if possible:
            wanted = set().union(*[needed.parts for needed in possible])
            for text in texts:
                text.look_for(wanted)
            for needed in possible:
                if spans := _spans(needed, texts):
                    found[needed.number] = spans
        cues = self._cues
        return Found(found, Counter(chain.from_iterable([cues[number] for number in cue_words])))

    def _add(self, number: int, pattern: Pattern) -> None:
        chains = tuple(tuple(map(self._part, chain.parts)) for chain in pattern.chains)
        parts = frozenset(part for chain in chains for part in chain)
        # Looked up under its rarest part: the one that stands for the fewest, longest words.
        sets = {self._part(words): words for chain in pattern.chains for words in chain.parts}
        rarest = min(parts, key=lambda part: (sum(5.0 ** -len(word) for word in sets[part]), part))
        self._by_part[rarest].append(_Needed(number, parts, chains, pattern))

    def _part(self, words: frozenset[str]) -> int:
        return self._parts.setdefault(frozenset(map(str.casefold, words)), len(self._parts))


class _Words:
    """All words of one text in one automaton; a hit gives the number of its entry."""

    def __init__(
        self, parts: Mapping[str, Iterable[int]], cues: Mapping[str, Iterable[int]]
    ) -> None:
        words = [*parts, *(word for word in cues if word not in parts)]
        self.parts = [tuple(sorted(parts.get(word, ()))) for word in words]
        self.cues = [tuple(sorted(cues.get(word, ()))) for word in words]
        self.edges = [(len(word), _edge(word)) for word in words]
        automaton = ahocorasick.Automaton()
        for number, word in enumerate(words):
            automaton.add_word(word, number)
        automaton.make_automaton()
        # `iter`, never `iter_long`: that one drops hits after a failed longer word.
        self.iter: Callable[[str], Iterable[tuple[int, int]]] = (
            automaton.iter if words else lambda _: ()
        )


class _Text:
    """One of the two texts with the parts and cue words that stand in it."""

    __slots__ = ("_hits", "_words", "cues", "forms", "parts", "places", "text")

    def __init__(self, words: _Words, text: str, forms: Forms | None) -> None:
        self.text = text
        self.forms = forms
        self._words = words
        self._hits = list(words.iter(text))
        entries = {number for _, number in self._hits}
        parts, cues = words.parts, words.cues
        self.parts = set[int]().union(*[parts[number] for number in entries])
        self.cues = set[int]().union(*[cues[number] for number in entries])
        self.places: dict[int, list[Span]] = {}

    def look_for(self, wanted: set[int]) -> None:
        """Works out the places of the wanted parts, in order."""
        parts_of, edges, places = self._words.parts, self._words.edges, self.places
        for last, number in self._hits:
            parts = parts_of[number]
            if wanted.isdisjoint(parts):
                continue
            length, edge = edges[number]
            span = (last + 1 - length, last + 1)
            if edge and not _stands_alone(self.text, *span, edge):
                continue
            for part in parts:
                if part in wanted:
                    places.setdefault(part, []).append(span)

    def written(self, span: Span) -> Span:
        """The place in the written text of a place in this one."""
        return self.forms.written(*span) if self.forms else span


def _formed(words: Mapping[str, Iterable[int]], form: Callable[[str], str]) -> dict[str, set[int]]:
    """The words in dictionary forms; several may fall together."""
    formed: dict[str, set[int]] = defaultdict(set)
    for word, numbers in words.items():
        if key := form(word):
            formed[key].update(numbers)
    return formed


def _edge(word: str) -> int:
    """1: a Latin word, 2: a katakana word, 3: kana too short to be found inside others, else 0."""
    if _SHORT_KANA.match(word):
        return 3
    if _UNBROKEN.match(word):
        return 1 if _LETTER.match(word[-1]) else 2
    return 0


def _stands_alone(text: str, start: int, end: int, edge: int) -> bool:
    """False where a word of one script is only the inside of a longer one (DV in DVD)."""
    if edge == 3:
        return not ("ぁ" <= text[start - 1 : start] <= "ゖ" or "ぁ" <= text[end : end + 1] <= "ゖ")
    letter = _LETTER if edge == 1 else _KATAKANA
    return not (letter.match(text[start - 1 : start]) or letter.match(text[end : end + 1]))


def _spans(needed: _Needed, texts: Sequence[_Text]) -> list[Span]:
    """The places where the whole pattern stands: those of its first chain, if all are there."""
    spans: list[Span] = []
    for i, (parts, pattern) in enumerate(zip(needed.chains, needed.pattern.chains, strict=True)):
        here: set[Span] = set()
        for text in texts:
            if parts[0] in text.places:
                here.update(map(text.written, _follow(parts, pattern, text)))
        if not here:
            return []
        spans = spans if i else sorted(here)[:MOST_PLACES]
    return spans


def _follow(parts: tuple[int, ...], pattern: Chain, text: _Text) -> list[Span]:
    """Where the parts stand in order with gaps small enough; one span for each first part."""
    ways = text.places[parts[0]]
    if pattern.is_first:
        ways = [span for span in ways if span[0] == 0]
    for part, gap in zip(parts[1:], pattern.gaps, strict=True):
        nexts = sorted(text.places.get(part, ()))
        ways = [(first, end) for first, at in ways for end in _next_end(text.text, at, nexts, gap)]
    if pattern.is_last:
        size = len(text.text.rstrip("。!?！？~ー…"))
        ways = [way for way in ways if way[1] >= size]
    return ways


def _next_end(text: str, at: int, nexts: Sequence[Span], gap: int) -> Iterable[int]:
    """The end of the nearest following part, if it is near enough."""
    place = bisect_left(nexts, (at, 0))
    if place == len(nexts):
        return ()
    start, end = nexts[place]
    if start - at > gap or (gap == NEAR and _SENTENCE_END.search(text, at, start)):
        return ()
    return (end,)
