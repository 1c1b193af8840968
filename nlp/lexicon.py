"""Finds the patterns of the lexicon in a text: all words at once, then the gaps between them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import ahocorasick

from config.patterns import NEAR, Chain, Pattern
from nlp.tokens import Forms

Span = tuple[int, int]
#: Where a part was found, in one of the two texts; several places a part, in order.
Places = Mapping[int, list[Span]]

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
        self._cue_words: list[tuple[str, ...]] = []
        for number, pattern in enumerate(patterns):
            self._add(number, pattern)
        entries = _Entries(form)
        for words, part in self._parts.items():
            entries.add_part(words, part)
        by_word: dict[str, list[str]] = defaultdict(list)
        for cue, words in cues.items():
            for word in words:
                by_word[word.casefold()].append(cue)
        for word, names in by_word.items():
            entries.add_cue(word, len(self._cue_words))
            self._cue_words.append(tuple(names))
        self._written = entries.automaton(entries.written)
        self._forms = entries.automaton(entries.forms)

    def find(self, written: str, forms: Forms | None) -> Found:
        """What stands in the text; places are those in `written`, first to last part."""
        seen: set[int] = set()
        texts = [_Text(written, _hits(self._written, written, seen), None)]
        if forms is not None:
            texts.append(_Text(forms.text, _hits(self._forms, forms.text, seen), forms))
        present = set[int]().union(*(text.places for text in texts))
        found: dict[int, list[Span]] = {}
        for part in present:
            for needed in self._by_part.get(part, ()):
                if needed.parts <= present:
                    spans = _spans(needed, texts)
                    if spans:
                        found[needed.number] = spans
        counts: dict[str, int] = {}
        for word in seen:
            for cue in self._cue_words[word]:
                counts[cue] = counts.get(cue, 0) + 1
        return Found(found, counts)

    def _add(self, number: int, pattern: Pattern) -> None:
        chains = tuple(tuple(map(self._part, chain.parts)) for chain in pattern.chains)
        parts = frozenset(part for chain in chains for part in chain)
        # Looked up under its rarest part: the one that stands for the fewest, longest words.
        sets = {self._part(words): words for chain in pattern.chains for words in chain.parts}
        rarest = min(parts, key=lambda part: (sum(5.0 ** -len(word) for word in sets[part]), part))
        self._by_part[rarest].append(_Needed(number, parts, chains, pattern))

    def _part(self, words: frozenset[str]) -> int:
        return self._parts.setdefault(frozenset(map(str.casefold, words)), len(self._parts))


class _Entries:
    """The words of the two automata, as written and in dictionary forms."""

    def __init__(self, form: Callable[[str], str]) -> None:
        self.written: dict[str, tuple[set[int], set[int]]] = {}
        self.forms: dict[str, tuple[set[int], set[int]]] = {}
        self._form = form
        self._known: dict[str, str] = {}

    def add_part(self, words: Iterable[str], part: int) -> None:
        for word in words:
            self.written.setdefault(word, (set(), set()))[0].add(part)
            if form := self._form_of(word):
                self.forms.setdefault(form, (set(), set()))[0].add(part)

    def add_cue(self, word: str, number: int) -> None:
        self.written.setdefault(word, (set(), set()))[1].add(number)
        form = self._form_of(word)
        if len(form) > 1:
            self.forms.setdefault(form, (set(), set()))[1].add(number)

    def automaton(self, words: Mapping[str, tuple[set[int], set[int]]]) -> ahocorasick.Automaton:
        automaton = ahocorasick.Automaton()
        for word, (parts, cues) in words.items():
            automaton.add_word(
                word, (len(word), _edge(word), tuple(sorted(parts)), tuple(sorted(cues)))
            )
        automaton.make_automaton()
        return automaton

    def _form_of(self, word: str) -> str:
        if word not in self._known:
            self._known[word] = self._form(word)
        return self._known[word]


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    places: Places
    forms: Forms | None

    def written(self, span: Span) -> Span:
        return self.forms.written(*span) if self.forms else span


def _edge(word: str) -> int:
    """1: a Latin word, 2: a katakana word, 3: kana too short to be found inside others, else 0."""
    if _SHORT_KANA.match(word):
        return 3
    if _UNBROKEN.match(word):
        return 1 if _LETTER.match(word[-1]) else 2
    return 0


def _hits(automaton: ahocorasick.Automaton, text: str, seen: set[int]) -> Places:
    """The places of every part; cue words are added to `seen`.

    `iter`, never `iter_long`: that one drops hits after a failed longer word.
    """
    places: dict[int, list[Span]] = {}
    for last, (length, edge, parts, cues) in automaton.iter(text):
        if cues:
            seen.update(cues)
        if not parts:
            continue
        end = last + 1
        start = end - length
        if edge and not _stands_alone(text, start, end, edge):
            continue
        span = (start, end)
        for part in parts:
            if part in places:
                places[part].append(span)
            else:
                places[part] = [span]
    return places


def _stands_alone(text: str, start: int, end: int, edge: int) -> bool:
    """False where a word of one script is only the inside of a longer one (DV in DVD)."""
    if edge == 3:
        return not ("ぁ" <= text[start - 1 : start] <= "ゖ" or "ぁ" <= text[end : end + 1] <= "ゖ")
    letter = _LETTER if edge == 1 else _KATAKANA
    return not (letter.match(text[start - 1 : start]) or letter.match(text[end : end + 1]))


def _spans(needed: _Needed, texts: Sequence[_Text]) -> list[Span]:
    """The places where the whole pattern stands: those of its first chain, if all are there."""
    spans: list[Span] = []
    for i, (parts, chain) in enumerate(zip(needed.chains, needed.pattern.chains, strict=True)):
        here = sorted(
            {text.written(span) for text in texts for span in _follow(parts, chain, text)}
        )
        if not here:
            return []
        spans = spans if i else here
    return spans


def _follow(parts: tuple[int, ...], chain: Chain, text: _Text) -> list[Span]:
    """Where the parts stand in order with gaps small enough; one span for each first part."""
    places = text.places.get(parts[0], [])
    if chain.is_first:
        places = [span for span in places if span[0] == 0]
    ways = [(span, span[1]) for span in places]
    for part, gap in zip(parts[1:], chain.gaps, strict=True):
        nexts = text.places.get(part, [])
        ways = [(first, end) for first, at in ways for end in _next_end(text.text, at, nexts, gap)]
    if chain.is_last:
        size = len(text.text.rstrip("。!?！？~ー…"))
        ways = [way for way in ways if way[1] >= size]
    return [(first[0], end) for first, end in ways]


def _next_end(text: str, at: int, nexts: Iterable[Span], gap: int) -> Iterable[int]:
    """The end of the nearest following part, if it is near enough."""
    for start, end in nexts:
        if start < at:
            continue
        if start - at > gap:
            return ()
        if gap == NEAR and _SENTENCE_END.search(text, at, start):
            return ()
        return (end,)
    return ()
