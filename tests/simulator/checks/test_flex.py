"""Flex containers are checked part by part, in LINE's words for them."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.simulator.checks import messages
from handlers.simulator.errors import LineError


def box(*contents: Any, layout: str = "vertical", **more: Any) -> dict[str, Any]:
    return {"type": "box", "layout": layout, "contents": list(contents), **more}


def words(text: Any = "x", **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": text, **more}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "action": {"type": "uri", "label": "x", "uri": "tel:119"}, **more}


def picture(**more: Any) -> dict[str, Any]:
    return {"type": "image", "url": "https://x.invalid/a.png", **more}


def bubble(*contents: Any, **more: Any) -> dict[str, Any]:
    return {"type": "bubble", "body": box(*contents), **more}


def carousel(*bubbles: Any) -> dict[str, Any]:
    return {"type": "carousel", "contents": list(bubbles)}


def refusal(contents: Any) -> LineError | None:
    flex = {"type": "flex", "altText": "x", "contents": contents}
    try:
        messages.refuse_unsound({"messages": [words(), flex]}, messages.VALIDATE)
    except LineError as error:
        return error
    return None


@pytest.mark.parametrize(
    "fits",
    [
        bubble(words(wrap=True, size="xl", color="#06C755", weight="bold", margin="md")),
        bubble(words(size="15px", contents=[{"type": "span", "text": "x", "size": "sm"}])),
        bubble(button(style="primary", height="sm", color="#00000080")),
        bubble(box(words(flex=0), words(flex=3), layout="horizontal", spacing="12px")),
        bubble(box({"type": "icon", "url": "https://x.invalid/i.png"}, words(), layout="baseline")),
        bubble({"type": "separator", "color": "#DDDDDD"}, {"type": "filler"}),
        bubble(box(paddingAll="5%", cornerRadius="md", borderWidth="light", offsetTop="-4px")),
        {"type": "bubble", "hero": picture(aspectRatio="20:13", aspectMode="cover", size="full")},
        bubble(words(), size="giga", styles={"body": {"backgroundColor": "#FFFFFF"}}),
        carousel(*[bubble(words())] * 12),
    ],
)
def test_what_line_draws_passes(fits: dict[str, Any]) -> None:
    assert refusal(fits) is None


@pytest.mark.parametrize(
    ("wrong", "place", "said"),
    [
        (bubble(words("")), "/body/contents/0/text", "must be non-empty text"),
        (bubble({"type": "text"}), "/body/contents/0/text", "must be non-empty text"),
        (bubble(words(colour="#000000")), "/body/contents/0/colour", "unknown field"),
        (bubble(words(color="red")), "/body/contents/0/color", "invalid property"),
        (bubble(words(size="huge")), "/body/contents/0/size", "invalid property"),
        (bubble(words(wrap="yes")), "/body/contents/0/wrap", "invalid property"),
        (bubble(words(margin="12")), "/body/contents/0/margin", "invalid property"),
        (bubble(button(action=None)), "/body/contents/0/action", "May not be empty"),
        (
            bubble(button(action={"type": "message", "text": "x"})),
            "/body/contents/0/action/label",
            "May not be empty",
        ),
        (
            bubble(button(action={"type": "message", "label": "あ" * 41, "text": "x"})),
            "/body/contents/0/action/label",
            "Length must be between 0 and 40",
        ),
        (
            bubble(button(action={"type": "uri", "label": "x", "uri": "ftp://x.invalid"})),
            "/body/contents/0/action/uri",
            "invalid uri scheme",
        ),
        (
            bubble(picture(url="http://x.invalid/a.png")),
            "/body/contents/0/url",
            "invalid uri scheme",
        ),
        (bubble(picture(aspectRatio="1:4")), "/body/contents/0/aspectRatio", "invalid property"),
        ({"type": "bubble"}, "", "May not be empty"),
        ({**bubble(), "footer": words()}, "/footer/type", None),
        (bubble({"type": "icon", "url": "https://x.invalid/i"}), "/body/contents/0/type", None),
        (bubble(box(button(), layout="baseline")), "/body/contents/0/contents/0/type", None),
        (bubble(box(layout="diagonal")), "/body/contents/0/layout", None),
        (bubble(size="huge"), "/size", None),
        (carousel(), "/contents", "Size must be between 1 and 12"),
        (carousel(*[bubble(words())] * 13), "/contents", "Size must be between 1 and 12"),
        (carousel(bubble(words()), bubble(words(), size="nano")), "/contents", None),
        (carousel(carousel(bubble(words()))), "/contents/0/type", None),
        ({"type": "flex"}, "/type", None),
        (None, None, None),
    ],
)
def test_what_line_does_not_draw_is_refused(
    wrong: Any, place: str | None, said: str | None
) -> None:
    error = refusal(wrong)
    assert error
    assert error.status == 400
    if place is not None:
        assert error.message == "A message (messages[1]) in the request body is invalid"
        assert place in [one["property"] for one in error.details]
    if said is not None:
        assert said in [one["message"] for one in error.details]


def heavy(kilobytes: int) -> list[dict[str, Any]]:
    return [words("x" * 1000) for _ in range(kilobytes)]


def test_a_bubble_weighs_at_most_30_kilobytes_and_a_carousel_50() -> None:
    assert refusal(bubble(*heavy(29))) is None
    assert refusal(bubble(*heavy(31)))
    assert refusal(carousel(bubble(*heavy(20)), bubble(*heavy(20)))) is None
    assert refusal(carousel(bubble(*heavy(26)), bubble(*heavy(26))))
