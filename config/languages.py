"""What the reading knows in the words of other languages: files by their codes in `languages`.

Its codes and the names of its cues are those at home, so that what was learned of one language
holds for all: a `mother` and a `母` are one thing to the model.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

from pydantic import Field

from config.concerns import Taxonomy
from config.patterns import Pattern
from config.rules import DangerEntry, PatternReader, Rule
from config.strict import Content, ContentError
from config.strict import load as load_strict


class PhrasesEntry(Content):
    """Plain ways of naming a concern; `but` takes back what it covers."""

    patterns: tuple[str, ...] = ()
    but: tuple[str, ...] = ()


class LanguageFile(Content):
    """One language."""

    cues: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    dangers: tuple[DangerEntry, ...] = ()
    concerns: dict[str, PhrasesEntry] = Field(default_factory=dict)
    but: tuple[str, ...] = ()


def load(home: Taxonomy, language: str, write: Callable[[str], str]) -> Taxonomy:
    """A language under the codes of `home`, each word as `write` writes it.

    It may have several files: `pt.yaml`, `pt-danger.yaml`. Raises ContentError naming the file for
    whatever is wrong.
    """
    reader = PatternReader(home.groups, {}, write)
    cues: dict[str, list[str]] = defaultdict(list)
    dangers: list[Rule] = []
    taken_back: list[Pattern] = []
    patterns: dict[str, list[Pattern]] = defaultdict(list)
    buts: dict[str, list[Pattern]] = defaultdict(list)
    for path in sorted(home.languages.glob(f"{language}[.-]*yaml")):
        file = load_strict(path, LanguageFile)
        unknown = [*(file.cues.keys() - home.cues), *(file.concerns.keys() - home.concerns)]
        reader.complaints += [f"{path.name}: {name}: not known at home" for name in sorted(unknown)]
        for name, words in file.cues.items():
            cues[name] += map(write, words)
        dangers += [reader.danger(path.name, entry) for entry in file.dangers]
        taken_back += reader.patterns(path.name, "but", file.but)
        for code, phrases in file.concerns.items():
            patterns[code] += reader.patterns(path.name, code, phrases.patterns)
            buts[code] += reader.patterns(path.name, code, phrases.but)
    if reader.complaints:
        raise ContentError("\n".join(reader.complaints))
    return replace(
        home,
        concerns=MappingProxyType(
            {
                code: replace(
                    concern,
                    words=frozenset(),
                    own_words=frozenset(),
                    rule=Rule(code, tuple(patterns[code]), tuple(buts[code])),
                )
                for code, concern in home.concerns.items()
            }
        ),
        cues=MappingProxyType({name: tuple(dict.fromkeys(words)) for name, words in cues.items()}),
        dangers=tuple(dangers),
        danger_but=tuple(taken_back),
        intent=(),
        scope=MappingProxyType({}),
    )
