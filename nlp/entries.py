"""What each word of the lexicon stands for, worked out once from the patterns."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from config.patterns import Chain, Pattern

_SHORT_KANA = re.compile(r"[ぁ-ゖ]{1,2}\Z")
_UNBROKEN = re.compile(r"[a-z0-9ァ-ヺー' ]+\Z")


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """A chain as part numbers: the first part, then each next one with the gap before it."""

    part: int
    nexts: tuple[tuple[int, int], ...]
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True, eq=False)
class Needed:
    """A pattern of several parts; `mask` has the bits of those that are not its key.

    Its key is its rarest part.
    """

    number: int
    chains: tuple[Link, ...]
    parts: frozenset[int]
    mask: int


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """What a word stands for.

    `alone` numbers the patterns that are this word anywhere. For all other patterns there are its
    `parts`, the `mask` of those that are not only keys, and the `patterns` that it is the key of.
    `edge` tells where the word does not count inside a longer one: 1 Latin, 2 katakana, 3 short
    kana.
    """

    alone: tuple[int, ...]
    parts: tuple[int, ...]
    mask: int
    patterns: tuple[Needed, ...]
    cues: tuple[int, ...]
    edge: int


class Entries:
    """Makes the entries of words; words that stand for the same share one."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        texts = [tuple(tuple(map(_folded, chain.parts)) for chain in p.chains) for p in patterns]
        sets = [{part for chain in chains for part in chain} for chains in texts]
        rarity = {part: (-_chance(part), sorted(part)) for parts in sets for part in parts}
        keys = [max(parts, key=rarity.__getitem__) for parts in sets]
        others = {part for parts, key in zip(sets, keys, strict=True) for part in parts - {key}}
        # Others first, the commonest before all: what is added up for every word stays short.
        order = sorted(rarity, key=lambda part: (part not in others, rarity[part]))
        self.parts = {part: number for number, part in enumerate(order)}
        self._others = len(others)
        self._alone: dict[int, list[int]] = defaultdict(list)
        self._by_key: dict[int, list[Needed]] = defaultdict(list)
        for number, pattern in enumerate(patterns):
            key = self.parts[keys[number]]
            if pattern.chains == (Chain(pattern.chains[0].parts[:1]),):
                self._alone[key].append(number)
                continue
            parts = frozenset(map(self.parts.__getitem__, sets[number]))
            links = tuple(map(self._link, pattern.chains, texts[number]))
            self._by_key[key].append(Needed(number, links, parts, _mask(parts - {key})))
        self._known: dict[object, Entry] = {}

    def entry(self, word: str, parts: Collection[int], cues: Collection[int]) -> Entry | None:
        """What a word stands for that has these parts and cue words; None where it has none."""
        if not parts and not cues:
            return None
        own = sorted(parts)
        alone = tuple(number for part in own for number in self._alone.get(part, ()))
        used = tuple(part for part in own if part < self._others or part in self._by_key)
        content = (alone, used, tuple(sorted(cues)), _edge(word))
        if content not in self._known:
            mask = _mask(part for part in used if part < self._others)
            keyed = tuple(needed for part in used for needed in self._by_key.get(part, ()))
            self._known[content] = Entry(alone, used, mask, keyed, *content[2:])
        return self._known[content]

    def _link(self, chain: Chain, texts: Iterable[frozenset[str]]) -> Link:
        first, *nexts = map(self.parts.__getitem__, texts)
        pairs = tuple(zip(nexts, chain.gaps, strict=True))
        return Link(first, pairs, chain.is_first, chain.is_last)


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(str.casefold, words))


def _chance(words: Iterable[str]) -> float:
    """How likely one of them stands in a text: more where there are many, short ones or kana."""
    return sum(sorted(5.0 ** (("ぁ" <= word[0] <= "ゖ") - len(word)) for word in words))


def _mask(parts: Iterable[int]) -> int:
    mask = 0
    for part in parts:
        mask |= 1 << part
    return mask


def _edge(word: str) -> int:
    if _SHORT_KANA.match(word):
        return 3
    if _UNBROKEN.match(word):
        return 1 if "a" <= word[-1] <= "z" or "0" <= word[-1] <= "9" else 2
    return 0
