"""The office's own wording laid over the scenario: what fits is spoken, what doesn't is left out.

Pure. A sentence that was edited and no longer fits (its placeholder is gone, it is gone itself)
gives way to the one that came with the program: a talk never breaks over an edit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import ValidationError

from bot.nameplate import plates, renamed
from bot.scenario import Scenario
from bot.script import Script
from bot.sentences import Loc, Sentence, faults, sentences
from bot.soundness import complaints

Spot = tuple[str, str]
"""Where an edit belongs: the language and the key of the sentence."""

Refusal = Literal["gone", "faulty", "unsound"]


@dataclass(frozen=True, slots=True, repr=False)
class Revision:
    """The script as it is spoken now, and the edits that could not be taken, with the reason."""

    script: Script
    refused: Mapping[Spot, Refusal]


def scenarios_of(script: Script) -> Mapping[str, Scenario]:
    """The scenario of each language, by its code, the office's own first."""
    others = {code: other.scenario for code, other in script.others.items()}
    return {script.scenario.language: script.scenario, **others}


def in_language(script: Script, language: str) -> Script:
    """`script` as `language` speaks it. Raises KeyError."""
    return script if language == script.scenario.language else script.others[language]


def sentences_of(script: Script) -> Mapping[Spot, Sentence]:
    """Every sentence of every language, the office's names among them."""
    return {
        (language, each.key): each
        for language in scenarios_of(script)
        for each in _sentences(in_language(script, language))
    }


def _sentences(script: Script) -> Iterator[Sentence]:
    yield from sentences(script.scenario)
    yield from plates(script.office)


def revise(script: Script, edits: Mapping[Spot, str]) -> Revision:
    """`script` with the `edits` that fit in place of its own sentences."""
    refused: dict[Spot, Refusal] = {}
    revised: dict[str, Script] = {}
    for language, scenario in scenarios_of(script).items():
        spoken = in_language(script, language)
        own = {key: text for (code, key), text in edits.items() if code == language}
        known = {each.key: each for each in _sentences(spoken)} if own else {}
        fitting: dict[Loc, str] = {}
        names: dict[str, str] = {}
        for key, text in own.items():
            if key not in known:
                refused[language, key] = "gone"
            elif any(faults(known[key], text)):
                refused[language, key] = "faulty"
            elif known[key].loc[0] == "office":
                names[str(known[key].loc[1])] = text
            else:
                fitting[known[key].loc] = text
        changed = _with(scenario, fitting)
        if changed is None:
            lost = {key for key in own if key in known and known[key].loc in fitting}
            refused |= {(language, key): "unsound" for key in lost}
        office = renamed(spoken.office, names)
        revised[language] = replace(spoken, scenario=changed or scenario, office=office)
    known_languages = set(revised)
    refused |= {spot: "gone" for spot in edits if spot[0] not in known_languages}
    return Revision(_speaking(script, revised), refused)


def _with(scenario: Scenario, texts: Mapping[Loc, str]) -> Scenario | None:
    """The scenario with these texts; None when it would not be sound."""
    if not texts:
        return scenario
    data = scenario.model_dump()
    for loc, text in texts.items():
        _put(data, loc, text)
    try:
        changed = Scenario.model_validate(data)
    except ValidationError:
        return None
    return changed if not complaints(changed) else None


def _put(data: Any, loc: Loc, text: str) -> None:
    *way, last = loc
    for part in way:
        if isinstance(data[part], tuple):
            data[part] = list(data[part])
        data = data[part]
    data[last] = text


def _speaking(script: Script, revised: Mapping[str, Script]) -> Script:
    others = {code: revised[code] for code in script.others}
    return replace(revised[script.scenario.language], others=others)
