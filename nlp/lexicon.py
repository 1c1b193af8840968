"""Finds the patterns of the lexicon in a text: all words at once, then the gaps between them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from config.patterns import Pattern
from nlp.places import Entry, Needed, Text, places
from nlp.tokens import Forms, Span

_SHORT_KANA = re.compile(r"[ぁ-ゖ]{1,2}\Z")
_UNBROKEN = re.compile(r"[a-z0-9ァ-ヺー' ]+\Z")


class Found(NamedTuple):
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
        self._parts = _numbered(patterns)
        self._by_part: dict[int, list[Needed]] = defaultdict(list)
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
        self._written = _Words(words, numbered, self._by_part)
        self._forms = _Words(_formed(words, form), formed, self._by_part)

    def find(self, written: str, forms: Forms | None) -> Found:
        """What stands in the text; places are those in `written`, first to last part."""
        texts = [self._written.look_up(written, None)]
        if forms is not None:
            texts.append(self._forms.look_up(forms.text, forms))
        present = 0
        cue_words: set[int] = set()
        keyed: set[Needed] = set()
        for text in texts:
            entries = text.entries
            for number in {number for number, _, _ in text.matches}:
                mask, cues, needed, _ = entries[number]
                present |= mask
                if cues:
                    cue_words.update(cues)
                if needed:
                    keyed.update(needed)
        possible = [needed for needed in keyed if needed.mask & present == needed.mask]
        names = self._cues
        return Found(
            places(possible, texts) if possible else {},
            Counter(chain.from_iterable([names[number] for number in cue_words])),
        )

    def _add(self, number: int, pattern: Pattern) -> None:
        chains = tuple(tuple(map(self._part, chain.parts)) for chain in pattern.chains)
        parts = {part for chain in chains for part in chain}
        # Its key is its rarest part.
        self._by_part[max(parts)].append(Needed(number, _mask(parts), chains, pattern.chains))

    def _part(self, words: frozenset[str]) -> int:
        return self._parts[_folded(words)]


class _Words:
    """All words of one text in one automaton, and what each stands for."""

    def __init__(
        self,
        parts: Mapping[str, Iterable[int]],
        cues: Mapping[str, Iterable[int]],
        by_part: Mapping[int, Sequence[Needed]],
    ) -> None:
        words = list({**parts, **cues})
        known: dict[object, Entry] = {}
        self._entries: list[Entry] = []
        for word in words:
            own = tuple(sorted(parts.get(word, ())))
            key = (own, tuple(sorted(cues.get(word, ()))), _edge(word))
            if key not in known:  # words that stand for the same share it
                needed = tuple(pattern for part in own for pattern in by_part.get(part, ()))
                known[key] = Entry(_mask(own), key[1], needed, key[2])
            self._entries.append(known[key])
        self._find = AhoCorasick(
            words, implementation=Implementation.ContiguousNFA, store_patterns=False
        ).find_matches_as_indexes

    def look_up(self, text: str, forms: Forms | None) -> Text:
        """The text with every word that stands in it, also those inside others."""
        return Text(text, forms, self._find(text, overlapping=True), self._entries)


def _numbered(patterns: Sequence[Pattern]) -> dict[frozenset[str], int]:
    """A number for every part, the commonest first: what is often added up stays short."""
    parts = {_folded(part) for each in patterns for chain in each.chains for part in chain.parts}
    common = sorted(parts, key=lambda words: (-_chance(words), sorted(words)))
    return {part: number for number, part in enumerate(common)}


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(str.casefold, words))


def _chance(words: Iterable[str]) -> float:
    """How likely one of the words stands in a text: the more and the shorter, the likelier."""
    return sum(sorted(5.0 ** -len(word) for word in words))


def _mask(parts: Iterable[int]) -> int:
    mask = 0
    for part in parts:
        mask |= 1 << part
    return mask


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
        return 1 if "a" <= word[-1] <= "z" or "0" <= word[-1] <= "9" else 2
    return 0
