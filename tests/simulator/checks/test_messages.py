"""LINE's limits for messages, each with what just fits and what does not."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.simulator.checks import messages
from handlers.simulator.checks.measure import graphemes, units
from handlers.simulator.errors import LineError

FAMILY = "👨‍👩‍👧‍👦"


def faults(*sent: Any) -> list[dict[str, str]]:
    """What LINE would say about these messages."""
    try:
        messages.refuse_unsound({"messages": list(sent)}, messages.VALIDATE)
    except LineError as error:
        return [dict(one) for one in error.details]
    return []


def text(words: Any = "x", **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": words, **more}


def quick(*actions: Any) -> dict[str, Any]:
    return text(quickReply={"items": [{"type": "action", "action": one} for one in actions]})


def say(label: Any = "x", words: Any = "x") -> dict[str, Any]:
    return {"type": "message", "label": label, "text": words}


def postback(**more: Any) -> dict[str, Any]:
    return {"type": "postback", "label": "x", "data": "x", **more}


def link(uri: Any) -> dict[str, Any]:
    return {"type": "uri", "label": "x", "uri": uri}


def test_texts_are_counted_in_units_and_labels_in_graphemes() -> None:
    assert [units(one) for one in ("あ", "🍎", "𠮷", FAMILY)] == [1, 2, 2, 11]
    assert [graphemes(one) for one in ("あ", "🍎", "𠮷", FAMILY)] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    "fits",
    [
        text("x" * 5000),
        text("𠮷" * 2500),
        text("𠮷野家{"),
        {"type": "textV2", "text": "{{x}} {who}", "substitution": {"who": {"type": "emoji"}}},
        {"type": "sticker", "packageId": "446", "stickerId": "1988"},
        {
            "type": "image",
            "originalContentUrl": "https://x.invalid/a.jpg",
            "previewImageUrl": "https://x.invalid/b.jpg",
        },
        {"type": "audio", "originalContentUrl": "https://x.invalid/a.m4a", "duration": 1},
        {"type": "location", "title": "x", "address": "x", "latitude": 35.1, "longitude": 139},
        quick(*[say(FAMILY * 20)] * 13),
        quick(say(words="あ" * 300)),
        quick(postback(data="x" * 300, displayText=FAMILY * 300)),
        quick(postback(data="")),
        quick(postback(inputOption="openKeyboard", fillInText="x")),
        quick(link("tel:0120-279-338"), link("https://x.invalid/" + "x" * 982)),
        quick({"type": "camera", "label": "x"}, {"type": "location", "label": "x"}),
        quick({"type": "datetimepicker", "label": "x", "data": "x", "mode": "date"}),
        text(sender={"name": "x" * 20}),
        {
            "type": "template",
            "altText": "x" * 1500,
            "template": {"type": "confirm", "text": "あ" * 240, "actions": [say()] * 2},
        },
    ],
)
def test_what_fits_passes(fits: dict[str, Any]) -> None:
    assert faults(fits) == []


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        (text(""), "messages[0].text"),
        (text(None), "messages[0].text"),
        (text(5), "messages[0].text"),
        (text("x" * 5001), "messages[0].text"),
        (text("𠮷" * 2501), "messages[0].text"),
        ({"type": "textV2", "text": "{who}"}, "messages[0].substitution.who"),
        ({"type": "textV2", "text": "a } b"}, "messages[0].text"),
        ({"type": "poem", "text": "x"}, "messages[0].type"),
        ({"text": "x"}, "messages[0].type"),
        ("x", "messages[0]"),
        (None, "messages[0]"),
        ({"type": "sticker", "packageId": "446"}, "messages[0].stickerId"),
        (
            {
                "type": "image",
                "originalContentUrl": "http://x.invalid/",
                "previewImageUrl": "https://x.invalid/",
            },
            "messages[0].originalContentUrl",
        ),
        (
            {"type": "location", "title": "x", "address": "x", "latitude": 91, "longitude": 0},
            "messages[0].latitude",
        ),
        (quick(*[say()] * 14), "messages[0].quickReply.items"),
        (quick(), "messages[0].quickReply.items"),
        (quick(say(FAMILY * 21)), "messages[0].quickReply.items[0].action.label"),
        (quick(say(None)), "messages[0].quickReply.items[0].action.label"),
        (quick(say(words="あ" * 301)), "messages[0].quickReply.items[0].action.text"),
        (quick(say(words="")), "messages[0].quickReply.items[0].action.text"),
        (quick(postback(data="x" * 301)), "messages[0].quickReply.items[0].action.data"),
        (quick(postback(data="𠮷" * 151)), "messages[0].quickReply.items[0].action.data"),
        (
            quick(postback(displayText="あ" * 301)),
            "messages[0].quickReply.items[0].action.displayText",
        ),
        (quick(postback(fillInText="x")), "messages[0].quickReply.items[0].action.fillInText"),
        (
            quick(postback(text="x", displayText="x")),
            "messages[0].quickReply.items[0].action.text",
        ),
        (quick(link("mailto:x@x.invalid")), "messages[0].quickReply.items[0].action.uri"),
        (quick(link("javascript:alert(1)")), "messages[0].quickReply.items[0].action.uri"),
        (quick(link("https://x.invalid/相談")), "messages[0].quickReply.items[0].action.uri"),
        (quick(link("https://")), "messages[0].quickReply.items[0].action.uri"),
        (
            quick(link("https://x.invalid/" + "x" * 983)),
            "messages[0].quickReply.items[0].action.uri",
        ),
        (quick({"type": "dance", "label": "x"}), "messages[0].quickReply.items[0].action.type"),
        (
            quick({"type": "richmenuswitch", "label": "x", "richMenuAliasId": "a", "data": "x"}),
            "messages[0].quickReply.items[0].action.type",
        ),
        (
            quick(
                {"type": "datetimepicker", "label": "x", "data": "x", "mode": "date", "min": "9"}
            ),
            "messages[0].quickReply.items[0].action.min",
        ),
        (text(sender={"name": "x" * 21}), "messages[0].sender.name"),
        (text(sender={"name": "市のLINE"}), "messages[0].sender.name"),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(wrong: Any, place: str) -> None:
    assert place in [fault["property"] for fault in faults(wrong)]


@pytest.mark.parametrize("number", [0, 6])
def test_one_to_five_messages_go_in_a_call(number: int) -> None:
    (fault,) = faults(*[text()] * number)
    assert fault == {"message": "Size must be between 1 and 5", "property": "messages"}


def test_every_fault_is_counted() -> None:
    with pytest.raises(LineError) as caught:
        messages.refuse_unsound(
            {"messages": [text(""), text("x" * 5001), {"type": "poem"}]}, messages.VALIDATE
        )
    assert caught.value.message == "The request body has 3 error(s)"
    assert caught.value.details[0] == {
        "message": "May not be empty",
        "property": "messages[0].text",
    }
    assert caught.value.details[1]["message"] == "Length must be between 0 and 5000"


def buttons(**more: Any) -> dict[str, Any]:
    template = {"type": "buttons", "text": "x", "actions": [say()], **more}
    return {"type": "template", "altText": "x", "template": template}


def columns(*parts: Any) -> dict[str, Any]:
    template = {"type": "carousel", "columns": list(parts)}
    return {"type": "template", "altText": "x", "template": template}


@pytest.mark.parametrize(
    "fits",
    [
        buttons(text="あ" * 160, actions=[say()] * 4),
        buttons(text="あ" * 60, title="あ" * 40),
        columns(*[{"text": "あ" * 120, "actions": [say()] * 3}] * 10),
    ],
)
def test_templates_that_fit_pass(fits: dict[str, Any]) -> None:
    assert faults(fits) == []


@pytest.mark.parametrize(
    "wrong",
    [
        buttons(text="あ" * 161),
        buttons(text="あ" * 61, title="x"),
        buttons(text="あ" * 61, thumbnailImageUrl="https://x.invalid/a.jpg"),
        buttons(title="あ" * 41),
        buttons(actions=[say()] * 5),
        buttons(actions=[]),
        buttons(actions=[say("あ" * 21)]),
        {**buttons(), "altText": "x" * 1501},
        {**buttons(), "altText": ""},
        {**buttons(), "template": {"type": "confirm", "text": "x", "actions": [say()]}},
        {**buttons(), "template": {"type": "confirm", "text": "あ" * 241, "actions": [say()] * 2}},
        {**buttons(), "template": {"type": "dance"}},
        columns(),
        columns(*[{"text": "x", "actions": [say()]}] * 11),
        columns({"text": "x", "actions": [say()] * 4}),
        columns({"text": "x", "actions": [say()]}, {"text": "x", "actions": [say()] * 2}),
        columns({"text": "x", "title": "x", "actions": [say()]}, {"text": "x", "actions": [say()]}),
    ],
)
def test_templates_that_do_not_fit_are_refused(wrong: dict[str, Any]) -> None:
    assert faults(wrong)
