"""What each word of the lexicon stands for, worked out once from the patterns."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from config.patterns import Chain, Pattern

_SHORT_KANA = re.compile(r"[ぁ-ゖ]{1,2}\Z")
#: So small a number mypyc holds in a machine word.
_SIGN_BITS = 60
#: The edge of a Latin word.
LATIN = 1
_UNBROKEN = re.compile(r"[a-z0-9ァ-ヺー' ]+\Z")


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
    """A pattern of several parts; `mask` has the bits of those that are not its key.

    Its key is its rarest part.
    """

    __slots__ = ("chains", "mask", "number", "parts", "sign")

    def __init__(
        self, number: int, chains: tuple[Link, ...], parts: tuple[int, ...], mask: int
    ) -> None:
        self.number = number
        self.chains = chains
        self.parts = parts
        self.mask = mask
        self.sign = _sign(parts)


class Entry:
    """What a word stands for.

    `alone` numbers the patterns that are this word anywhere. For all other patterns there are its
    `parts` and their `sign`, the `mask` of those that are not only keys, and the `patterns` that
    it is the key of. `edge` tells where the word does not count inside a longer one: 1 Latin,
    2 katakana, 3 short kana.
    """

    __slots__ = ("alone", "cues", "edge", "mask", "parts", "patterns", "sign")

    def __init__(
        self,
        alone: tuple[int, ...],
        parts: tuple[int, ...],
        mask: int,
        patterns: tuple[Needed, ...],
        cues: tuple[int, ...],
        edge: int,
    ) -> None:
        self.alone = alone
        self.parts = parts
        self.sign = _sign(parts)
        self.mask = mask
        self.patterns = patterns
        self.cues = cues
        self.edge = edge


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
            parts = {self.parts[part] for part in sets[number]}
            links = tuple(map(self._link, pattern.chains, texts[number]))
            self._by_key[key].append(
                Needed(number, links, tuple(sorted(parts)), _mask(parts - {key}))
            )
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
            mask = _mask([part for part in used if part < self._others])
            keyed = tuple(needed for part in used for needed in self._by_key.get(part, ()))
            self._known[content] = Entry(alone, used, mask, keyed, content[2], content[3])
        return self._known[content]

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


def _mask(parts: Iterable[int]) -> int:
    mask = 0
    for part in parts:
        mask |= 1 << part
    return mask


def _sign(parts: Iterable[int]) -> int:
    """One bit for each part, some sharing theirs: without a common bit there is no common part."""
    sign = 0
    for part in parts:
        sign |= 1 << part % _SIGN_BITS
    return sign


def _edge(word: str) -> int:
    if _SHORT_KANA.match(word):
        return 3
    if _UNBROKEN.match(word):
        return LATIN if "a" <= word[-1] <= "z" or "0" <= word[-1] <= "9" else 2
    return 0
