"""What each word of the lexicon stands for, worked out once from the patterns."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from librt.vecs import vec
from mypy_extensions import i32

from config.patterns import Chain, Pattern

#: The edge of a Latin word, of one in katakana, and of a short one in kana: it does not count
#: inside a longer one.
LATIN: Final = 1
KATAKANA: Final = 2
KANA: Final = 3
#: A record begins with its edge, and with where its lists end: the patterns that are this word
#: anywhere, its cues, its parts, and the patterns that it is the key of.
HEAD: Final = 5

_SHORT_KANA = re.compile(r"[ぁ-ゖ]{1,2}\Z")
_UNBROKEN = re.compile(r"[a-z0-9ァ-ヺー' ]+\Z")


#: Of the parts, or of the cue words, that a word stands for. A set each would fill the memory.
Numbers = tuple[int, ...]


class Link:
    """A chain as part numbers: the first part, then each next one with the gap before it."""

    __slots__ = ("is_first", "is_last", "nexts", "part")

    def __init__(
        self, part: int, nexts: tuple[tuple[int, int], ...], is_first: bool, is_last: bool
    ) -> None:
        self.part = part
        self.nexts = nexts
        self.is_first = is_first
        self.is_last = is_last


class Needed:
    """A pattern of several parts, by its number and the numbers of its parts."""

    __slots__ = ("chains", "number", "parts")

    def __init__(self, number: int, chains: tuple[Link, ...], parts: tuple[int, ...]) -> None:
        self.number = number
        self.chains = chains
        self.parts = parts


class Entries:
    """Makes the records of words; words that stand for the same share one.

    `needed` holds the patterns of several parts by their numbers. The key of each is its rarest
    part: a record has for each pattern that it is the key of the pattern's number, how many other
    parts that needs, and these.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        texts = [tuple(tuple(map(_folded, chain.parts)) for chain in p.chains) for p in patterns]
        sets = [{part for chain in chains for part in chain} for chains in texts]
        rarity = {part: (-_chance(part), sorted(part)) for parts in sets for part in parts}
        self.parts = {part: number for number, part in enumerate(rarity)}
        self.needed: dict[int, Needed] = {}
        self._alone: dict[int, list[int]] = defaultdict(list)
        self._by_key: dict[int, list[int]] = defaultdict(list)
        for number, pattern in enumerate(patterns):
            rarest = max(sets[number], key=rarity.__getitem__)
            key = self.parts[rarest]
            if pattern.chains == (Chain(pattern.chains[0].parts[:1]),):
                self._alone[key].append(number)
                continue
            parts = sorted(self.parts[part] for part in sets[number])
            links = tuple(map(self._link, pattern.chains, texts[number]))
            self.needed[number] = Needed(number, links, tuple(parts))
            others = [part for part in parts if part != key]
            self._by_key[key] += [number, len(others), *others]
        self._used = {part for needed in self.needed.values() for part in needed.parts}
        self._records = [0]
        self._known: dict[tuple[Numbers, Numbers, int], int] = {}

    def record(self, parts: Numbers, cues: Numbers, edge: int) -> int:
        """Where the record of a word begins that has these parts, cue words and this edge; 0
        without any part or cue word."""
        if not parts and not cues:
            return 0
        content = (parts, cues, edge)
        if content not in self._known:
            self._known[content] = len(self._records)
            self._add(sorted(parts), sorted(cues), edge)
        return self._known[content]

    def _add(self, parts: list[int], cues: list[int], edge: int) -> None:
        lists = [
            [number for part in parts for number in self._alone.get(part, ())],
            cues,
            [part for part in parts if part in self._used],
            [number for part in parts for number in self._by_key.get(part, ())],
        ]
        end = HEAD
        self._records.append(edge)
        for numbers in lists:
            end += len(numbers)
            self._records.append(end)
        for numbers in lists:
            self._records += numbers

    def records(self) -> vec[i32]:
        """All records so far, one after the other."""
        return vec[i32]([i32(number) for number in self._records])

    def _link(self, chain: Chain, texts: Iterable[frozenset[str]]) -> Link:
        first, *nexts = map(self.parts.__getitem__, texts)
        pairs = tuple(zip(nexts, chain.gaps, strict=True))
        return Link(first, pairs, chain.is_first, chain.is_last)


def _folded(words: Iterable[str]) -> frozenset[str]:
    # Mostly there is nothing to fold: the same word need not be kept twice.
    return frozenset(word if (folded := word.casefold()) == word else folded for word in words)


def _chance(words: Iterable[str]) -> float:
    """How likely one of them stands in a text: more where there are many, short ones or kana."""
    return sum(sorted(5.0 ** (("ぁ" <= word[0] <= "ゖ") - len(word)) for word in words))


def edge_of(word: str) -> int:
    """Where a word does not count inside a longer one, 0 where it counts anywhere."""
    if _SHORT_KANA.match(word):
        return KANA
    if _UNBROKEN.match(word):
        return LATIN if "a" <= word[-1] <= "z" or "0" <= word[-1] <= "9" else KATAKANA
    return 0
