"""What a message can be tagged with, in whose words: the taxonomy and the lexicon of the reading.

`concerns.yaml` is the office's own; `groups.yaml`, `cues.yaml`, `danger.yaml` and `speech.yaml` are
the product's unless the office's folder has them too, so that an office which adds words of its own
keeps getting what the product learns about danger.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from config.patterns import Pattern, PatternError, parse, parse_groups
from config.strict import Content, ContentError
from config.strict import load as load_strict

SAMPLE = Path(__file__).resolve().parent / "content"
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
    """One concern as written. `but` takes back what it covers, `without` what it finds anywhere."""

    code: str
    label: str
    topic: Topic
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    but: tuple[str, ...] = ()


class Labels(Content):
    """What staff read for each code that is no concern."""

    derived: dict[str, str]
    risk: dict[str, str]
    danger: dict[str, str]
    about: dict[str, str]
    intent: dict[str, str]
    reason: dict[str, str]


class ConcernsFile(Content):
    """`concerns.yaml`."""

    concerns: tuple[ConcernEntry, ...]
    labels: Labels


class GroupsFile(Content):
    """`groups.yaml`: words that mean alike, by the name that patterns use."""

    groups: dict[str, tuple[str, ...]]


class CuesFile(Content):
    """`cues.yaml`: words that stand around a thing, by what they hint at."""

    cues: dict[str, tuple[str, ...]]


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


class DangerFile(Content):
    """`danger.yaml`."""

    dangers: tuple[DangerEntry, ...]
    but: tuple[str, ...] = ()


class SpeechFile(Content):
    """`speech.yaml`: what the writer wants, and in what frame a thing is said."""

    intent: tuple[RuleEntry, ...]
    scope: tuple[RuleEntry, ...]


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


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All that the reading knows in words. `concerns` and `labels` keep the order of the file."""

    concerns: Mapping[str, Concern]
    labels: Labels
    groups: Mapping[str, frozenset[str]]
    cues: Mapping[str, tuple[str, ...]]
    dangers: tuple[Rule, ...]
    danger_but: tuple[Pattern, ...]
    intent: tuple[Rule, ...]
    scope: Mapping[str, Rule]

    @property
    def codes(self) -> tuple[str, ...]:
        """The concern codes, in the order of the file."""
        return tuple(self.concerns)

    def label(self, code: str) -> str:
        """表示名 of a concern or derived code. Raises KeyError for any other."""
        concern = self.concerns.get(code)
        return concern.label if concern else self.labels.derived[code]

    def topic(self, code: str) -> str:
        """The topic of the national intake form (A票) that this concern is counted under."""
        return self.concerns[code].topic


def load(folder: Path) -> Taxonomy:
    """The taxonomy of the office whose content lies in `folder`.

    Raises ContentError naming file and line for whatever is wrong.
    """
    taxonomy = load_strict(folder / "concerns.yaml", ConcernsFile)
    groups_file = load_strict(_ours_or_sample(folder, "groups.yaml"), GroupsFile)
    danger = load_strict(_ours_or_sample(folder, "danger.yaml"), DangerFile)
    speech = load_strict(_ours_or_sample(folder, "speech.yaml"), SpeechFile)
    cues = load_strict(_ours_or_sample(folder, "cues.yaml"), CuesFile)
    try:
        groups = parse_groups(groups_file.groups)
    except PatternError as error:
        raise ContentError(f"groups.yaml: {error}") from None
    shipped = taxonomy
    if folder.resolve() != SAMPLE:
        shipped = load_strict(SAMPLE / "concerns.yaml", ConcernsFile)
    reader = _PatternReader(
        groups, {entry.code: frozenset(entry.words) for entry in shipped.concerns}
    )
    made = Taxonomy(
        concerns=MappingProxyType(
            {entry.code: reader.concern(entry) for entry in taxonomy.concerns}
        ),
        labels=taxonomy.labels,
        groups=MappingProxyType(groups),
        cues=MappingProxyType(cues.cues),
        dangers=tuple(reader.danger(entry) for entry in danger.dangers),
        danger_but=reader.patterns("danger.yaml", "but", danger.but),
        intent=tuple(reader.rule("intent", entry) for entry in speech.intent),
        scope=MappingProxyType({entry.code: reader.rule("scope", entry) for entry in speech.scope}),
    )
    twice = len(taxonomy.concerns) != len(made.concerns)
    complaints = [*reader.complaints, *(["concerns.yaml: a code is given twice"] if twice else [])]
    if complaints:
        raise ContentError("\n".join(complaints))
    return made


def _ours_or_sample(folder: Path, name: str) -> Path:
    own = folder / name
    return own if own.exists() else SAMPLE / name


class _PatternReader:
    """Parses what the files write and gathers every complaint instead of stopping at one."""

    def __init__(
        self, groups: Mapping[str, frozenset[str]], shipped: Mapping[str, frozenset[str]]
    ) -> None:
        self._groups = groups
        self._shipped = shipped
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

    def danger(self, entry: DangerEntry) -> Rule:
        return Rule(
            code=entry.kind,
            patterns=self.patterns("danger.yaml", entry.kind, entry.patterns),
            but=self.patterns("danger.yaml", entry.kind, entry.but),
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
                found.append(parse(source, self._groups))
            except PatternError as error:
                self.complaints.append(f"{file}: {key}: {source}: {error}")
        return tuple(found)
