"""The rule of やさしい日本語, as it stands at the head of `scenario/easy-ja.yaml`.

Short sentences, one negation, kanji of the first two school years (学年別漢字配当表, 2017), all
others with their reading right behind them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.limits import graphemes

CODE = "easy-ja"
"""The language that follows this rule."""

EASY = frozenset(
    "一右雨円王音下火花貝学気九休玉金空月犬見五口校左三山子四糸字耳七車手十出女小上森人水正生青夕石赤千川先"
    "早草足村大男竹中虫町天田土二日入年白八百文木本名目立力林六"
    "引羽雲園遠何科夏家歌画回会海絵外角楽活間丸岩顔汽記帰弓牛魚京強教近兄形計元言原戸古午後語工公広交光考"
    "行高黄合谷国黒今才細作算止市矢姉思紙寺自時室社弱首秋週春書少場色食心新親図数西声星晴切雪船線前組走多"
    "太体台地池知茶昼長鳥朝直通弟店点電刀冬当東答頭同道読内南肉馬売買麦半番父風分聞米歩母方北毎妹万明鳴毛"
    "門夜野友用曜来里理話"
)
LONGEST = 40
"""Graphemes of one sentence, readings and spaces not counted."""

_READING = re.compile(r"([々一-龠]+)（[ぁ-ゖー]+）")
_BRACKETED = re.compile(r"（[ぁ-ゖー]+）")
_PLACEHOLDER = re.compile(r"\{\w*\}")
_LIST_OF_HOURS = re.compile(r"\d[:時]")
_SAID_TWICE = re.compile(
    r"(ない|なく)(わけ|こと|とは|ほう)[^、。]{0,4}(ない|ありません|いけません)"
)


def hard_kanji(text: str) -> str:
    """The kanji beyond the first two years that stand without a reading, once each."""
    bare = _READING.sub("", text)
    return "".join(
        dict.fromkeys(letter for letter in bare if "一" <= letter <= "龠" and letter not in EASY)
    )


def long_sentences(text: str) -> Iterator[str]:
    """The sentences that are too long; the opening hours are a list and don't count."""
    plain = _PLACEHOLDER.sub("", _BRACKETED.sub("", text)).replace(" ", "")
    for sentence in re.split(r"[。\n]", plain):
        if graphemes(sentence) > LONGEST and not _LIST_OF_HOURS.search(sentence):
            yield sentence


def is_denied_twice(text: str) -> bool:
    """True where two negations make a riddle."""
    return bool(_SAID_TWICE.search(text.replace(" ", "")))
