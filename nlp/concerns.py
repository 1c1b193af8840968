"""Which concerns a message carries."""

from __future__ import annotations

import re

from nlp.findings import Findings, Hit, by_code
from nlp.reading import Danger, Intent
from nlp.risk import Dangers
from nlp.scores import CONCERN, Scores

SUICIDALITY = "suicidality"

#: What takes a word back when it follows at once: 借金ではありません, いじめとかじゃなくて.
_DENIED = re.compile(
    r"(?:とか|など|なんか|という?わけ|って|わけ)?(?:では|じゃ|には|にも|は|とかは|とかじゃ|でも|にも?|とは|というのは)?"
    r"(?:な[いくかし]|ありませ|ございませ|おりませ|あらへん|ちゃう|違[うい]|困って(?:い|お)?(?:な|ませ|りませ))"
)


def judge_concerns(
    found: Findings, text: str, scores: Scores, intent: Intent, dangers: Dangers
) -> dict[str, list[Hit]]:
    """The hits of each concern that the message really tells of."""
    if not dangers.risk.is_danger and intent in {Intent.OUT_OF_SCOPE, Intent.STOP}:
        return {}
    kept = by_code([hit for hit in found.concerns if not _is_denied(hit, text)])
    # A code that the model has never learned (an office's own) is led to by its words alone.
    unlearned = [code for code in kept if scores.of(CONCERN + code) is None]
    codes = [*scores.on(CONCERN), *unlearned]
    if dangers.risk.is_danger and any(hit.code == Danger.SUICIDE for hit in dangers.hits):
        codes.append(SUICIDALITY)  # what alarms is also said, in every language
    return {code: kept.get(code, []) for code in codes}


def _is_denied(hit: Hit, text: str) -> bool:
    return hit.reason == "word" and _DENIED.match(text, hit.end) is not None
