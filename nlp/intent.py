"""What the writer wants of us."""

from __future__ import annotations

from nlp.findings import Findings
from nlp.reading import Intent, Risk

_ORDER = (
    Intent.ERASE,
    Intent.STOP,
    Intent.HUMAN,
    Intent.JOIN,
    Intent.OUT_OF_SCOPE,
    Intent.INFORMATION,
    Intent.SMALLTALK,
)


def judge_intent(found: Findings, text: str, risk: Risk) -> Intent:
    """The first intent, in order of what must not be missed, that something speaks for."""
    spoken = {hit.code for hit in found.intent}
    if risk.is_danger:
        return Intent.ERASE if "erase" in spoken else Intent.CONSULT
    for intent in _ORDER:
        if intent in spoken:
            return intent
    return Intent.CONSULT if found.concerns else Intent.SMALLTALK
