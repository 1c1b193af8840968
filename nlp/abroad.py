"""The words of other languages, looked for where somebody writes in one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from config import languages
from config.concerns import Taxonomy
from nlp.findings import Findings, Rulebook
from nlp.language import AT_HOME
from nlp.normalise import normalise
from nlp.tokens import TERM

#: A sentence of another language inside a Japanese message: three words of it in a row.
_SENTENCE = re.compile(r"[a-z']+ [a-z']+ [a-z']+|[\uac00-\ud7a3]{3}")
#: What stands around a word and is no part of it.
_AROUND = ".,!?;:…\"'()[]~-/"


class Abroad:
    """All other languages at once. Built when somebody first writes in one of them."""

    def __init__(self, home: Taxonomy, kin_names: Iterable[str]) -> None:
        """`kin_names` are the cues whose words are one person each."""
        taxonomy = languages.load(home, _written)
        self._rulebook = Rulebook(taxonomy, _no_form)
        self._kin = {
            word: f"{TERM}<{name}>" for name in kin_names for word in taxonomy.cues.get(name, ())
        }

    def find(self, text: str) -> Findings:
        """What stands in a normalised text."""
        return self._rulebook.find(text, None)

    def terms(self, text: str) -> list[str]:
        """The words of a text with spaces between them as the model counts them."""
        words = [word.strip(_AROUND) for word in text.split()]
        return [self._kin.get(word, TERM + word) for word in words if word]


def is_abroad(language: str, text: str) -> bool:
    """True where words of another language may stand in the normalised `text`."""
    return language not in AT_HOME or _SENTENCE.search(text) is not None


def _no_form(_word: str) -> str:
    return ""


def _written(word: str) -> str:
    """As `normalise` writes it: `tự tử` is found as `tu tu`."""
    return " ".join(normalise(word).text.split())
