"""Promises: what people write is understood in their own language, as they would write it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import yaml

from bot.rehearsal import Read, Rehearsal
from bot.script import Script
from bot.turn import Place, Turn
from config.office import TOKYO
from nlp.reading import About, Intent

_PHRASES: dict[str, dict[str, list[str]]] = yaml.safe_load(
    (Path(__file__).parent / "phrases.yaml").read_text(encoding="utf-8")
)
_GROUPS = [(language, group) for language, groups in _PHRASES.items() for group in groups]
_NOON = datetime(2026, 11, 18, 14, 0, tzinfo=TOKYO)


@pytest.mark.parametrize(("language", "group"), _GROUPS)
def test_what_people_write_is_understood_in_their_language(
    script: Script, read: Read, language: str, group: str
) -> None:
    deaf = []
    for phrase in _PHRASES[language][group]:
        talk = Rehearsal(script, read, _NOON, place=_place(language, group))
        turn = talk.write(phrase)
        if turn.place.language != language or not _is_understood(script, language, group, turn):
            deaf.append((phrase, turn.place.language, [said.text for said in turn.say]))
    assert not deaf


def test_every_language_of_the_sample_office_is_tried(script: Script) -> None:
    assert set(_PHRASES) == {"ja", *script.others}


def _place(language: str, group: str) -> Place:
    name, _, wanted = group.partition("=")
    if name == "open":
        return Place(language=language)
    asked = wanted.partition(":")[0] if name == "reply" else "area"
    is_erasing = name in ("erased", "kept")
    return Place(
        state="erasing" if is_erasing else asked,
        before="area" if is_erasing else "",
        asked=(asked,),
        about=About.UNKNOWN if asked == "about" else About.SELF,
        concerns=("debt", "work"),
        intent=Intent.CONSULT,
        language=language,
    )


def _is_understood(script: Script, language: str, group: str, turn: Turn) -> bool:
    scenario = script.speaking(language).scenario
    said = "\n".join(each.text for each in turn.say)
    name, _, wanted = group.partition("=")
    match name:
        case "fact":
            return turn.place.about == wanted and _head(scenario.heard.corrected) in said
        case "not":
            return wanted not in turn.place.concerns and _head(scenario.heard.denied) in said
        case "urgency":
            return turn.place.urgency == wanted
        case "reply":
            code, _, value = wanted.partition(":")
            return value == str(getattr(turn.place, code))
        case "skip":
            return "area" in turn.place.skipped
    key = {"stop": "stopped", "erase": "erase_asked", "open": wanted}.get(name, name)
    return _head(scenario.texts[key].text) in said


def _head(text: str) -> str:
    """The words before the first placeholder, on the first line."""
    return text.split("\n")[0].split("{")[0]
