"""Whose trouble a message tells of."""

from __future__ import annotations

from collections.abc import Collection

from nlp.findings import Findings
from nlp.reading import About, Intent, Risk
from nlp.scores import ABOUT, Scores

#: Cues that name somebody of the family, and the one that names the writer.
_FAMILY = ("parent", "parent_in_law", "grandparent", "sibling", "child", "spouse", "relative")
_WRITER = "me"
#: Troubles that the family makes and the writer has.
_OF_THE_WRITER = frozenset({"young_carer", "domestic_violence", "abuse", "family_conflict"})
#: Scores nearer than this are as good as equal.
NEAR = 60
#: Without a trouble these tell of nobody.
_OF_NOBODY = frozenset(Intent) - {Intent.CONSULT, Intent.JOIN}


def judge_about(
    found: Findings, scores: Scores, intent: Intent, concerns: Collection[str], risk: Risk
) -> About:
    """The person that scores highest, as far as the rest of the reading allows.

    Who wants to join speaks of themselves; who consults us speaks of somebody. Who names a father
    and never an "I" speaks of the father, if the scores are near.
    """
    if intent is Intent.JOIN:
        return About.SELF
    is_trouble = bool(concerns) or risk is not Risk.NONE
    if intent in _OF_NOBODY and not is_trouble:
        return About.UNKNOWN
    but = About.UNKNOWN if intent is Intent.CONSULT else None
    about = About(scores.best(ABOUT, but) or About.UNKNOWN)
    if about is About.SELF and is_trouble and _OF_THE_WRITER.isdisjoint(concerns):
        lead = scores.of(ABOUT + About.SELF, default=0) - scores.of(ABOUT + About.FAMILY, default=0)
        if lead < NEAR and _WRITER not in found.cues and any(map(found.cues.get, _FAMILY)):
            return About.FAMILY
    return about
