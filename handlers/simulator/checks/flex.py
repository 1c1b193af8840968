"""Flex containers: which component may stand where, with which properties.

Source: LINE's OpenAPI description (`Flex…` schemas) and Messaging API reference, "Flex Message".
"""

from __future__ import annotations

import json
import re
from typing import Any

from handlers.simulator.checks.actions import IN_FLEX, IN_FLEX_BUTTON
from handlers.simulator.checks.shape import (
    EMPTY,
    INVALID,
    Check,
    Faults,
    Path,
    anything,
    array,
    choice,
    every,
    flag,
    later,
    matching,
    number,
    record,
    text,
    uri,
    variant,
)

BUBBLE_BYTES = 30 * 1024
CAROUSEL_BYTES = 50 * 1024

_GAP = "none|xs|sm|md|lg|xl|xxl"
_PX = r"\d+(\.\d+)?px"
_PERCENT = r"\d+(\.\d+)?%"
_FONT = r"xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl"
_colour = matching(r"#[0-9A-Fa-f]{6}([0-9A-Fa-f]{2})?")
_gap = matching(f"{_GAP}|{_PX}")
_padding = matching(f"{_GAP}|{_PX}|{_PERCENT}")
_offset = matching(f"{_GAP}|-?{_PX}|-?{_PERCENT}")
_length = matching(f"{_PX}|{_PERCENT}")
_font = matching(f"{_FONT}|{_PX}")
_share = number(0, 2**31 - 1)
_words = text(2000, empty="must be non-empty text")
_picture = uri(2000, "https")


def _ratio(value: Any, at: Path) -> Faults:
    """`width:height`, 1 to 100000 each, the height at most three times the width."""
    sides = re.fullmatch(r"([1-9][0-9]{0,5}):([1-9][0-9]{0,5})", str(value))
    wide, high = (int(side) for side in sides.groups()) if sides else (0, 0)
    if not 1 <= wide <= 100_000 or not 1 <= high <= min(100_000, 3 * wide):
        yield INVALID, at


_PLACED: dict[str, Check] = {
    "margin": _gap,
    "position": choice("relative", "absolute"),
    "offsetTop": _offset,
    "offsetBottom": _offset,
    "offsetStart": _offset,
    "offsetEnd": _offset,
}
_LETTERS: dict[str, Check] = {
    "size": _font,
    "color": _colour,
    "weight": choice("regular", "bold"),
    "style": choice("normal", "italic"),
    "decoration": choice("none", "underline", "line-through"),
}
_ALIGNED: dict[str, Check] = {
    "align": choice("start", "end", "center"),
    "gravity": choice("top", "bottom", "center"),
}
_SPAN = variant({"span": record({"text": _words}, _LETTERS, is_closed=True)})


def _says_something(value: Any, at: Path) -> Faults:
    if not value.get("text") and not value.get("contents"):
        yield "must be non-empty text", (*at, "text")


_TEXT = every(
    record(
        {},
        {
            **_PLACED,
            **_LETTERS,
            **_ALIGNED,
            "text": _words,
            "flex": _share,
            "wrap": flag,
            "lineSpacing": matching(_PX),
            "action": IN_FLEX,
            "maxLines": number(0, 2**31 - 1),
            "contents": array(_SPAN, 0, 1000),
            "adjustMode": choice("shrink-to-fit"),
            "scaling": flag,
        },
        is_closed=True,
    ),
    _says_something,
)
_BUTTON = record(
    {"action": IN_FLEX_BUTTON},
    {
        **_PLACED,
        "flex": _share,
        "color": _colour,
        "style": choice("primary", "secondary", "link"),
        "gravity": choice("top", "bottom", "center"),
        "height": choice("md", "sm"),
        "adjustMode": choice("shrink-to-fit"),
        "scaling": flag,
    },
    is_closed=True,
)
_IMAGE = record(
    {"url": _picture},
    {
        **_PLACED,
        **_ALIGNED,
        "flex": _share,
        "size": matching(f"{_FONT}|full|{_PX}|{_PERCENT}"),
        "aspectRatio": _ratio,
        "aspectMode": choice("fit", "cover"),
        "backgroundColor": _colour,
        "action": IN_FLEX,
        "animated": flag,
    },
    is_closed=True,
)
_ICON = record(
    {"url": _picture},
    {**_PLACED, "size": _font, "aspectRatio": _ratio, "scaling": flag},
    is_closed=True,
)
_SEPARATOR = record({}, {"margin": _gap, "color": _colour}, is_closed=True)
_FILLER = record({}, {"flex": _share}, is_closed=True)
_GRADIENT = variant(
    {
        "linearGradient": record(
            {
                "angle": matching(r"\d+(\.\d+)?deg"),
                "startColor": _colour,
                "endColor": _colour,
            },
            {"centerColor": _colour, "centerPosition": matching(_PERCENT)},
            is_closed=True,
        )
    }
)


