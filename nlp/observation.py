"""All that is seen in a message before anything is judged."""

from __future__ import annotations

from config.concerns import Taxonomy
from nlp.abroad import Abroad, is_abroad
from nlp.features import Features, features
from nlp.findings import Findings, Rulebook
from nlp.formed import formed
from nlp.forms import Forms
from nlp.language import name_language
from nlp.normalise import Normal, normalise
from nlp.tokens import Tokeniser

#: Cues whose words are one person to the model: 夫, 主人 and 旦那 count alike.
KIN = (
    "me",
    "parent",
    "parent_in_law",
    "grandparent",
    "sibling",
    "child",
    "spouse",
    "lover",
    "relative",
    "friend",
    "greeting",
)
#: Written with Japanese or Chinese characters: worth cutting into words.
_CUT = frozenset({"ja", "easy-ja", "zh"})


class Observation:
    """One message, normalised, cut, searched and counted."""

    __slots__ = ("features", "forms", "found", "language", "normal")

    def __init__(
        self,
        normal: Normal,
        language: str,
        forms: Forms | None,
        found: Findings,
        features: Features,
    ) -> None:
        self.normal = normal
        self.language = language
        self.forms = forms
        self.found = found
        self.features = features


class Observer:
    """What a taxonomy makes of a text; built once a process."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        kin: dict[str, str] = {}
        for name in KIN:
            for word in taxonomy.cues.get(name, ()):
                kin.setdefault(word, name)
        self._home = taxonomy
        self._abroad: Abroad | None = None
        self._tokeniser = Tokeniser(kin)
        self._rulebook = Rulebook(taxonomy, formed(self._tokeniser.form))

    def observe(self, text: str) -> Observation:
        """Everything that is to be seen in `text`."""
        normal = normalise(text)
        language = name_language(text, normal.text)
        forms = self._tokeniser.forms(normal.text, normal.spaced) if language in _CUT else None
        found = self._rulebook.find(normal.text, forms)
        terms = [] if forms is None else forms.terms
        if is_abroad(language, normal.text):
            if self._abroad is None:
                self._abroad = Abroad(self._home, KIN)
            found = found.and_also(self._abroad.find(normal.text))
            terms = terms or self._abroad.terms(normal.text)
        return Observation(normal, language, forms, found, features(normal.text, terms, found))
