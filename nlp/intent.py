"""What the writer wants of us."""

from __future__ import annotations

from nlp.findings import Findings
from nlp.reading import Intent, Risk
from nlp.scores import INTENT, Scores


def judge_intent(found: Findings, scores: Scores, risk: Risk) -> Intent:
    """The intent that scores highest; who is in danger consults us or wants it erased."""
    intent = Intent(scores.best(INTENT, Intent))
    if risk.is_danger and intent is not Intent.ERASE:
        return Intent.CONSULT
    return intent
