"""Whose trouble a message tells of."""

from __future__ import annotations

from collections.abc import Collection

from nlp.findings import Findings
from nlp.reading import About, Intent, Risk
from nlp.scores import ABOUT, Scores

#: Cues that name somebody of the family, and the one that names the writer.
_RELATIVES = ("parent", "parent_in_law", "grandparent", "sibling", "child", "spouse", "relative")
_WRITER = "me"
#: Troubles that the family makes and the writer has.
_OF_THE_WRITER = frozenset({"young_carer", "domestic_violence", "abuse", "family_conflict"})
#: Scores nearer than this are as good as equal.
NEAR = 60
#: Without a trouble these tell of nobody.
_OF_NOBODY = frozenset(Intent) - {Intent.CONSULT, Intent.JOIN}
_SELF_LABEL, _FAMILY_LABEL = ABOUT + About.SELF, ABOUT + About.FAMILY
_ABOUTS = {about.value: about for about in About}
# Each was looked up in its enumeration for every message, which takes longer than all the rest.
_SELF, _UNKNOWN, _JOIN, _CONSULT, _CALM = (
    About.SELF, About.UNKNOWN, Intent.JOIN, Intent.CONSULT, Risk.NONE,
)  # fmt: skip


def judge_about(
    found: Findings, scores: Scores, intent: Intent, concerns: Collection[str], risk: Risk
) -> About:
    """The person that scores highest, as far as the rest of the reading allows.

    Who wants to join speaks of themselves; who tells us a trouble speaks of somebody. Who names a
    father and never an "I" speaks of the father, if the scores are near.
    """
    if intent is _JOIN:
        return _SELF
    is_trouble = bool(concerns) or risk is not _CALM
    if intent in _OF_NOBODY and not is_trouble:
        return _UNKNOWN
    but = _UNKNOWN if intent is _CONSULT and is_trouble else None
    about = _ABOUTS[scores.best(ABOUT, but) or _UNKNOWN]
    if about is _SELF and is_trouble and _OF_THE_WRITER.isdisjoint(concerns):
        lead = scores.of(_SELF_LABEL, default=0) - scores.of(_FAMILY_LABEL, default=0)
        if lead < NEAR and _WRITER not in found.cues and any(map(found.cues.get, _RELATIVES)):
            return About.FAMILY
    return about
