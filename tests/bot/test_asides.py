"""Questions in passing are told from troubles, and a correction from a plain word."""

from __future__ import annotations

import pytest

from bot.asides import asides_in, facts_put_right, is_bare_no, is_only_aside
from bot.script import Script
from bot.turn import Heard, Kind
from nlp.reading import Reading


@pytest.mark.parametrize(
    ("text", "say"),
    [
        ("秘密は守られますか", "aside_secret"),
        ("親にバレませんか", "aside_secret"),
        ("お金かかりますか", "aside_free"),
        ("相談は無料ですか", "aside_free"),
        ("何時まで？", "aside_hours"),
        ("今日やってますか", "aside_hours"),
        ("どこにありますか", "aside_place"),
        ("匿名でもいい？", "aside_anonymous"),
        ("本名書かないとだめ？", "aside_anonymous"),
        ("既読つくの？", "aside_read_mark"),
        ("だれが読むの？", "aside_reader"),
        ("AIですか", "aside_reader"),
        ("外国語でもいい？", "aside_language"),
    ],
)
def test_a_question_in_passing_finds_its_answer(script: Script, text: str, say: str) -> None:
    assert [aside.say for aside in asides_in(script, text)] == [say]
    assert is_only_aside(script, Heard(Kind.TEXT, text, reading=Reading()))


@pytest.mark.parametrize(
    "text",
    [
        "お金がなくて、何もかも足りません",
        "友だちに既読無視されています",
        "課金がバレるのも時間の問題",
        "どこに行っても居場所がない",
        "夫は何時まで飲んでいるのかわかりません",
    ],
)
def test_a_trouble_is_no_question_in_passing(script: Script, text: str) -> None:
    assert asides_in(script, text) == ()


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("ちがう、弟のこと", {"about": "family"}),
        ("違います、自分のことです", {"about": "self"}),
        ("母じゃなくて、友だちのことです", {"about": "acquaintance"}),
        ("そうじゃなくて、川辺です", {"area": "kawabe"}),
        ("弟のことです", {}),
    ],
)
def test_what_follows_a_no_is_taken(script: Script, text: str, facts: dict[str, str]) -> None:
    assert facts_put_right(script, text) == facts


@pytest.mark.parametrize("text", ["そうじゃなくて", "ちがいます。", "違うんです…"])
def test_a_bare_no_is_heard_as_one(script: Script, text: str) -> None:
    assert is_bare_no(script, text)
    assert not is_bare_no(script, text + "仕事のことで")
