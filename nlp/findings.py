"""What the lexicon finds in one message, sorted by what it was looked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import NamedTuple

from config.concerns import Rule, Taxonomy
from config.patterns import Chain, Pattern
from nlp.lexicon import Lexicon
from nlp.tokens import Forms, Span

_SECTIONS = ("concern", "danger", "intent", "scope")
#: A rule of this weight settles the matter, whatever the model says.
SETTLES = 9
#: Start, end and code of a hit: hits are kept in order of place.
_PLACE = itemgetter(1, 2, 0)


class Hit(NamedTuple):
    """One place that speaks for a code. `reason` is `word` or `pattern`; `detail` a risk."""

    code: str
    start: int
    end: int
    reason: str
    detail: str = ""
    weight: int = 1


class Findings(NamedTuple):
    """The hits of each section, in order of place; what a `but` covers is already out.

    `cues` counts the words of each cue, `marks` names every rule that found something.
    """

    concerns: list[Hit]
    dangers: list[Hit]
    intent: list[Hit]
    scope: list[Hit]
    cues: Mapping[str, int]
    marks: set[str]


@dataclass(frozen=True, slots=True)
class _Use:
    """What a pattern speaks for; `rule` tells which `but` takes it back."""

    section: int
    rule: int
    code: str
    reason: str
    detail: str
    weight: int
    mark: str
    can_joke: bool


class Rulebook:
    """All rules of a taxonomy, compiled into one lexicon."""

    def __init__(self, taxonomy: Taxonomy, form: Callable[[str], str]) -> None:
        """`form` gives a word's dictionary forms."""
        self._patterns: list[Pattern] = []
        self._uses: dict[int, _Use] = {}
        self._buts: dict[int, int] = {}
        self._rules = 0
        for concern in taxonomy.concerns.values():
            self._add("concern", concern.rule, concern.words)
            if concern.own_words:
                self._add(
                    "concern", replace(concern.rule, patterns=(), weight=SETTLES), concern.own_words
                )
        for rule in taxonomy.dangers:
            self._add("danger", rule)
        for rule in taxonomy.intent:
            self._add("intent", rule)
        for rule in taxonomy.scope.values():
            self._add("scope", rule)
        self._everywhere = range(
            len(self._patterns), len(self._patterns) + len(taxonomy.danger_but)
        )
        self._patterns += taxonomy.danger_but
        self._lexicon = Lexicon(self._patterns, taxonomy.cues, form)

    def find(self, written: str, forms: Forms | None) -> Findings:
        """What stands in the text."""
        found = self._lexicon.find(written, forms)
        sections: tuple[list[Hit], list[Hit], list[Hit], list[Hit]] = ([], [], [], [])
        marks: set[str] = set()
        if found.patterns:
            buts, jokes = self._taken_back(found.patterns)
            for number in sorted(found.patterns):
                use = self._uses.get(number)
                if use is None:
                    continue
                taken = buts.get(use.rule, []) + (jokes if use.can_joke else [])
                for start, end in found.patterns[number]:
                    if not taken or not any(a < end and start < b for a, b in taken):
                        hit = Hit(use.code, start, end, use.reason, use.detail, use.weight)
                        sections[use.section].append(hit)
                        marks.add(use.mark)
            for hits in sections:
                if len(hits) > 1:
                    hits.sort(key=_PLACE)
        return Findings(*sections, found.cues, marks)

    def _taken_back(
        self, patterns: Mapping[int, list[Span]]
    ) -> tuple[dict[int, list[Span]], list[Span]]:
        """Where a rule does not hold, by rule, and where nothing is meant in earnest."""
        buts: dict[int, list[Span]] = {}
        jokes: list[Span] = []
        for number, spans in patterns.items():
            if number in self._buts:
                buts.setdefault(self._buts[number], []).extend(spans)
            elif number in self._everywhere:
                jokes += spans
        return buts, jokes

    def _add(self, section: str, rule: Rule, words: frozenset[str] = frozenset()) -> None:
        self._rules += 1
        if words:
            self._use(section, Pattern("words", (Chain((words,)),)), rule, "word")
        for pattern in rule.patterns:
            self._use(section, pattern, rule, "pattern")
        for pattern in rule.but:
            self._buts[len(self._patterns)] = self._rules
            self._patterns.append(pattern)

    def _use(self, section: str, pattern: Pattern, rule: Rule, reason: str) -> None:
        detail = f"/{rule.detail}" if rule.detail else ""
        self._uses[len(self._patterns)] = _Use(
            section=_SECTIONS.index(section),
            rule=self._rules,
            code=rule.code,
            reason=reason,
            detail=rule.detail,
            weight=rule.weight,
            mark=f"{section}/{rule.code}{detail}",
            can_joke=section == "danger" or rule.code == "suicidality",
        )
        self._patterns.append(pattern)


def by_code(hits: Sequence[Hit]) -> dict[str, list[Hit]]:
    """The hits of each code, in order of the code's first place."""
    grouped: dict[str, list[Hit]] = {}
    for hit in hits:
        grouped.setdefault(hit.code, []).append(hit)
    return grouped
