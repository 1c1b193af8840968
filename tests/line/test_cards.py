"""Cards become a Flex carousel that LINE takes and that a lock screen gives nothing away of."""

from __future__ import annotations

from bot.utterance import Card, Choice, Utterance
from config import line
from config.settings import SAMPLE_CONTENT
from handlers.line import render
from handlers.simulator.checks.messages import VALIDATE, refuse_unsound

WORDS = line.load(SAMPLE_CONTENT)


def cards(number: int) -> Utterance:
    card = Card(
        "ひだまりの居間", "居場所（若葉台）", ("火曜の10時から", "だれでも", "そのままどうぞ")
    )
    return Utterance(
        "いくつかお伝えします。", (Choice("人と話す", "human"),), cards=(card,) * number
    )


def test_cards_are_one_message_with_the_buttons_below() -> None:
    said = cards(5)
    messages = render.render([said], WORDS)
    assert len(messages) == render.count(said) == 2
    assert messages[1]["contents"]["type"] == "carousel"
    assert messages[1]["altText"] == WORDS.alt_text
    assert messages[1]["quickReply"]["items"]
    refuse_unsound({"messages": messages}, VALIDATE)


def test_no_more_bubbles_than_line_takes() -> None:
    messages = render.render([cards(20)], WORDS)
    assert len(messages[1]["contents"]["contents"]) == 12
    refuse_unsound({"messages": messages}, VALIDATE)
