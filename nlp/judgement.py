"""From what is seen and how it scores to a reading."""

from __future__ import annotations

from config.concerns import Taxonomy
from nlp.about import judge_about
from nlp.concerns import judge_concerns
from nlp.derived import derive
from nlp.evidence import gather
from nlp.intent import judge_intent
from nlp.language import READ
from nlp.model import Model
from nlp.observation import Observation
from nlp.reading import Reading
from nlp.risk import CALM, judge_risk
from nlp.scores import SILENT, Scores


class Judge:
    """Judges by one taxonomy and one model."""

    def __init__(self, taxonomy: Taxonomy, model: Model) -> None:
        self._order = {code: place for place, code in enumerate(taxonomy.codes)}
        self._model = model

    def read(self, seen: Observation, scores: Scores | None = None) -> Reading:
        """The reading of what was seen; `scores` stand in for those of the model."""
        is_foreign = seen.language not in READ
        if scores is None:
            # The model knows nothing of a language it has never seen: rules alone speak then.
            scores = SILENT if is_foreign else self._model.score(seen.features)
        dangers = judge_risk(seen.found, seen.normal.text, scores, seen.language)
        intent = judge_intent(seen.found, scores, dangers.is_danger, seen.language)
        tagged = judge_concerns(seen.found, seen.normal.text, scores, dangers, seen.language)
        about = judge_about(seen.found, scores, intent, tagged, dangers.risk)
        order = self._order
        codes = tuple(sorted(filter(order.__contains__, tagged), key=order.__getitem__))
        return Reading(
            concerns=codes,
            risk=dangers.risk,
            dangers=dangers.kinds(about, codes) if dangers is not CALM else (),
            about=about,
            intent=intent,
            evidence=gather(seen, self._model, {code: tagged[code] for code in codes}, dangers)
            if codes or dangers is not CALM
            else (),
            derived=derive(codes, seen.normal.text),
            language=seen.language,
            is_unread=is_foreign and not codes and dangers is CALM,
        )
