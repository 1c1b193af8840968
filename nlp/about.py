"""Whose trouble a message tells of."""

from __future__ import annotations

from collections.abc import Collection

from nlp.reading import About, Intent, Risk
from nlp.scores import ABOUT, Scores

#: Without a trouble these tell of nobody.
_OF_NOBODY = frozenset(Intent) - {Intent.CONSULT, Intent.JOIN}


def judge_about(scores: Scores, intent: Intent, concerns: Collection[str], risk: Risk) -> About:
    """The person that scores highest, as far as the rest of the reading allows.

    Who wants to join speaks of themselves; who consults us speaks of somebody.
    """
    if intent is Intent.JOIN:
        return About.SELF
    if intent in _OF_NOBODY and not concerns and risk is Risk.NONE:
        return About.UNKNOWN
    but = About.UNKNOWN if intent is Intent.CONSULT else None
    return About(scores.best(ABOUT, but) or About.UNKNOWN)
