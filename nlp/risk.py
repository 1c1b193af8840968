"""How much danger a message means, and of what kind."""

from __future__ import annotations

from dataclasses import dataclass

from nlp.findings import Findings, Hit
from nlp.reading import About, Context, Danger, Risk


@dataclass(frozen=True, slots=True)
class Dangers:
    """The level, and the hits that led to it."""

    risk: Risk = Risk.NONE
    hits: tuple[Hit, ...] = ()

    def kinds(self, about: About) -> tuple[Danger, ...]:
        """The kinds of danger, worst first; empty below urgent, never empty from there on."""
        if not self.risk.is_danger:
            return ()
        kinds = [
            Danger.SUICIDE_OTHER
            if hit.code == "suicide" and about is not About.SELF
            else Danger(hit.code)
            for hit in sorted(self.hits, key=lambda hit: -Risk(hit.detail).rank)
            if Risk(hit.detail).is_danger
        ]
        return tuple(dict.fromkeys(kinds)) or (Danger.OTHER,)


def judge_risk(found: Findings, text: str, context: Context) -> Dangers:
    """The highest level that a surviving danger hit stands for."""
    frames = {hit.code for hit in found.scope}
    if frames & {"homework", "work_inquiry"}:
        return Dangers()
    if not found.dangers:
        return Dangers()
    risk = max((Risk(hit.detail) for hit in found.dangers), key=lambda level: level.rank)
    return Dangers(risk, found.dangers)
