"""What the lexicon finds in one message, sorted by what it was looked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from config.concerns import Rule, Taxonomy
from config.patterns import Chain, Pattern
from nlp.lexicon import Lexicon
from nlp.tokens import Forms, Span, Tokeniser

Section = Literal["concern", "danger", "about", "intent", "scope"]


@dataclass(frozen=True, slots=True)
class Hit:
    """One place that speaks for a code. `reason` is `word` or `pattern`."""

    code: str
    start: int
    end: int
    reason: str
    detail: str = ""
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Findings:
    """The hits of each section, in order of place; what a `but` covers is already out."""

    concerns: tuple[Hit, ...] = ()
    dangers: tuple[Hit, ...] = ()
    about: tuple[Hit, ...] = ()
    intent: tuple[Hit, ...] = ()
    scope: tuple[Hit, ...] = ()
    cues: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Use:
    section: Section
    rule: int
    code: str
    reason: str
    detail: str
    weight: int


class Rulebook:
    """All rules of a taxonomy, compiled into one lexicon."""

    def __init__(self, taxonomy: Taxonomy, tokeniser: Tokeniser) -> None:
        self._patterns: list[Pattern] = []
        self._uses: dict[int, _Use] = {}
        self._buts: dict[int, int] = {}
        self._rules = 0
        for concern in taxonomy.concerns.values():
            self._add("concern", concern.rule, concern.words)
        for rule in taxonomy.dangers:
            self._add("danger", rule)
        for section, rules in (("about", taxonomy.about), ("intent", taxonomy.intent)):
            for rule in rules:
                self._add(section, rule)  # type: ignore[arg-type]
        for rule in taxonomy.scope.values():
            self._add("scope", rule)
        self._everywhere = range(
            len(self._patterns), len(self._patterns) + len(taxonomy.danger_but)
        )
        self._patterns += taxonomy.danger_but
        self._lexicon = Lexicon(self._patterns, taxonomy.cues, tokeniser.form)

    def find(self, written: str, forms: Forms | None) -> Findings:
        """What stands in the text."""
        found = self._lexicon.find(written, forms)
        buts: dict[int, list[Span]] = defaultdict(list)
        jokes: list[Span] = []
        for number, spans in found.patterns.items():
            if number in self._buts:
                buts[self._buts[number]] += spans
            elif number in self._everywhere:
                jokes += spans
        hits: dict[str, list[Hit]] = defaultdict(list)
        for number, spans in sorted(found.patterns.items()):
            use = self._uses.get(number)
            if use is None:
                continue
            taken = buts[use.rule] + (jokes if _can_joke(use) else [])
            hits[use.section] += [
                Hit(use.code, start, end, use.reason, use.detail, use.weight)
                for start, end in spans
                if not any(a < end and start < b for a, b in taken)
            ]
        return Findings(
            concerns=_in_place(hits["concern"]),
            dangers=_in_place(hits["danger"]),
            about=_in_place(hits["about"]),
            intent=_in_place(hits["intent"]),
            scope=_in_place(hits["scope"]),
            cues=found.cues,
        )

    def _add(self, section: Section, rule: Rule, words: frozenset[str] = frozenset()) -> None:
        self._rules += 1
        if words:
            self._use(section, Pattern("words", (Chain((words,)),)), rule, "word")
        for pattern in rule.patterns:
            self._use(section, pattern, rule, "pattern")
        for pattern in rule.but:
            self._buts[len(self._patterns)] = self._rules
            self._patterns.append(pattern)

    def _use(self, section: Section, pattern: Pattern, rule: Rule, reason: str) -> None:
        use = _Use(section, self._rules, rule.code, reason, rule.detail, rule.weight)
        self._uses[len(self._patterns)] = use
        self._patterns.append(pattern)


def _can_joke(use: _Use) -> bool:
    return use.section == "danger" or use.code == "suicidality"


def _in_place(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    return tuple(sorted(hits, key=lambda hit: (hit.start, hit.end, hit.code)))


def by_code(hits: Sequence[Hit]) -> Mapping[str, list[Hit]]:
    """The hits of each code, in order of the code's first place."""
    grouped: dict[str, list[Hit]] = {}
    for hit in hits:
        grouped.setdefault(hit.code, []).append(hit)
    return grouped
