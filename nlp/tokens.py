"""Cuts a text into words and gives it in dictionary forms (fugashi with unidic-lite)."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from sys import intern

import fugashi
import unidic_lite

from nlp.forms import Forms, Word, without_politeness

#: Every term begins with it, so that no other feature of the model looks like one.
TERM = "="
#: The kind of a word in the imperative, whatever it is otherwise.
IMPERATIVE = "!"
#: The most words kept; beyond it the memo starts anew (a flood of rare words).
MEMO_SIZE = 30_000
#: What the tokeniser writes of each word, a line a word; all lines at once are far cheaper than an
#: object a word. First the short form: the writing and the two numbers by which the word connects
#: to its neighbours. Words alike in all three differ in their fixed cost alone, so that the
#: tokeniser always takes the same one: the short form tells which word it is.
_SHORT = (r"%m\t%phl\t%phr\n", r"%m\t%phl\t%phr\t?\n")
#: Then, for words not met before: lemma, conjugated form, kind; nothing of an unknown word.
_LONG = (r"%m\t%f[7]\t%f[5]\t%f[0]\n", r"%m\n")

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


class Tokeniser:
    """One dictionary, loaded once a process; reading it from several threads is safe."""

    def __init__(self, kin: Mapping[str, str] | None = None) -> None:
        """`kin` gives the class of a word for a person: 夫 -> spouse."""
        self._kin = kin or {}
        self._cut = _tagger(*_SHORT)
        self._describe = _tagger(*_LONG)
        self._known: dict[str, Word] = {}
        self._described: dict[str, Word] = {}

    def forms(self, text: str, spaced: str) -> Forms:
        """`text` in dictionary forms; `spaced` is the same text with its spaces kept."""
        lines = self._cut(spaced).split("\n")
        words: list[Word] = []
        for line in lines:
            word = self._known.get(line)
            if word is None:
                words = self._learn(lines, self._describe(spaced).split("\n"))
                break
            words.append(word)
        forms = Forms(text, words)
        return without_politeness(forms) if "あるない" in forms.text else forms

    def form(self, text: str) -> str:
        """The dictionary forms of a word or phrase of the lexicon.

        Empty where they would say less than the words: 「父が」 would read 「父」 and be found in
        「父を」 too, 「消えろ」 would read 「消える」.
        """
        forms = self.forms(text, text)
        if not forms.words or not forms.words[-1].form or forms.words[-1].kind == IMPERATIVE:
            return ""
        return forms.text

    def _learn(self, lines: Sequence[str], long_lines: Sequence[str]) -> list[Word]:
        if not lines[0]:
            return []
        if len(self._known) >= MEMO_SIZE:
            self._known = {}
            self._described = {}
        words = [self._word(line) for line in long_lines]
        if len(words) == len(lines):
            self._known.update(zip(lines, words, strict=True))
        return words

    def _word(self, line: str) -> Word:
        word = self._described.get(line)
        if word is None:
            word = self._described[line] = self._described_by(line)
        return word

    def _described_by(self, line: str) -> Word:
        surface, _, known = line.partition("\t")
        lemma, conjugated, kind = known.split("\t") if known else ("", "", "")
        if not lemma or kind == "補助記号":
            return Word(surface, surface, "?", TERM + surface if surface.isalnum() else "")
        if kind in _DROPPED_KINDS:
            return Word(surface, "", kind, "")
        lemma = lemma.split("-", 1)[0]
        form = _FORMS.get(lemma, lemma).lower()
        if conjugated.startswith("意志推量形"):
            form += "う"  # 「死のう」 is not 「死ぬ」
        term = self._term(form) if form and kind in _CONTENT_KINDS else ""
        return Word(surface, form, IMPERATIVE if conjugated.startswith("命令形") else kind, term)

    def _term(self, form: str) -> str:
        if form in self._kin:
            return intern(f"{TERM}<{self._kin[form]}>")
        return intern(TERM + ("#" if _NUMBER.match(form) else form))


def _tagger(known: str, unknown: str) -> Callable[[str], str]:
    """The dictionary, writing our lines in place of its own."""
    folder = Path(unidic_lite.DICDIR)
    options = ["-r", str(folder / "mecabrc"), "-d", str(folder)]
    lines = ["-O", "", "-F", known, "-U", unknown, "-E", ""]
    parse: Callable[[str], str] = fugashi.GenericTagger(shlex.join(options + lines)).parse
    return parse
