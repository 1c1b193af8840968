"""Actions: what happens when a resident taps. Limits: Messaging API reference, "Action objects"."""

from __future__ import annotations

from typing import Any

from handlers.simulator.checks.measure import graphemes
from handlers.simulator.checks.shape import (
    EMPTY,
    INVALID,
    Check,
    Faults,
    Path,
    choice,
    every,
    matching,
    record,
    text,
    uri,
    variant,
)

ALIAS = r"[a-z0-9_-]{1,32}"
_DATE = r"(19\d\d|20\d\d|2100)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_TIME = r"([01]\d|2[0-3]):[0-5]\d"
_MOMENTS = {"date": _DATE, "time": _TIME, "datetime": f"{_DATE}[Tt]{_TIME}"}


def _one_text(value: Any, at: Path) -> Faults:
    """`displayText` and the deprecated `text` exclude each other."""
    if value.get("text") is not None and value.get("displayText") is not None:
        yield INVALID, (*at, "text")


def _fill_in(value: Any, at: Path) -> Faults:
    """A text can be filled in only into a keyboard that opens."""
    if value.get("fillInText") is not None and value.get("inputOption") != "openKeyboard":
        yield INVALID, (*at, "fillInText")


def _moments(value: Any, at: Path) -> Faults:
    """`initial`, `max` and `min` are written as the picker's mode asks."""
    moment = matching(_MOMENTS[value["mode"]])
    for name in ("initial", "max", "min"):
        if value.get(name) is not None:
            yield from moment(value[name], (*at, name))


_DATA = text(300, least=0)

_KINDS: dict[str, Check] = {
    "postback": every(
        record(
            {"data": _DATA},
            {
                "displayText": text(300, graphemes),
                "text": text(300, graphemes),
                "inputOption": choice("closeRichMenu", "openRichMenu", "openKeyboard", "openVoice"),
                "fillInText": text(300, graphemes),
            },
        ),
        _one_text,
        _fill_in,
    ),
    "message": record({"text": text(300, graphemes)}),
    "uri": record(
        {"uri": uri(1000, "http", "https", "line", "tel")},
        {"altUri": record({}, {"desktop": uri(1000, "http", "https", "line", "tel")})},
    ),
    "datetimepicker": every(
        record({"data": _DATA, "mode": choice("date", "time", "datetime")}), _moments
    ),
    "clipboard": record({"clipboardText": text(1000)}),
    "camera": record({}),
    "cameraRoll": record({}),
    "location": record({}),
    "richmenuswitch": record({"richMenuAliasId": matching(ALIAS), "data": _DATA}),
}
_ANYWHERE = ("postback", "message", "uri", "datetimepicker", "clipboard")


def _labelled(label: Check, *kinds: str, is_needed: bool) -> Check:
    def labels(value: Any, at: Path) -> Faults:
        if value.get("label") is not None:
            yield from label(value["label"], (*at, "label"))
        elif is_needed:
            yield EMPTY, (*at, "label")

    return every(variant({kind: _KINDS[kind] for kind in kinds}), labels)


IN_QUICK_REPLY = _labelled(
    text(20, graphemes), *_ANYWHERE, "camera", "cameraRoll", "location", is_needed=True
)
IN_TEMPLATE = _labelled(text(20, graphemes), *_ANYWHERE, is_needed=True)
IN_TEMPLATE_UNSEEN = _labelled(text(20, graphemes), *_ANYWHERE, is_needed=False)
IN_IMAGE_CAROUSEL = _labelled(text(12, graphemes), *_ANYWHERE, is_needed=False)
IN_FLEX_BUTTON = _labelled(text(40, graphemes), *_ANYWHERE, is_needed=True)
IN_FLEX = _labelled(text(40, graphemes), *_ANYWHERE, is_needed=False)
IN_RICH_MENU = _labelled(text(20, graphemes), *_ANYWHERE, "richmenuswitch", is_needed=False)
