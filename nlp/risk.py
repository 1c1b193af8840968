"""How much danger a message means, and of what kind."""

from __future__ import annotations

from collections.abc import Collection

from nlp.findings import Findings, Hit
from nlp.language import AT_HOME
from nlp.reading import About, Danger, Risk
from nlp.scores import CLEAN, RISK, Scores

#: A rule is believed unless the model scores below this for what else stands in the message.
DOUBT = -150
REASONS = 60
#: The model's emergency counts only where it all but sees danger at all.
LAG = -60
#: Bytes of a message of a few words; a Chinese character says as much as a short word.
FEW = 20
_URGENT = RISK + Risk.URGENT
#: Levels by their codes, worst first, and those that alarm: a plain string is found much faster
#: than a member of an enumeration.
_LEVELS = tuple((risk.value, risk) for risk in reversed(Risk) if risk is not Risk.NONE)
_ALARMING = tuple(level for level, risk in _LEVELS if risk.is_danger)
_EMERGENCY, _WATCH = Risk.EMERGENCY.value, Risk.WATCH.value

#: The danger that a concern is about when the message is one.
_KINDS = (
    ("suicidality", Danger.SUICIDE),
    ("domestic_violence", Danger.VIOLENCE),
    ("abuse", Danger.CHILD),
    ("illness", Danger.COLLAPSE),
    ("living_costs", Danger.HUNGER),
    ("housing", Danger.NO_BED),
)
_OTHERS = frozenset({About.FAMILY, About.ACQUAINTANCE, About.NEIGHBOUR})


class Dangers:
    """The level, and the hits that led to it."""

    __slots__ = ("hits", "is_danger", "risk")

    def __init__(self, risk: Risk, hits: list[Hit]) -> None:
        self.risk = risk
        self.hits = hits
        self.is_danger = risk.is_danger

    def kinds(self, about: About, concerns: Collection[str]) -> tuple[Danger, ...]:
        """The kinds of danger, worst first; empty below urgent, never empty from there on.

        Where only the model saw the danger, the concerns tell its kind.
        """
        if not self.is_danger:
            return ()
        codes = [hit.code for level in _ALARMING for hit in self.hits if hit.detail == level]
        codes = codes or [str(kind) for code, kind in _KINDS if code in concerns][:1]
        kinds = [_kind(code, about) for code in codes]
        return tuple(dict.fromkeys(kinds)) or (Danger.OTHER,)


#: Nothing to be seen.
CALM = Dangers(Risk.NONE, [])


def judge_risk(found: Findings, text: str, scores: Scores, language: str) -> Dangers:
    """The highest level that a danger rule or the model stands for.

    A message that the model takes for clean is not merely watched: it is danger or nothing. In
    languages that the corpus has little of, the model alone neither watches nor, in a few words,
    alarms: cries for help are rules there.
    """
    levels = set(scores.on(RISK))
    if language not in AT_HOME and not found.dangers:
        # Most of what the model has seen of these languages was trouble: a denial sounds like it.
        levels.discard(_WATCH)
        if len(text.encode(errors="replace")) < FEW:
            levels = set()
    if not levels and not found.dangers:
        return CALM
    if scores.of(_URGENT, default=0) < LAG:
        levels.discard(_EMERGENCY)
    if scores.is_on(CLEAN):
        levels.discard(_WATCH)
    hits = [
        hit for hit in found.dangers if not scores.is_against(RISK + hit.detail, DOUBT, REASONS)
    ]
    for hit in hits:
        levels.add(hit.detail)
    for level, risk in _LEVELS:
        if level in levels:
            return Dangers(risk, hits)
    return CALM


def _kind(code: str, about: About) -> Danger:
    is_other = code == Danger.SUICIDE and about in _OTHERS
    return Danger.SUICIDE_OTHER if is_other else Danger(code)
