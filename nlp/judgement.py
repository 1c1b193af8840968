"""From what is seen and how it scores to a reading."""

from __future__ import annotations

from collections.abc import Mapping

from config.concerns import Taxonomy
from nlp.about import judge_about
from nlp.concerns import judge_concerns
from nlp.derived import derive
from nlp.findings import Hit
from nlp.intent import judge_intent
from nlp.language import READ
from nlp.normalise import Normal
from nlp.observation import Observation
from nlp.reading import Context, Evidence, Reading, Risk
from nlp.risk import judge_risk
from nlp.scores import ABOUT, CONCERN, INTENT, RISK, Scores

_NO_CONTEXT = Context()


class Judge:
    """Judges by one taxonomy; holds nothing else."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._codes = taxonomy.codes

    def read(
        self, seen: Observation, scores: Mapping[str, int], context: Context = _NO_CONTEXT
    ) -> Reading:
        """The reading of what was seen."""
        values = Scores(scores)
        text = seen.normal.text
        dangers = judge_risk(seen.found, text, values, context)
        intent = judge_intent(seen.found, values, dangers.risk)
        tagged = judge_concerns(seen.found, text, values, intent, dangers)
        about = judge_about(seen.found, values, intent, tagged, dangers.risk)
        codes = tuple(code for code in self._codes if code in tagged)
        return Reading(
            concerns=codes,
            risk=dangers.risk,
            dangers=dangers.kinds(about),
            about=about,
            intent=intent,
            evidence=_evidence(seen.normal, tagged, dangers.hits),
            derived=derive(codes, text),
            language=seen.language,
            is_unread=seen.language not in READ and not codes and dangers.risk is Risk.NONE,
        )


def _evidence(
    normal: Normal, tagged: Mapping[str, list[Hit]], dangers: tuple[Hit, ...]
) -> tuple[Evidence, ...]:
    """Where in the original text each tag and the risk come from, each place once."""
    places: dict[tuple[str, int, int], str] = {}
    for code, hits in [*tagged.items(), ("risk", list(dangers))]:
        for hit in hits:
            start, end = normal.span(hit.start, hit.end)
            places.setdefault((code, start, end), hit.reason)
    return tuple(Evidence(*place, reason) for place, reason in places.items())


__all__ = ["ABOUT", "CONCERN", "INTENT", "RISK", "Judge"]
