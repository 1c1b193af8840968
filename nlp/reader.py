"""Reads one message: what is seen, how it scores, what that means, what was said before."""

from __future__ import annotations

from config.concerns import Taxonomy
from nlp.context import LOOKED_BACK, SHORT, in_context
from nlp.judgement import Judge
from nlp.model import load
from nlp.observation import Observer
from nlp.reading import Context, Reading


class Reader:
    """Built once a process from a taxonomy; `read` may be called from several threads."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._observer = Observer(taxonomy)
        self._judge = Judge(taxonomy, load())

    def read(self, text: str, context: Context | None = None) -> Reading:
        """The reading of `text`, in the light of what was said before. Never raises."""
        seen = self._observer.observe(text)
        if not seen.normal.text.strip():
            return Reading()  # nothing is said
        reading = self._judge.read(seen)
        if context is None or len(seen.normal.text) > SHORT:
            return reading
        earlier = [
            self._judge.read(self._observer.observe(before))
            for before in context.earlier[-LOOKED_BACK:]
        ]
        said = {hit.code for hit in seen.found.scope}
        return in_context(reading, text, said, context, earlier)