def _contents_of(value: Any, at: Path) -> Faults:
    """Icons stand only in baseline boxes, and there only beside text and fillers."""
    inline = {"icon": _ICON, "text": _TEXT, "filler": _FILLER}
    block = {
        "box": later(lambda: BOX),
        "button": _BUTTON,
        "image": _IMAGE,
        "text": _TEXT,
        "separator": _SEPARATOR,
        "filler": _FILLER,
    }
    kinds = inline if value["layout"] == "baseline" else block
    yield from array(variant(kinds), 0, 1000)(value["contents"], (*at, "contents"))


BOX = every(
    record(
        {
            "layout": choice("horizontal", "vertical", "baseline"),
            "contents": anything,
        },
        {
            **_PLACED,
            "flex": _share,
            "spacing": _gap,
            "backgroundColor": _colour,
            "borderColor": _colour,
            "borderWidth": matching(f"none|light|normal|medium|semi-bold|bold|{_PX}"),
            "cornerRadius": _gap,
            "width": _length,
            "maxWidth": _length,
            "height": _length,
            "maxHeight": _length,
            "paddingAll": _padding,
            "paddingTop": _padding,
            "paddingBottom": _padding,
            "paddingStart": _padding,
            "paddingEnd": _padding,
            "action": IN_FLEX,
            "justifyContent": choice(
                "center", "flex-start", "flex-end", "space-between", "space-around", "space-evenly"
            ),
            "alignItems": choice("center", "flex-start", "flex-end"),
            "background": _GRADIENT,
        },
        is_closed=True,
    ),
    _contents_of,
)
_BLOCK = variant({"box": BOX})
_VIDEO = record(
    {
        "url": _picture,
        "previewUrl": _picture,
        "altContent": variant({"box": BOX, "image": _IMAGE}),
    },
    {"aspectRatio": _ratio, "action": IN_FLEX},
    is_closed=True,
)
_STYLE = record(
    {},
    {"backgroundColor": _colour, "separator": flag, "separatorColor": _colour},
    is_closed=True,
)
_BLOCKS = ("header", "hero", "body", "footer")


def _weighs(value: Any, at: Path, most: int) -> Faults:
    """Counted on compact UTF-8 JSON; LINE does not say how it counts."""
    if len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()) > most:
        yield f"must be {most // 1024}KB or less", at


def _holds_something(value: Any, at: Path) -> Faults:
    if not any(value.get(block) for block in _BLOCKS):
        yield EMPTY, at


BUBBLE = every(
    lambda value, at: _weighs(value, at, BUBBLE_BYTES),
    record(
        {},
        {
            "direction": choice("ltr", "rtl"),
            "size": choice("nano", "micro", "deca", "hecto", "kilo", "mega", "giga"),
            "header": _BLOCK,
            "hero": variant({"box": BOX, "image": _IMAGE, "video": _VIDEO}),
            "body": _BLOCK,
            "footer": _BLOCK,
            "styles": record({}, dict.fromkeys(_BLOCKS, _STYLE), is_closed=True),
            "action": IN_FLEX,
        },
        is_closed=True,
    ),
    _holds_something,
)


def _equally_wide(value: Any, at: Path) -> Faults:
    if len({bubble.get("size", "mega") for bubble in value["contents"]}) > 1:
        yield INVALID, (*at, "contents")


CONTAINER = variant(
    {
        "bubble": BUBBLE,
        "carousel": every(
            lambda value, at: _weighs(value, at, CAROUSEL_BYTES),
            record({"contents": array(variant({"bubble": BUBBLE}), 1, 12)}, is_closed=True),
            _equally_wide,
        ),
    }
)
