"""The words of other languages, looked for where somebody writes in one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from config import languages
from config.concerns import Taxonomy
from nlp.findings import Findings, Rulebook
from nlp.forms import Word
from nlp.language import AT_HOME, READ, name_language
from nlp.normalise import normalise
from nlp.tokens import MEMO_SIZE, TERM

#: Understood half by who writes the other: what somebody unread writes is looked for in these.
_NEAR = {"es": ("en", "pt"), "und": tuple(sorted(READ - AT_HOME))}
#: Everybody mixes English in.
_ENGLISH = re.compile(r"[a-z]{3}")
#: A sentence of another language inside a Japanese message: three words of it in a row.
_SENTENCE = re.compile(r"[a-z']+ [a-z']+ [a-z']+|[\uac00-\ud7a3]{3}")
_OF_HOME = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]+")
#: What stands around a word and is no part of it.
_AROUND = ".,!?;:…\"'()[]~-/"


class Abroad:
    """One other language. Built when somebody first writes in it."""

    def __init__(self, home: Taxonomy, language: str, kin_names: Iterable[str]) -> None:
        """`kin_names` are the cues whose words are one person each."""
        taxonomy = languages.load(home, language, _written)
        self._rulebook = Rulebook(taxonomy, _no_form)
        self._kin = {
            word: f"{TERM}<{name}>" for name in kin_names for word in taxonomy.cues.get(name, ())
        }
        self._known: dict[str, Word] = {}

    def find(self, text: str) -> Findings:
        """What stands in a normalised text."""
        return self._rulebook.find(text, None)

    def words(self, text: str) -> list[Word]:
        """The words of a normalised text as the model counts them."""
        if len(self._known) >= MEMO_SIZE:
            self._known = {}
        return [self._known.get(surface) or self._learn(surface) for surface in cut(text)]

    def _learn(self, surface: str) -> Word:
        word = Word(surface, "", "?", self._kin.get(surface, TERM + surface))
        self._known[surface] = word
        return word


def cut(text: str) -> list[str]:
    """The words of a text with spaces between them; a Chinese character is one by itself."""
    words: list[str] = []
    for piece in text.split():
        at = 0
        for run in _OF_HOME.finditer(piece):
            words.append(piece[at : run.start()].strip(_AROUND))
            words += run[0]
            at = run.end()
        words.append(piece[at:].strip(_AROUND))
    return [word for word in words if word]


def languages_of(language: str, text: str) -> tuple[str, ...]:
    """The codes of the languages whose words may stand in the normalised `text`, its own first."""
    if language in AT_HOME:
        if _SENTENCE.search(text) is None:
            return ()
        inside = _OF_HOME.sub(" ", text)
        language = name_language(inside, inside)
    own = (language,) if language in READ - AT_HOME else _NEAR.get(language, ())
    return own if "en" in own or not _ENGLISH.search(text) else (*own, "en")


def _no_form(_word: str) -> str:
    return ""


def _written(word: str) -> str:
    """As `normalise` writes it: `tự tử` is found as `tu tu`."""
    return " ".join(normalise(word).text.split())
