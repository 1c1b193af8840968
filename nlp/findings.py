"""What the lexicon finds in one message, sorted by what it was looked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from sys import intern

from config.concerns import Taxonomy
from config.patterns import Chain, Pattern
from config.rules import Rule
from nlp.forms import Forms, Span
from nlp.lexicon import Lexicon

_SECTIONS = ("concern", "danger", "intent", "scope")
#: A rule of this weight settles the matter, whatever the model says.
SETTLES = 9


class Hit:
    """One place that speaks for a code. `reason` is `word` or `pattern`; `detail` a risk."""

    __slots__ = ("code", "detail", "end", "reason", "start", "weight")

    def __init__(
        self, code: str, start: int, end: int, reason: str, detail: str, weight: int
    ) -> None:
        self.code = code
        self.start = start
        self.end = end
        self.reason = reason
        self.detail = detail
        self.weight = weight


class Findings:
    """The hits of each section, in order of place; what a `but` covers is already out.

    `cues` counts the words of each cue, `marks` names every rule that found something.
    """

    __slots__ = ("concerns", "cues", "dangers", "intent", "marks", "scope")

    def __init__(self, sections: list[list[Hit]], cues: dict[str, int], marks: set[str]) -> None:
        self.concerns, self.dangers, self.intent, self.scope = sections
        self.cues = cues
        self.marks = marks

    def and_also(self, other: Findings) -> Findings:
        """Both together."""
        mine = (self.concerns, self.dangers, self.intent, self.scope)
        theirs = (other.concerns, other.dangers, other.intent, other.scope)
        sections = [
            sorted(here + there, key=_place) for here, there in zip(mine, theirs, strict=True)
        ]
        cues = dict(self.cues)
        for cue, count in other.cues.items():
            cues[cue] = cues.get(cue, 0) + count
        return Findings(sections, cues, self.marks | other.marks)


class _Use:
    """What a pattern speaks for; `rule` tells which `but` takes it back."""

    __slots__ = ("can_joke", "code", "detail", "mark", "reason", "rule", "section", "weight")

    def __init__(self, section: str, number: int, rule: Rule, reason: str) -> None:
        detail = f"/{rule.detail}" if rule.detail else ""
        self.section = _SECTIONS.index(section)
        self.rule = number
        self.code = rule.code
        self.reason = reason
        self.detail = rule.detail
        self.weight = rule.weight
        self.mark = intern(f"{section}/{rule.code}{detail}")
        self.can_joke = section == "danger" or rule.code == "suicidality"


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
        self._first_joke = len(self._patterns)
        self._patterns += taxonomy.danger_but
        self._lexicon = Lexicon(self._patterns, taxonomy.cues, form)
        self._patterns = []  # the lexicon has made of them what it needs

    def find(self, written: str, forms: Forms | None) -> Findings:
        """What stands in the text."""
        found = self._lexicon.find(written, forms)
        sections: list[list[Hit]] = [[], [], [], []]
        marks: set[str] = set()
        if found.patterns:
            buts, jokes = self._taken_back(found.patterns)
            for number in sorted(found.patterns):
                use = self._uses.get(number)
                if use is None:
                    continue
                but = buts.get(use.rule)
                for start, end in found.patterns[number]:
                    if but is not None and _covers(but, start, end):
                        continue
                    if use.can_joke and _covers(jokes, start, end):
                        continue
                    hit = Hit(use.code, start, end, use.reason, use.detail, use.weight)
                    sections[use.section].append(hit)
                    marks.add(use.mark)
            for hits in sections:
                if len(hits) > 1:
                    hits.sort(key=_place)
        return Findings(sections, found.cues, marks)

    def _taken_back(
        self, patterns: dict[int, list[Span]]
    ) -> tuple[dict[int, list[Span]], list[Span]]:
        """Where a rule does not hold, by rule, and where nothing is meant in earnest."""
        buts: dict[int, list[Span]] = {}
        jokes: list[Span] = []
        for number, spans in patterns.items():
            if number >= self._first_joke:
                jokes += spans
            elif number in self._buts:
                buts.setdefault(self._buts[number], []).extend(spans)
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
        self._uses[len(self._patterns)] = _Use(section, self._rules, rule, reason)
        self._patterns.append(pattern)


def _covers(spans: list[Span], start: int, end: int) -> bool:
    """True where one of the places shares a character with this one."""
    return any(other < end and start < behind for other, behind in spans)


def _place(hit: Hit) -> tuple[int, int, str]:
    """Hits are kept in order of place."""
    return hit.start, hit.end, hit.code


def by_code(hits: list[Hit]) -> dict[str, list[Hit]]:
    """The hits of each code, in order of the code's first place."""
    grouped: dict[str, list[Hit]] = {}
    for hit in hits:
        if hit.code in grouped:
            grouped[hit.code].append(hit)
        else:
            grouped[hit.code] = [hit]
    return grouped
