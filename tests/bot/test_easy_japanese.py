"""やさしい日本語 stays easy: short sentences, one negation, kanji of the first two school years.

The rule stands at the head of `scenario/easy-ja.yaml`. The kanji are those of the national table
of kanji by school year (学年別漢字配当表, 2017), years one and two.
"""

from __future__ import annotations

import re

import pytest

from bot.limits import graphemes
from bot.script import Script
from bot.sentences import sentences
from bot.wording import fill
from tests.bot.test_wording import OPEN

EASY = frozenset(
    "一右雨円王音下火花貝学気九休玉金空月犬見五口校左三山子四糸字耳七車手十出女小上森人水正生青夕石赤千川先"
    "早草足村大男竹中虫町天田土二日入年白八百文木本名目立力林六"
    "引羽雲園遠何科夏家歌画回会海絵外角楽活間丸岩顔汽記帰弓牛魚京強教近兄形計元言原戸古午後語工公広交光考"
    "行高黄合谷国黒今才細作算止市矢姉思紙寺自時室社弱首秋週春書少場色食心新親図数西声星晴切雪船線前組走多"
    "太体台地池知茶昼長鳥朝直通弟店点電刀冬当東答頭同道読内南肉馬売買麦半番父風分聞米歩母方北毎妹万明鳴毛"
    "門夜野友用曜来里理話"
)
LONGEST = 40

_READING = re.compile(r"([々一-龠]+)（[ぁ-ゖー]+）")
_SAID_TWICE = re.compile(
    r"(ない|なく)(わけ|こと|とは|ほう)[^、。]{0,4}(ない|ありません|いけません)"
)


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
    for key, text in texts.items():
        bare = _READING.sub("", text)
        hard = [letter for letter in bare if "一" <= letter <= "龠" and letter not in EASY]
        assert not hard, (key, "".join(hard), text)


def test_sentences_are_short(texts: dict[str, str]) -> None:
    for key, text in texts.items():
        if not key.startswith(("texts.", "questions.", "danger.", "heard.", "feedback.")):
            continue
        plain = re.sub(r"（[ぁ-ゖー]+）", "", text).replace(" ", "")
        for sentence in re.split(r"[。\n]", plain):
            if not re.search(r"\d[:時]", sentence):  # the opening hours are a list
                assert graphemes(sentence) <= LONGEST, (key, sentence)


def test_nothing_is_denied_twice(texts: dict[str, str]) -> None:
    assert _SAID_TWICE.search("行けないわけではありません")
    for key, text in texts.items():
        assert not _SAID_TWICE.search(text.replace(" ", "")), key


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
