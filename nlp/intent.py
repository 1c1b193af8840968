"""What the writer wants of us."""

from __future__ import annotations

from nlp.findings import SETTLES, Findings
from nlp.reading import Intent
from nlp.scores import INTENT, Scores

_INTENTS = {intent.value: intent for intent in Intent}
_CONSULT, _ERASE = Intent.CONSULT, Intent.ERASE


def judge_intent(found: Findings, scores: Scores, is_danger: bool) -> Intent:
    """The intent that a rule settles (「消して」 is only that), else the one that scores highest.

    Who is in danger consults us, or wants it erased.
    """
    settled = [hit.code for hit in found.intent if hit.weight >= SETTLES]
    intent = _INTENTS[settled[0] if settled else scores.best(INTENT) or _CONSULT]
    if is_danger and intent is not _ERASE:
        return _CONSULT
    return intent
