"""How much danger a message means, and of what kind."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from nlp.findings import Findings, Hit
from nlp.reading import About, Danger, Risk
from nlp.scores import CLEAN, RISK, Scores

#: A rule is believed unless the model scores below this for what else stands in the message.
DOUBT = -100
REASONS = 90
#: The model's emergency counts only where it all but sees danger at all.
LAG = -40


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


class Dangers(NamedTuple):
    """The level, and the hits that led to it."""

    risk: Risk = Risk.NONE
    hits: tuple[Hit, ...] = ()

    def kinds(self, about: About, concerns: Collection[str]) -> tuple[Danger, ...]:
        """The kinds of danger, worst first; empty below urgent, never empty from there on.

        Where only the model saw the danger, the concerns tell its kind.
        """
        if not self.risk.is_danger:
            return ()
        hits = sorted(self.hits, key=lambda hit: -Risk(hit.detail).rank)
        codes = [hit.code for hit in hits if Risk(hit.detail).is_danger]
        codes = codes or [str(kind) for code, kind in _KINDS if code in concerns][:1]
        kinds = [_kind(code, about) for code in codes]
        return tuple(dict.fromkeys(kinds)) or (Danger.OTHER,)


#: Nothing to be seen.
CALM = Dangers()


def judge_risk(found: Findings, scores: Scores) -> Dangers:
    """The highest level that a danger rule or the model stands for.

    A message that the model takes for clean is not merely watched: it is danger or nothing.
    """
    levels = set(scores.on(RISK))
    if not levels and not found.dangers:
        return CALM
    if scores.of(RISK + Risk.URGENT, default=0) < LAG:
        levels.discard(Risk.EMERGENCY)
    if scores.is_on(CLEAN):
        levels.discard(Risk.WATCH)
    hits = [
        hit for hit in found.dangers if not scores.is_against(RISK + hit.detail, DOUBT, REASONS)
    ]
    levels.update([hit.detail for hit in hits])
    if not levels:
        return CALM
    return Dangers(max(map(Risk, levels), key=lambda risk: risk.rank), tuple(hits))


def _kind(code: str, about: About) -> Danger:
    is_other = code == Danger.SUICIDE and about in _OTHERS
    return Danger.SUICIDE_OTHER if is_other else Danger(code)
