"""What the pages of the bot's sentences show: each sentence with its version and its state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.revision import Refusal, Spot, scenarios_of, sentences_of
from bot.sentences import Sentence
from config.office import normal
from handlers.desk import situations
from handlers.desk.situations import Titled
from handlers.wiring import System
from intake import texts
from intake.texts import Version


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence as it is spoken now.

    `base` is the program's own, `version` the office's newest. `refused`: the edit doesn't fit
    any more and the program's own is spoken. `is_base_new`: the program's own has changed under
    an edit. `is_behind`: the office's first language was edited after this one.
    """

    language: str
    titled: Titled
    text: str
    base: str
    version: Version | None
    refused: Refusal | None
    is_base_new: bool
    is_behind: bool

    @property
    def key(self) -> str:
        """The key of the sentence."""
        return self.titled.sentence.key

    @property
    def asks_review(self) -> bool:
        """True when somebody should look at it; saving it, even as it is, says that they did."""
        return self.refused is not None or self.is_base_new or self.is_behind

    @property
    def is_edited(self) -> bool:
        """True when the office's own words are spoken."""
        return self.version is not None and not self.version.is_base and self.refused is None


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything that can be edited, at one moment; `lost` are edits of what is no more."""

    entries: Mapping[Spot, Entry]
    languages: tuple[str, ...]
    names: Mapping[str, str]
    lost: Mapping[Spot, Version]

    def of_language(self, language: str) -> list[Entry]:
        """The entries of one language, in the order of its scenario."""
        return [each for each in self.entries.values() if each.language == language]


def look(system: System, session: Session) -> Shelf:
    """All sentences as this session sees them."""
    own = sentences_of(system.script)
    versions = texts.in_force(session)
    refused = system.edition.current(session, system.script).refused
    languages = tuple(scenarios_of(system.script))
    names = situations.content().words["language"]
    concerns = _concerns(system)
    entries = {
        spot: _entry(spot, sentence, versions, refused, languages[0], concerns)
        for spot, sentence in own.items()
    }
    return Shelf(
        entries=entries,
        languages=languages,
        names={code: names.get(code, code) for code in languages},
        lost={spot: each for spot, each in versions.items() if spot not in own},
    )


def _entry(
    spot: Spot,
    sentence: Sentence,
    versions: Mapping[Spot, Version],
    refused: Mapping[Spot, Refusal],
    first: str,
    concerns: Mapping[str, str],
) -> Entry:
    version = versions.get(spot)
    leading = versions.get((first, spot[1])) if spot[0] != first else None
    is_own = version is not None and not version.is_base
    is_spoken = is_own and spot not in refused
    return Entry(
        language=spot[0],
        titled=situations.entitle(sentence, concerns)[1],
        text=version.text if version and is_spoken else sentence.text,
        base=sentence.text,
        version=version,
        refused=refused.get(spot),
        is_base_new=is_own and version is not None and version.base != sentence.text,
        is_behind=leading is not None and (version is None or version.at < leading.at),
    )


def titles(system: System, topics: Iterable[str]) -> dict[str, str]:
    """What the office calls the sentences that the trail names as `language:key`."""
    own, concerns = sentences_of(system.script), _concerns(system)
    names = situations.content().words["language"]
    found = {}
    for topic in topics:
        language, _, key = topic.partition(":")
        sentence = own.get((language, key))
        if sentence:
            title = situations.entitle(sentence, concerns)[1].title
            found[topic] = f"{title}（{names.get(language, language)}）"
    return found


def matching(entries: Iterable[Entry], wanted: str) -> list[Entry]:
    """Those whose words, title or key hold all of the words looked for."""
    words = [normal(word) for word in wanted.split()]
    return [
        each
        for each in entries
        if all(word in normal(f"{each.text} {each.titled.title} {each.key}") for word in words)
    ]


def _concerns(system: System) -> dict[str, str]:
    return {code: each.label for code, each in system.script.taxonomy.concerns.items()}
