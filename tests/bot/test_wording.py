"""What people read at two in the morning: short, plain, calm; and what was heard, said back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from bot.script import Script
from bot.turn import Place, Situation
from bot.wording import fill, heard_words
from config.office import TOKYO
from nlp.reading import About, Intent

OPEN = Situation(now=datetime(2026, 11, 18, 12, 0, tzinfo=TOKYO))
CLOSED = Situation(now=datetime(2026, 12, 29, 2, 0, tzinfo=TOKYO), is_open=False, tell_closed=True)


BUSY = replace(OPEN, ahead=3)
LATE = replace(OPEN, ahead=60)
PRESSING = re.compile(r"ですか。|ますか。|必ず|絶対|かならず|ぜったい|べき")


def every_text(script: Script) -> Iterator[tuple[str, str]]:
    scenario = script.scenario
    for situation in (OPEN, CLOSED, BUSY, LATE):
        for key, bubble in scenario.texts.items():
            yield key, fill(script, bubble.text, situation)
        for question in scenario.questions:
            yield question.code, fill(script, question.text, situation)
        for kind, words in scenario.danger.kinds.items():
            for part in ("now", "soon", "again"):
                yield f"{kind}.{part}", fill(script, getattr(words, part), situation)
            for person in ("minor", "family", "others"):
                for part in ("now", "soon"):
                    text = getattr(getattr(words, person), part)
                    yield f"{kind}.{person}.{part}", fill(script, text, situation)
        for part in ("open", "closed"):
            text = getattr(scenario.danger.check_back, part)
            yield f"check_back.{part}", fill(script, text, situation)
        for part in ("open", "closed", "with_staff"):
            text = getattr(scenario.danger.afterwards, part)
            yield f"afterwards.{part}", fill(script, text, situation)


def test_a_bubble_holds_at_most_three_sentences(script: Script) -> None:
    long = {key: text for key, text in every_text(script) if text.count("。") > 3}
    assert not long


def test_danger_asks_nothing_and_promises_nothing(script: Script) -> None:
    for kind, words in script.scenario.danger.kinds.items():
        for said in (words, words.minor, words.family, words.others):
            for text in (said.now, said.soon):
                assert not PRESSING.search(text), kind


def test_a_child_is_spoken_to_plainly(script: Script) -> None:
    for kind, words in script.scenario.danger.kinds.items():
        for text in (words.minor.now, words.minor.soon):
            assert "くださって" not in text, kind


def test_nobody_is_shouted_at(script: Script) -> None:
    for key, text in every_text(script):
        assert not re.search(r"[!！\U0001f300-\U0001faff]", text), key


def test_no_word_of_the_office_is_used_on_residents(script: Script) -> None:
    stiff = re.compile(r"当該|各位|下記|要件|申請者|対象者|ご留意|ご査収|速やかに|所定の|相談者様")
    for key, text in every_text(script):
        assert not stiff.search(text), key


@pytest.mark.parametrize(
    ("place", "parts"),
    [
        (Place(concerns=("work", "debt"), about=About.SELF), ["仕事のこと、滞っている支払い"]),
        (Place(concerns=("hikikomori",), about=About.FAMILY), ["ご家族のことで、ひきこもり"]),
        (Place(concerns=("neighbour_worry",)), ["ご近所やお知り合いのことですね"]),
        (
            Place(concerns=("neighbour_worry", "hoarding"), about=About.NEIGHBOUR),
            ["ご近所のことで、家の中の片づけのことが心配"],
        ),
        (
            Place(concerns=("participation",), about=About.SELF, intent=Intent.JOIN),
            ["地域の活動に参加したいとのことですね"],
        ),
        (Place(), ["話してくださって"]),
    ],
)
def test_what_was_heard_is_said_in_plain_words(
    script: Script, place: Place, parts: list[str]
) -> None:
    said = heard_words(script, Place(), place)
    assert all(part in said for part in parts), said


def test_a_long_list_is_cut(script: Script) -> None:
    place = Place(concerns=tuple(script.taxonomy.codes), about=About.SELF)
    assert heard_words(script, Place(), place).count("のこと") <= 5


def test_later_only_what_is_new_is_said(script: Script) -> None:
    before = Place(concerns=("work",))
    after = Place(concerns=("work", "dementia"))
    said = heard_words(script, before, after)
    assert "認知症" in said
    assert "仕事" not in said


def test_every_concern_has_words_for_residents(script: Script) -> None:
    for code in script.taxonomy.codes:
        assert script.scenario.heard.words[code]
