"""All that is seen in a message before anything is judged."""

from __future__ import annotations

from config.concerns import Taxonomy
from nlp.abroad import Abroad, languages_of
from nlp.features import Features, features
from nlp.findings import Findings, Rulebook
from nlp.formed import formed
from nlp.forms import Forms
from nlp.language import AT_HOME, name_language
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


class Observation:
    """One message, normalised, cut, searched and counted."""

    __slots__ = ("features", "forms", "found", "language", "normal")

    def __init__(
        self,
        normal: Normal,
        language: str,
        forms: Forms,
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
        self._abroad: dict[str, Abroad] = {}
        self._tokeniser = Tokeniser(kin)
        self._rulebook = Rulebook(taxonomy, formed(self._tokeniser.form))

    def observe(self, text: str) -> Observation:
        """Everything that is to be seen in `text`."""
        normal = normalise(text)
        language = name_language(text, normal.text)
        abroad = [self._learn(code) for code in languages_of(language, normal.text)]
        if language in AT_HOME:
            forms = self._tokeniser.forms(normal.text, normal.spaced)
            found = self._rulebook.find(normal.text, forms)
        else:
            words = abroad[0].words(normal.text) if abroad else []
            forms = Forms(normal.text, words)
            found = self._rulebook.find(normal.text, None)
        for there in abroad:
            found = found.and_also(there.find(normal.text))
        return Observation(normal, language, forms, found, features(forms.words, found))

    def _learn(self, language: str) -> Abroad:
        if language not in self._abroad:
            self._abroad[language] = Abroad(self._home, language, KIN)
        return self._abroad[language]
