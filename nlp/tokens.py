"""Cuts a text into words and gives it in dictionary forms (fugashi with unidic-lite)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

import fugashi

#: The most analyses of words kept; beyond it the memo starts anew (a flood of rare words).
MEMO_SIZE = 50_000

#: Dictionary forms that we write in one way. Politeness and the particles that carry no
#: direction are left out: 「家賃も払えません」 and 「家賃が払えない」 read the same.
_FORMS = {
    "ます": "", "です": "", "が": "", "は": "", "を": "", "も": "", "御": "",
    "ず": "ない", "ぬ": "ない", "へん": "ない", "無い": "ない", "まい": "ない",
    "居る": "いる", "てる": "ている", "とる": "ている", "おる": "いる", "居る-居る": "いる",
    "れる": "られる", "せる": "させる", "ちゃう": "てしまう", "仕舞う": "しまう",
    "為る": "する", "有る": "ある", "成る": "なる", "出来る": "できる",
}  # fmt: skip
_DROPPED_KINDS = frozenset({"空白"})
_CONTENT_KINDS = frozenset(
    {"名詞", "動詞", "形容詞", "形状詞", "副詞", "代名詞", "感動詞", "連体詞"}
)
_NUMBER = re.compile(r"[0-9〇零一二三四五六七八九十百千万]+\Z")


@dataclass(frozen=True, slots=True)
class Word:
    """What the dictionary says of one word.

    `form` is its form in our stream, empty for what is left out; `term` is what the model counts:
    the form, `#` for a number, `<spouse>` for any word for a spouse, empty without content.
    """

    form: str
    kind: str
    term: str


@dataclass(frozen=True, slots=True)
class Forms:
    """A text in dictionary forms. Word i is `text[at[i]:at[i + 1]]`, written at `starts[i]`.

    `ends[i]` is where it ends in the written text.
    """

    text: str
    words: tuple[Word, ...]
    at: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def written(self, start: int, end: int) -> tuple[int, int]:
        """The place in the written text of `text[start:end]`."""
        first = bisect_right(self.at, start) - 1
        last = bisect_right(self.at, end - 1) - 1
        return self.starts[first], self.ends[last]


class Tokeniser:
    """One dictionary, loaded once a process; reading it from several threads is safe."""

    def __init__(self, kin: Mapping[str, str] | None = None) -> None:
        """`kin` gives the class of a word for a person: 夫 -> spouse."""
        self._kin = kin or {}
        self._tagger = fugashi.Tagger()
        self._memo: dict[str, Word] = {}

    def forms(self, text: str, spaced: str) -> Forms:
        """`text` in dictionary forms; `spaced` is the same text with its spaces kept."""
        words: list[Word] = []
        pieces: list[str] = []
        at: list[int] = []
        starts: list[int] = []
        ends: list[int] = []
        place = here = 0
        memo = self._memo
        for node in self._tagger(spaced):
            surface = node.surface
            end = place + len(surface)
            if text[place:end] != surface:
                place = text.find(surface, place)
                if place < 0:  # a space that the squeezed text no longer has
                    place = end - len(surface)
                    continue
                end = place + len(surface)
            raw = node.feature_raw
            word = memo.get(raw)
            if word is None:
                word = self._learn(node, raw)
            if word.kind == "?":
                word = Word(surface, "?", surface if surface.isalnum() else "")
            form = word.form
            words.append(word)
            at.append(here)
            starts.append(place)
            ends.append(end)
            pieces.append(form)
            here += len(form)
            place = end
        return Forms("".join(pieces), tuple(words), tuple(at), tuple(starts), tuple(ends))

    def form(self, text: str) -> str:
        """The dictionary forms of a word or phrase of the lexicon."""
        return self.forms(text, text).text

    def _learn(self, node: fugashi.UnidicNode, raw: str) -> Word:
        feature = node.feature
        lemma = feature.lemma
        kind = feature.pos1
        if lemma is None or kind == "補助記号":
            # Unknown to the dictionary, or a mark: `raw` is the same for all such words.
            word = Word("", "?", "")
        else:
            lemma = lemma.split("-", 1)[0]
            form = _FORMS.get(lemma, lemma).lower()
            if kind in _DROPPED_KINDS:
                form = ""
            word = Word(form, kind, self._term(form) if kind in _CONTENT_KINDS else "")
        if len(self._memo) >= MEMO_SIZE:
            self._memo = {}
        self._memo[raw] = word
        return word

    def _term(self, form: str) -> str:
        if form in self._kin:
            return f"<{self._kin[form]}>"
        return "#" if _NUMBER.match(form) else form
