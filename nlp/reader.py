"""Reads one message: normalise, cut, find, judge."""

from __future__ import annotations

from config.concerns import Taxonomy
from nlp.about import judge_about
from nlp.concerns import judge_concerns
from nlp.derived import derive
from nlp.findings import Findings, Hit, Rulebook
from nlp.intent import judge_intent
from nlp.language import READ, name_language
from nlp.normalise import Normal, normalise
from nlp.reading import About, Context, Evidence, Intent, Reading, Risk
from nlp.risk import judge_risk
from nlp.tokens import Tokeniser

_NO_CONTEXT = Context()


class Reader:
    """Compiled once a process from a taxonomy; `read` may be called from several threads."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._tokeniser = Tokeniser()
        self._rulebook = Rulebook(taxonomy, self._tokeniser)

    def read(self, text: str, context: Context | None = None) -> Reading:
        """The reading of `text`, in the light of what was said before. Never raises."""
        context = context or _NO_CONTEXT
        normal = normalise(text)
        language = name_language(text, normal.text)
        forms = None
        if language in {"ja", "easy-ja", "zh"}:
            forms = self._tokeniser.forms(normal.text, normal.spaced)
        found = self._rulebook.find(normal.text, forms)
        dangers = judge_risk(found, normal.text, context)
        intent = judge_intent(found, normal.text, dangers.risk)
        tagged = judge_concerns(found, normal.text, intent, dangers)
        if tagged and intent in {Intent.SMALLTALK, Intent.OUT_OF_SCOPE}:
            intent = Intent.CONSULT
        about = judge_about(found, intent, tagged, dangers.risk)
        codes = tuple(code for code in self._taxonomy.codes if code in tagged)
        derived = derive(codes, normal.text)
        return Reading(
            concerns=codes,
            risk=dangers.risk,
            dangers=dangers.kinds(about),
            about=about,
            intent=intent,
            evidence=_evidence(normal, tagged, dangers.hits),
            derived=derived,
            language=language,
            is_unread=language not in READ and not codes and dangers.risk is Risk.NONE,
        )


def _evidence(
    normal: Normal, tagged: dict[str, list[Hit]], dangers: tuple[Hit, ...]
) -> tuple[Evidence, ...]:
    """Where in the original text each tag and the risk come from, each place once."""
    places: dict[tuple[str, int, int], str] = {}
    for code, hits in [*tagged.items(), ("risk", list(dangers))]:
        for hit in hits:
            start, end = normal.span(hit.start, hit.end)
            places.setdefault((code, start, end), hit.reason)
    return tuple(
        Evidence(code, start, end, reason) for (code, start, end), reason in places.items()
    )


__all__ = ["About", "Findings", "Reader"]
