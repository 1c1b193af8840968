"""Reads one message: what is seen, how it scores, what that means."""

from __future__ import annotations

from config.concerns import Taxonomy
from nlp.judgement import Judge
from nlp.model import load
from nlp.observation import Observer
from nlp.reading import Context, Reading


class Reader:
    """Built once a process from a taxonomy; `read` may be called from several threads."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._observer = Observer(taxonomy)
        self._model = load()
        self._judge = Judge(taxonomy)

    def read(self, text: str, context: Context | None = None) -> Reading:
        """The reading of `text`, in the light of what was said before. Never raises."""
        seen = self._observer.observe(text)
        return self._judge.read(seen, self._model.score(seen.features), context or Context())
