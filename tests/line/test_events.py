"""LINE's vocabulary becomes ours; what it may say tomorrow is ignored, never an error."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.turn import Kind
from config import line
from config.settings import SAMPLE_CONTENT
from handlers.line.events import translate
from intake.incoming import Ignored, Left, Said, TookBack

WORDS = line.load(SAMPLE_CONTENT)


def told(**event: Any) -> Any:
    return translate(json.dumps(event), WORDS)


def message(**fields: Any) -> Any:
    return told(type="message", replyToken="r" * 32, mode="active", message={"id": "7", **fields})


def test_a_text_is_said_with_its_token() -> None:
    said = message(type="text", text="こんばんは")
    assert said == Said(Kind.TEXT, text="こんばんは", message_id="7", reply_token="r" * 32)


@pytest.mark.parametrize(
    ("fields", "kind", "text"),
    [
        ({"type": "sticker", "keywords": ["cony", "Sad", "cry"]}, Kind.STICKER, "つらい、かなしい"),
        ({"type": "sticker", "text": "ありがとう", "keywords": ["x"]}, Kind.TEXT, "ありがとう"),
        ({"type": "sticker"}, Kind.STICKER, ""),
        ({"type": "sticker", "keywords": ["brown", 7]}, Kind.STICKER, ""),
        ({"type": "sticker", "keywords": {"sad": 1}}, Kind.STICKER, ""),
        ({"type": "image"}, Kind.IMAGE, ""),
        ({"type": "audio"}, Kind.AUDIO, ""),
        ({"type": "video"}, Kind.VIDEO, ""),
        ({"type": "file", "fileName": "memo.pdf"}, Kind.FILE, "memo.pdf"),
        ({"type": "location", "address": "若葉台1"}, Kind.LOCATION, "若葉台1"),
        ({"type": "hologram"}, Kind.OTHER, ""),
        ({}, Kind.OTHER, ""),
    ],
)
def test_every_kind_of_message_has_its_word(fields: Any, kind: Kind, text: str) -> None:
    said = message(**fields)
    assert (said.kind, said.text) == (kind, text)


def test_a_tap_is_a_choice_and_a_follow_is_said() -> None:
    assert told(type="postback", postback={"data": "about=family"}).choice == "about=family"
    assert told(type="follow", replyToken="r").kind is Kind.FOLLOW


def test_leaving_and_taking_back_are_understood() -> None:
    assert told(type="unfollow") == Left()
    assert told(type="unsend", unsend={"messageId": "7"}) == TookBack("7")


@pytest.mark.parametrize("kind", ["join", "beacon", "videoPlayComplete", "membership", "future"])
def test_other_events_are_ignored(kind: str) -> None:
    assert isinstance(told(type=kind, replyToken="r"), Ignored)


def test_standby_is_recorded_and_nothing_is_sent() -> None:
    said = told(
        type="message", mode="standby", replyToken="r", message={"type": "text", "text": "a"}
    )
    assert said.is_silent
    assert said.reply_token is None


def test_what_cannot_be_stored_is_left_out_of_the_text() -> None:
    assert message(type="text", text="a\ud83d\x00b😀").text == "ab😀"


json_values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=20),
    st.lists(st.text(max_size=5), max_size=3),
    st.dictionaries(
        st.sampled_from(["type", "text", "id", "data", "messageId", "keywords", "address"]),
        st.none() | st.integers() | st.text(max_size=20) | st.lists(st.text(max_size=5)),
        max_size=4,
    ),
)


@given(
    kind=st.sampled_from(["message", "postback", "unsend", "follow", "unfollow", "x"]),
    message=json_values,
    postback=json_values,
    unsend=json_values,
    token=json_values,
)
def test_no_event_whatever_its_shape_is_an_error(
    kind: str, message: Any, postback: Any, unsend: Any, token: Any
) -> None:
    told(type=kind, message=message, postback=postback, unsend=unsend, replyToken=token)
