"""What a message can be tagged with, in whose words: the taxonomy and the lexicon of the reading.

`concerns.yaml` is the office's own; `groups.yaml`, `cues.yaml`, `danger.yaml`, `speech.yaml` and
the folder `languages` are the product's unless the office's folder has them too, so that an office
which adds words of its own keeps getting what the product learns about danger.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from config.patterns import Pattern, PatternError, parse_groups
from config.rules import Concern, ConcernEntry, DangerEntry, PatternReader, Rule, RuleEntry
from config.strict import Content, ContentError
from config.strict import load as load_strict

SAMPLE = Path(__file__).resolve().parent / "content"


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


class DangerFile(Content):
    """`danger.yaml`."""

    dangers: tuple[DangerEntry, ...]
    but: tuple[str, ...] = ()


class SpeechFile(Content):
    """`speech.yaml`: what the writer wants, and in what frame a thing is said."""

    intent: tuple[RuleEntry, ...]
    scope: tuple[RuleEntry, ...]


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All that the reading knows in words. `concerns` and `labels` keep the order of the file.

    `languages` is the folder with the words of other languages (`config/languages.py`).
    """

    concerns: Mapping[str, Concern]
    labels: Labels
    groups: Mapping[str, frozenset[str]]
    cues: Mapping[str, tuple[str, ...]]
    dangers: tuple[Rule, ...]
    danger_but: tuple[Pattern, ...]
    intent: tuple[Rule, ...]
    scope: Mapping[str, Rule]
    languages: Path

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
    reader = PatternReader(
        groups, {entry.code: frozenset(entry.words) for entry in shipped.concerns}
    )
    made = Taxonomy(
        concerns=MappingProxyType(
            {entry.code: reader.concern(entry) for entry in taxonomy.concerns}
        ),
        labels=taxonomy.labels,
        groups=MappingProxyType(groups),
        cues=MappingProxyType(cues.cues),
        dangers=tuple(reader.danger("danger.yaml", entry) for entry in danger.dangers),
        danger_but=reader.patterns("danger.yaml", "but", danger.but),
        intent=tuple(reader.rule("intent", entry) for entry in speech.intent),
        scope=MappingProxyType({entry.code: reader.rule("scope", entry) for entry in speech.scope}),
        languages=_ours_or_sample(folder, "languages"),
    )
    twice = len(taxonomy.concerns) != len(made.concerns)
    complaints = [*reader.complaints, *(["concerns.yaml: a code is given twice"] if twice else [])]
    if complaints:
        raise ContentError("\n".join(complaints))
    return made


def _ours_or_sample(folder: Path, name: str) -> Path:
    own = folder / name
    return own if own.exists() else SAMPLE / name
