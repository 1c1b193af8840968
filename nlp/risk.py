"""How much danger a message means, and of what kind."""

from __future__ import annotations

from dataclasses import dataclass

from nlp.findings import Findings, Hit
from nlp.reading import About, Danger, Risk
from nlp.scores import RISK, Scores

#: A rule is believed unless the model is surer than this of the opposite.
DOUBT = -225


@dataclass(frozen=True, slots=True)
class Dangers:
    """The level, and the hits that led to it."""

    risk: Risk = Risk.NONE
    hits: tuple[Hit, ...] = ()

    def kinds(self, about: About) -> tuple[Danger, ...]:
        """The kinds of danger, worst first; empty below urgent, never empty from there on."""
        if not self.risk.is_danger:
            return ()
        hits = sorted(self.hits, key=lambda hit: -Risk(hit.detail).rank)
        kinds = [_kind(hit, about) for hit in hits if Risk(hit.detail).is_danger]
        return tuple(dict.fromkeys(kinds)) or (Danger.OTHER,)


def judge_risk(found: Findings, scores: Scores) -> Dangers:
    """The highest level that a surviving danger hit or the model stands for."""
    levels = [Risk.NONE, *(Risk(code) for code in scores.on(RISK))]
    for level in {hit.detail for hit in found.dangers}:
        score = scores.of(RISK + level)
        if score is None or score >= DOUBT:
            levels.append(Risk(level))
    return Dangers(max(levels, key=lambda risk: risk.rank), found.dangers)


def _kind(hit: Hit, about: About) -> Danger:
    # Whose it is must be told: a wish to die of nobody in particular is taken for the writer's.
    if hit.code == Danger.SUICIDE and about not in (About.SELF, About.UNKNOWN):
        return Danger.SUICIDE_OTHER
    return Danger(hit.code)
