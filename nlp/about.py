"""Whose trouble a message tells of."""

from __future__ import annotations

from collections.abc import Collection

from nlp.findings import Findings
from nlp.reading import About, Intent, Risk
from nlp.scores import ABOUT, Scores


def judge_about(
    found: Findings, scores: Scores, intent: Intent, concerns: Collection[str], risk: Risk
) -> About:
    """The person that scores highest; unknown only where no trouble is told."""
    if intent is Intent.JOIN:
        return About.SELF
    return About(scores.best(ABOUT, About))
