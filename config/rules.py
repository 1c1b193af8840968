"""Rules as content files write them, and as the reading takes them: patterns for one code each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from config.patterns import Pattern, PatternError, parse
from config.strict import Content

Topic = Literal[
    "病気や健康・障害",
    "住まい",
    "収入・生活費",
    "家賃やローンの支払い",
    "税金や公共料金等の支払い",
    "債務",
    "仕事探し・就職",
    "仕事上の不安やトラブル",
    "地域との関係",
    "家族との関係",
    "子育て",
    "介護",
    "ひきこもり・不登校",
    "DV・虐待",
    "食べるものがない",
    "その他",
]


class ConcernEntry(Content):
    """One concern as written. `but` takes back what it covers."""

    code: str
    label: str
    topic: Topic
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    but: tuple[str, ...] = ()


class RuleEntry(Content):
    """Patterns that all say the same `code`; `but` takes back what it covers."""

    code: str
    patterns: tuple[str, ...]
    but: tuple[str, ...] = ()
    weight: int = 1


class DangerEntry(Content):
    """Patterns of one kind of danger at one level of risk."""

    kind: str
    risk: Literal["watch", "urgent", "emergency"]
    patterns: tuple[str, ...]
    but: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """Patterns that lead to one code. `detail` is the risk of a danger rule, else empty."""

    code: str
    patterns: tuple[Pattern, ...]
    but: tuple[Pattern, ...] = ()
    detail: str = ""
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Concern:
    """A concern with what staff and statistics call it.

    `own_words` are those that the office added to the product's: they always lead to the tag.
    """

    code: str
    label: str
    topic: str
    words: frozenset[str]
    own_words: frozenset[str]
    rule: Rule


class PatternReader:
    """Parses what the files write and gathers every complaint instead of stopping at one."""

    def __init__(
        self,
        groups: Mapping[str, frozenset[str]],
        shipped: Mapping[str, frozenset[str]],
        write: Callable[[str], str] = str,
    ) -> None:
        """`shipped` are the product's own words for each code; `write` brings a word to the way of
        writing in which it is looked for."""
        self._groups = groups
        self._shipped = shipped
        self._write = write
        self.complaints: list[str] = []

    def concern(self, entry: ConcernEntry) -> Concern:
        rule = Rule(
            code=entry.code,
            patterns=self.patterns("concerns.yaml", entry.code, entry.patterns),
            but=self.patterns("concerns.yaml", entry.code, entry.but),
        )
        words = frozenset(entry.words)
        own = words - self._shipped.get(entry.code, frozenset())
        return Concern(entry.code, entry.label, entry.topic, words - own, own, rule)

    def danger(self, file: str, entry: DangerEntry) -> Rule:
        return Rule(
            code=entry.kind,
            patterns=self.patterns(file, entry.kind, entry.patterns),
            but=self.patterns(file, entry.kind, entry.but),
            detail=entry.risk,
        )

    def rule(self, part: str, entry: RuleEntry) -> Rule:
        return Rule(
            code=entry.code,
            patterns=self.patterns("speech.yaml", f"{part}.{entry.code}", entry.patterns),
            but=self.patterns("speech.yaml", f"{part}.{entry.code}", entry.but),
            weight=entry.weight,
        )

    def patterns(self, file: str, key: str, sources: Iterable[str]) -> tuple[Pattern, ...]:
        found = []
        for source in sources:
            try:
                found.append(parse(source, self._groups, self._write))
            except PatternError as error:
                self.complaints.append(f"{file}: {key}: {source}: {error}")
        return tuple(found)
