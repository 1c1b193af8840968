"""An office's wording is spoken where it fits, and never breaks a talk where it doesn't."""

from __future__ import annotations

import pytest

from bot import script as scripts
from bot.revision import Spot, revise, sentences_of
from bot.script import Script
from bot.sentences import Sentence
from bot.soundness import complaints
from config.settings import SAMPLE_CONTENT


@pytest.fixture(scope="module")
def script() -> Script:
    return scripts.load(SAMPLE_CONTENT)


def texts(script: Script) -> dict[Spot, str]:
    return {spot: each.text for spot, each in sentences_of(script).items()}


def test_an_edited_sentence_takes_the_place_of_the_programs(script: Script) -> None:
    edits = {
        ("ja", "texts.hello"): "ようこそ、{window}です。",
        ("ja", "questions.about.answers.self"): "わたしのこと",
        ("ja", "danger.kinds.suicide.minor.now"): "電話してください。119です。",
    }
    revised = revise(script, edits)
    assert revised.refused == {}
    assert texts(revised.script) == {**texts(script), **edits}
    assert complaints(revised.script.scenario) == []


def changed(sentence: Sentence) -> str:
    """Other words that fit where the sentence stands."""
    return "かえた" if sentence.is_label else f"{sentence.text}。"


def test_every_sentence_can_be_edited_in_every_language(script: Script) -> None:
    edits = {spot: changed(sentence) for spot, sentence in sentences_of(script).items()}
    revised = revise(script, edits)
    assert revised.refused == {}
    assert texts(revised.script) == edits


def test_only_the_edited_sentence_changes(script: Script) -> None:
    own = texts(script)
    for spot, sentence in sentences_of(script).items():
        if spot[0] == script.scenario.language:
            now = texts(revise(script, {spot: changed(sentence)}).script)
            assert {each for each in own if now[each] != own[each]} == {spot}


@pytest.mark.parametrize(
    ("spot", "text", "reason"),
    [
        (("ja", "texts.no_longer_there"), "あ", "gone"),
        (("xx", "texts.hello"), "あ", "gone"),
        (("ja", "texts.hello"), "{name}さん", "faulty"),
        (("ja", "texts.hello"), " ", "faulty"),
        (("ja", "buttons.human"), "あ" * 21, "faulty"),
    ],
)
def test_what_does_not_fit_gives_way_and_the_rest_stays(
    script: Script, spot: Spot, text: str, reason: str
) -> None:
    good = ("ja", "texts.thanks")
    revised = revise(script, {spot: text, good: "どういたしまして。"})
    assert revised.refused == {spot: reason}
    assert texts(revised.script) == {**texts(script), good: "どういたしまして。"}


def test_without_edits_it_is_the_script_itself(script: Script) -> None:
    assert revise(script, {}).script.scenario is script.scenario
