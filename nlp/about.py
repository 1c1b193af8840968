"""Whose trouble a message tells of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from nlp.findings import Findings
from nlp.reading import About, Intent, Risk


def judge_about(found: Findings, intent: Intent, concerns: Collection[str], risk: Risk) -> About:
    """The person most spoken of, once there is a trouble at all."""
    if intent is Intent.JOIN:
        return About.SELF
    if not concerns and risk is Risk.NONE:
        return About.UNKNOWN
    counts: Counter[str] = Counter()
    for hit in found.about:
        counts[hit.code] += hit.weight
    if not counts:
        return About.SELF
    return About(max(counts, key=lambda code: (counts[code], code)))
