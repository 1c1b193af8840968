"""Finds the patterns of the lexicon in a text: all words at once, then the gaps between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from ahocorasick_rs import AhoCorasick, Implementation

from config.patterns import Pattern
from nlp.entries import LATIN, Entries, Entry, Needed
from nlp.forms import Forms, Span
from nlp.places import LETTERS, Text, add_places, in_order

#: Of the parts, or of the cue words, that a word stands for. A set each would fill the memory.
Numbers = tuple[int, ...]


class Found:
    """What stands in a text: places of each pattern by number, and how many words of each cue."""

    __slots__ = ("cues", "patterns")

    def __init__(self, patterns: dict[int, list[Span]], cues: dict[str, int]) -> None:
        self.patterns = patterns
        self.cues = cues


class Lexicon:
    """Patterns and cue words compiled once; `find` gives what of them stands in a text.

    One automaton looks for the words of both texts, the one as written and the one in dictionary
    forms: much of what it touches for the first is at hand for the second.
    """

    def __init__(
        self,
        patterns: Sequence[Pattern],
        cues: Mapping[str, Iterable[str]],
        form: Callable[[str], str],
    ) -> None:
        entries = Entries(patterns)
        words: dict[str, Numbers] = {}
        for part_words, part in entries.parts.items():
            for word in part_words:
                words[word] = (*words.get(word, ()), part)
        own_cues = sorted({(word.casefold(), cue) for cue, own in cues.items() for word in own})
        self._cues = [cue for _, cue in own_cues]
        numbered: dict[str, Numbers] = {}
        for number, (word, _) in enumerate(own_cues):
            numbered[word] = (*numbered.get(word, ()), number)
        formed = {word: found for word, found in _formed(numbered, form).items() if len(word) > 1}
        in_forms = _formed(words, form)
        every = sorted({*words, *numbered, *in_forms, *formed})

        def listed(parts: Mapping[str, Numbers], cues: Mapping[str, Numbers]) -> list[Entry | None]:
            return [entries.entry(word, parts.get(word, ()), cues.get(word, ())) for word in every]

        self._written = listed(words, numbered)
        self._forms = listed(in_forms, formed)
        self._find = AhoCorasick(
            every, implementation=Implementation.ContiguousNFA, store_patterns=False
        ).find_matches_as_indexes

    def find(self, written: str, forms: Forms | None) -> Found:
        """What stands in the text; places are those in `written`, first to last part."""
        texts = [Text(written, None, self._find(written, overlapping=True), self._written)]
        if forms is not None:
            matches = self._find(forms.text, overlapping=True)
            texts.append(Text(forms.text, forms, matches, self._forms))
        present = 0
        keyed: set[Needed] = set()
        cue_words: set[int] = set()
        found: dict[int, list[Span]] = {}
        for text in texts:
            here = text.text
            at = -1
            for entry in text.entries:
                at += 1
                if entry is None:
                    continue
                _, start, end = text.matches[at]
                if entry.edge == LATIN and (
                    (start > 0 and here[start - 1] in LETTERS)
                    or (end < len(here) and here[end] in LETTERS)
                ):
                    continue  # most short Latin words stand in longer ones
                if entry.mask:
                    present |= entry.mask
                for needed in entry.patterns:
                    keyed.add(needed)
                for cue in entry.cues:
                    cue_words.add(cue)
                if entry.alone and (not entry.edge or text.stands_alone(entry.edge, start, end)):
                    span = text.written(start, end)
                    for pattern in entry.alone:
                        if pattern in found:
                            found[pattern].append(span)
                        else:
                            found[pattern] = [span]
        for pattern, spans in found.items():
            if len(spans) > 1:
                found[pattern] = in_order(spans)
        possible = [needed for needed in keyed if needed.mask & present == needed.mask]
        if possible:
            add_places(found, possible, texts)
        cues: dict[str, int] = {}
        for cue in cue_words:
            name = self._cues[cue]
            cues[name] = cues[name] + 1 if name in cues else 1
        return Found(found, cues)


def _formed(words: Mapping[str, Numbers], form: Callable[[str], str]) -> dict[str, Numbers]:
    """The words in dictionary forms; several may fall together."""
    formed: dict[str, Numbers] = {}
    for word, numbers in words.items():
        if key := form(word):
            formed[key] = tuple({*formed.get(key, ()), *numbers})
    return formed
