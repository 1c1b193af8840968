"""Cuts a text into words and gives it in dictionary forms (fugashi with unidic-lite)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

import fugashi

Span = tuple[int, int]
#: Every term begins with it, so that no other feature of the model looks like one.
TERM = "="
#: The kind of a word in the imperative, whatever it is otherwise.
IMPERATIVE = "!"
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


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """What the dictionary says of one word.

    `form` is its form in our stream, empty for what is left out; `term` is what the model counts:
    `=` and the form, `=#` for a number, `=<spouse>` for any word for a spouse, empty for a word
    without content.
    """

    form: str
    kind: str
    term: str


#: Stands for every word the dictionary does not know and for every mark: their analyses are all
#: alike, and only the writing tells them apart.
_UNKNOWN = Word("", "?", "")


class Forms:
    """A text in dictionary forms, and the way back to where each word was written.

    `words[i]` was written as `surfaces[i]`. Places are worked out when first asked for: most
    messages are read without.
    """

    __slots__ = ("_at", "_starts", "surfaces", "text", "words", "written_text")

    def __init__(self, written_text: str, surfaces: list[str], words: list[Word]) -> None:
        self.written_text = written_text
        self.surfaces = surfaces
        self.words = words
        self.text = "".join([word.form for word in words])
        self._at: list[int] | None = None
        self._starts: list[int] | None = None

    def written(self, start: int, end: int) -> Span:
        """The place in the written text of `text[start:end]`."""
        if self._at is None:
            self._at = list(accumulate([len(word.form) for word in self.words], initial=0))
        first = bisect_right(self._at, start, hi=len(self.words)) - 1
        last = bisect_right(self._at, end - 1, hi=len(self.words)) - 1
        return self.place(first)[0], self.place(last)[1]

    def place(self, number: int) -> Span:
        """Where a word was written."""
        if self._starts is None:
            self._starts = _starts(self.written_text, self.surfaces)
        start = self._starts[number]
        return start, start + len(self.surfaces[number])


def _without_politeness(forms: Forms) -> Forms:
    """「ありません」 reads 「あるない」 word by word, and means 「ない」."""
    words = list(forms.words)
    for i, word in enumerate(words):
        following = next((after.form for after in words[i + 1 :] if after.form), "")
        if word.form == "ある" and following == "ない":
            words[i] = Word("", word.kind, "")
    return Forms(forms.written_text, forms.surfaces, words)


def _starts(text: str, surfaces: list[str]) -> list[int]:
    """Where each surface begins; white space between them is stepped over."""
    if sum(map(len, surfaces)) == len(text):
        return list(accumulate(map(len, surfaces), initial=0))
    starts = []
    place = 0
    for surface in surfaces:
        if not text.startswith(surface, place):
            place = max(text.find(surface, place), place)
        starts.append(min(place, len(text) - len(surface)))
        place += len(surface)
    return starts


class Tokeniser:
    """One dictionary, loaded once a process; reading it from several threads is safe."""

    def __init__(self, kin: Mapping[str, str] | None = None) -> None:
        """`kin` gives the class of a word for a person: 夫 -> spouse."""
        self._kin = kin or {}
        self._tagger = fugashi.Tagger()
        self._memo: dict[str, Word] = {}

    def forms(self, text: str, spaced: str) -> Forms:
        """`text` in dictionary forms; `spaced` is the same text with its spaces kept."""
        nodes = self._tagger(spaced)
        known = self._memo.get
        words = [known(node.feature_raw) or self._learn(node) for node in nodes]
        surfaces = [node.surface for node in nodes]
        if _UNKNOWN in words:
            words = [
                Word(surface, "?", TERM + surface if surface.isalnum() else "")
                if word is _UNKNOWN
                else word
                for word, surface in zip(words, surfaces, strict=True)
            ]
        forms = Forms(text, surfaces, words)
        return _without_politeness(forms) if "あるない" in forms.text else forms

    def form(self, text: str) -> str:
        """The dictionary forms of a word or phrase of the lexicon.

        Empty where they would say less than the words: 「父が」 would read 「父」 and be found in
        「父を」 too, 「消えろ」 would read 「消える」.
        """
        forms = self.forms(text, text)
        if not forms.words or not forms.words[-1].form or forms.words[-1].kind == IMPERATIVE:
            return ""
        return forms.text

    def _learn(self, node: fugashi.UnidicNode) -> Word:
        feature = node.feature
        lemma = feature.lemma
        kind = feature.pos1
        if lemma is None or kind == "補助記号":
            word = _UNKNOWN
        elif kind in _DROPPED_KINDS:
            word = Word("", kind, "")
        else:
            lemma = lemma.split("-", 1)[0]
            form = _FORMS.get(lemma, lemma).lower()
            if feature.cForm.startswith("意志推量形"):
                form += "う"  # 「死のう」 is not 「死ぬ」
            if feature.cForm.startswith("命令形"):
                kind = IMPERATIVE
            word = Word(
                form, kind, self._term(form) if form and feature.pos1 in _CONTENT_KINDS else ""
            )
        if len(self._memo) >= MEMO_SIZE:
            self._memo = {}
        self._memo[node.feature_raw] = word
        return word

    def _term(self, form: str) -> str:
        if form in self._kin:
            return f"{TERM}<{self._kin[form]}>"
        return TERM + ("#" if _NUMBER.match(form) else form)
