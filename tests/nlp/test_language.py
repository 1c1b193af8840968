"""The language is named, and what nobody here can read is said to be unread."""

from __future__ import annotations

import pytest

from nlp import Reader
from nlp.reading import Risk


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("家賃が払えません", "ja"),
        ("配信停止", "ja"),
        ("わたしは　しごとが　ありません", "easy-ja"),
        ("I lost my job and cannot pay my rent", "en"),
        ("我没有工作，付不起房租", "zh"),
        ("직장을 잃었어요. 월세를 낼 수 없어요", "ko"),
        ("Tôi bị mất việc, không có tiền thuê nhà", "vi"),
        ("Perdi meu emprego e não tenho dinheiro", "pt"),
        ("Nawalan ako ng trabaho at wala akong pambayad sa upa", "tl"),
        ("मेरो काम गयो", "ne"),
        ("ฉันตกงาน", "th"),
        ("Я потерял работу", "ru"),
        ("😊👍", "ja"),
        ("", "ja"),
    ],
)
def test_the_language_is_named(reader: Reader, text: str, language: str) -> None:
    assert reader.read(text).language == language


def test_what_nobody_here_can_read_is_unread_and_not_clean(reader: Reader) -> None:
    assert reader.read("मेरो श्रीमान् घर आउनुभएको छैन").is_unread
    assert reader.read("ฉันตกงานและไม่มีเงินจ่ายค่าเช่า").is_unread
    assert not reader.read("こんにちは").is_unread
    assert not reader.read("👍👍👍").is_unread


@pytest.mark.parametrize(
    "text",
    [
        "I want to die",
        "我想死",
        "죽고 싶어요",
        "Tôi muốn chết",
        "Toi muon chet",
        "Quero morrer",
        "Gusto ko nang mamatay",
    ],
)
def test_a_wish_to_die_is_danger_in_every_language_read(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    assert reading.risk.is_danger
    assert "suicidality" in reading.concerns


@pytest.mark.parametrize(
    "text",
    [
        "My husband has a knife, I am hiding in the bathroom",
        "他拿着刀要杀我",
        "남편이 칼을 들고 있어요",
        "Chồng tôi cầm dao đòi giết tôi",
        "Meu marido está com uma faca e vai me matar",
        "May kutsilyo ang asawa ko, papatayin ako",
    ],
)
def test_a_knife_is_an_emergency_in_every_language_read(reader: Reader, text: str) -> None:
    assert reader.read(text).risk is Risk.EMERGENCY
