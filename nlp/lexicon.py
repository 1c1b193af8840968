"""Finds the patterns of the lexicon in a text: all words at once, then the gaps between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from librt.vecs import vec
from mypy_extensions import i32, i64, u8

from config.patterns import Pattern
from nlp.entries import HEAD, Entries, Numbers, edge_of
from nlp.forms import Forms, Span
from nlp.places import Text, add_places, in_order
from nlp.trie import Trie


class Found:
    """What stands in a text: places of each pattern by number, and how many words of each cue."""

    __slots__ = ("cues", "patterns")

    def __init__(self, patterns: dict[int, list[Span]], cues: dict[str, int]) -> None:
        self.patterns = patterns
        self.cues = cues


class Lexicon:
    """Patterns and cue words compiled once; `find` gives what of them stands in a text.

    One tree holds the words of both texts, the one as written and the one in dictionary forms:
    much of what is touched for the first is at hand for the second.
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
        edges = list(map(edge_of, every))

        def listed(parts: Mapping[str, Numbers], cues: Mapping[str, Numbers]) -> vec[i32]:
            return vec[i32](
                [
                    i32(entries.record(parts.get(word, ()), cues.get(word, ()), edge))
                    for word, edge in zip(every, edges, strict=True)
                ]
            )

        self._written = listed(words, numbered)
        self._forms = listed(in_forms, formed)
        self._records = entries.records()
        self._needed = entries.needed
        self._no_part = vec[u8]([u8(0)] * len(entries.parts))
        self._trie = Trie(every)

    def find(self, written: str, forms: Forms | None) -> Found:
        """What stands in the text; places are those in `written`, first to last part."""
        records = self._records
        texts = [Text(written, None, self._trie.find(written, self._written), records)]
        if forms is not None:
            matches = self._trie.find(forms.text, self._forms)
            texts.append(Text(forms.text, forms, matches, records))
        present = self._no_part[:]
        cue_words: set[int] = set()
        found: dict[int, list[Span]] = {}
        for text in texts:
            self._note(text, present, cue_words, found)
        for pattern, spans in found.items():
            if len(spans) > 1:
                found[pattern] = in_order(spans)
        possible: set[int] = set()
        for text in texts:
            self._note_possible(text, present, possible)
        if possible:
            needed = [self._needed[number] for number in possible]
            add_places(found, needed, texts, self._no_part[:])
        cues: dict[str, int] = {}
        for cue in cue_words:
            name = self._cues[cue]
            cues[name] = cues[name] + 1 if name in cues else 1
        return Found(found, cues)

    def _note(
        self, text: Text, present: vec[u8], cue_words: set[int], found: dict[int, list[Span]]
    ) -> None:
        """Notes on each part that it is there, the words of cues, and the words sought alone."""
        records = self._records
        matches = text.matches
        match: i64 = 0
        while match < len(matches):
            record = i64(matches[match])
            at = record + HEAD
            end = record + i64(records[record + 1])
            if at < end:
                start, behind = int(matches[match + 1]), int(matches[match + 2])
                edge = int(records[record])
                if not edge or text.stands_alone(edge, start, behind):
                    span = text.written(start, behind)
                    while at < end:
                        pattern = int(records[at])
                        if pattern in found:
                            found[pattern].append(span)
                        else:
                            found[pattern] = [span]
                        at += 1
            at = end
            end = record + i64(records[record + 2])
            while at < end:
                cue_words.add(int(records[at]))
                at += 1
            end = record + i64(records[record + 3])
            while at < end:
                present[i64(records[at])] = 1
                at += 1
            match += 3

    def _note_possible(self, text: Text, present: vec[u8], possible: set[int]) -> None:
        """Notes the patterns all of whose parts are there."""
        records = self._records
        matches = text.matches
        match: i64 = 0
        while match < len(matches):
            record = i64(matches[match])
            at = record + i64(records[record + 3])
            end = record + i64(records[record + 4])
            while at < end:
                pattern = int(records[at])
                behind = at + 2 + i64(records[at + 1])
                at += 2
                while at < behind and present[i64(records[at])] != 0:
                    at += 1
                if at == behind:
                    possible.add(pattern)
                at = behind
            match += 3


def _formed(words: Mapping[str, Numbers], form: Callable[[str], str]) -> dict[str, Numbers]:
    """The words in dictionary forms; several may fall together."""
    formed: dict[str, Numbers] = {}
    for word, numbers in words.items():
        if key := form(word):
            formed[key] = tuple({*formed.get(key, ()), *numbers})
    return formed
