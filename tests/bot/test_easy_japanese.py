"""やさしい日本語 stays easy: short sentences, one negation, kanji of the first two school years."""

from __future__ import annotations

import re

import pytest

from bot.easy_japanese import hard_kanji, is_denied_twice, long_sentences
from bot.limits import graphemes
from bot.script import Script
from bot.sentences import sentences
from bot.wording import fill
from tests.bot.test_wording import OPEN


@pytest.fixture(scope="module")
def texts(script: Script) -> dict[str, str]:
    easy = script.others["easy-ja"]
    filled = {}
    for each in sentences(easy.scenario):
        text = each.text
        if each.key.startswith(("texts.", "questions.", "danger.")) and not each.is_label:
            text = fill(easy, text, OPEN)
        filled[each.key] = text
    for line in easy.hotlines.lines:
        if "ja" in line.languages:
            filled[f"hotlines.{line.code}"] = f"{line.name}。{line.hours}"
    return filled


def test_hard_kanji_carry_their_reading(texts: dict[str, str]) -> None:
    assert hard_kanji("窓口（まどぐち）と 薬") == "薬"
    for key, text in texts.items():
        assert not hard_kanji(text), (key, text)


def test_sentences_are_short(texts: dict[str, str]) -> None:
    assert list(long_sentences("あ" * 41 + "。い。")) == ["あ" * 41]
    for key, text in texts.items():
        if key.startswith(("texts.", "questions.", "danger.", "heard.", "feedback.")):
            assert list(long_sentences(text)) == [], key


def test_nothing_is_denied_twice(texts: dict[str, str]) -> None:
    assert is_denied_twice("行けないわけではありません")
    for key, text in texts.items():
        assert not is_denied_twice(text), key


def test_words_stand_apart(texts: dict[str, str]) -> None:
    for key, text in texts.items():
        if not key.startswith(("texts.", "danger.")):
            continue
        for sentence in re.split(r"[。\n、]", re.sub(r"（[ぁ-ゖー]+）", "", text)):
            assert graphemes(sentence) < 18 or " " in sentence, (key, sentence)


def test_no_polite_riddle_is_used(texts: dict[str, str]) -> None:
    riddle = re.compile(r"くださって|いただ|ございますか|いたし|うかが|お待ち|さしあげ|いらっしゃ")
    for key, text in texts.items():
        assert not riddle.search(text), key
