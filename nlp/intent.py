"""What the writer wants of us."""

from __future__ import annotations

from nlp.findings import SETTLES, Findings
from nlp.language import AT_HOME
from nlp.reading import Intent
from nlp.scores import INTENT, Scores

_INTENTS = {intent.value: intent for intent in Intent}
_CONSULT, _ERASE = Intent.CONSULT, Intent.ERASE
_STOP = Intent.STOP.value


def judge_intent(found: Findings, scores: Scores, is_danger: bool, language: str) -> Intent:
    """The intent that a rule settles (「消して」 is only that), else the one that scores highest.

    Who is in danger consults us, or wants it erased. In languages that the corpus has little of,
    nobody is taken to leave whom no rule hears say so.
    """
    settled = [hit.code for hit in found.intent if hit.weight >= SETTLES]
    is_heard = language in AT_HOME or _STOP in [hit.code for hit in found.intent]
    best = scores.best(INTENT, None if is_heard else _STOP)
    intent = _INTENTS[settled[0] if settled else best or _CONSULT]
    if is_danger and intent is not _ERASE:
        return _CONSULT
    return intent
