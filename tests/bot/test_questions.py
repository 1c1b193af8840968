"""A text may answer a question in the writer's own words."""

from __future__ import annotations

import pytest

from bot.questions import answer_in, is_skip, next_question
from bot.script import Script
from bot.turn import Place
from nlp.reading import About, Intent


@pytest.mark.parametrize(
    ("code", "text", "value"),
    [
        ("about", "母のことです", "family"),
        ("about", "じぶん", "self"),
        ("about", "大丈夫です", None),
        ("about", "私の母", "family"),
        ("urgency", "学校に行っていません", None),
        ("urgency", "とうきょうにいます", None),
        ("urgency", "すぐに", "today"),
        ("area", "若葉台団地の3号棟", "wakabadai"),
        ("area", "みなみヶ丘", "minamigaoka"),
        ("area", "若葉台と川辺のあいだ", None),
        ("urgency", "急いではいません", "later"),
        ("urgency", "急いでいます", "today"),
        ("urgency", "今日じゃなくていいです", "later"),
        ("urgency", "きょう病院へ行って、それから役所で三時間も待たされたんです", None),
    ],
)
def test_words_answer_an_open_question(
    script: Script, code: str, text: str, value: str | None
) -> None:
    question = script.scenario.question(code)
    assert question
    assert answer_in(script, question, text, is_asked=True) == value


def test_words_meant_as_replies_count_only_when_asked(script: Script) -> None:
    question = script.scenario.question("urgency")
    assert question
    assert answer_in(script, question, "今日は寒い", is_asked=False) is None
    assert answer_in(script, question, "急ぎではないです", is_asked=False) == "later"


@pytest.mark.parametrize("text", ["わかりません", "言いたくないです", "パスします"])
def test_not_answering_is_an_answer(script: Script, text: str) -> None:
    assert is_skip(script, text)


def test_what_is_known_or_needless_is_not_asked(script: Script) -> None:
    known = Place(about=About.SELF, area="kawabe", urgency="later")
    assert next_question(script, known) is None
    joining = next_question(script, Place(intent=Intent.JOIN))
    assert joining
    assert joining.code == "activity"
    after = Place(intent=Intent.JOIN, asked=("activity", "area", "free_time"))
    assert next_question(script, after) is None
