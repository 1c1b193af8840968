"""Whose trouble a message tells of."""

from __future__ import annotations

from nlp.reading import About, Intent
from nlp.scores import ABOUT, Scores


def judge_about(scores: Scores, intent: Intent) -> About:
    """The person that scores highest; who wants to join speaks of themselves."""
    if intent is Intent.JOIN:
        return About.SELF
    return About(scores.best(ABOUT) or About.UNKNOWN)
