"""Template messages. Limits: Messaging API reference, "Template messages"."""

from __future__ import annotations

from typing import Any

from handlers.simulator.checks.actions import IN_IMAGE_CAROUSEL, IN_TEMPLATE, IN_TEMPLATE_UNSEEN
from handlers.simulator.checks.measure import graphemes
from handlers.simulator.checks.shape import (
    INVALID,
    Check,
    Faults,
    Path,
    array,
    choice,
    every,
    matching,
    record,
    text,
    uri,
    variant,
)

_picture = uri(2000, "https")
_LOOKS: dict[str, Check] = {
    "imageAspectRatio": choice("rectangle", "square"),
    "imageSize": choice("cover", "contain"),
}
_HEAD: dict[str, Check] = {
    "thumbnailImageUrl": _picture,
    "imageBackgroundColor": matching(r"#[0-9A-Fa-f]{6}"),
    "title": text(40, graphemes),
    "defaultAction": IN_TEMPLATE_UNSEEN,
}


def _room(plain: int) -> Check:
    """The text may have `plain` characters, and 60 beside a title or picture."""

    def check(value: Any, at: Path) -> Faults:
        is_crowded = value.get("title") or value.get("thumbnailImageUrl")
        limit = text(60 if is_crowded else plain, graphemes)
        yield from limit(value["text"], (*at, "text"))

    return check


def _alike(value: Any, at: Path) -> Faults:
    """All columns have as many actions, and all or none a title and a picture."""
    kinds = {
        (len(column["actions"]), bool(column.get("title")), bool(column.get("thumbnailImageUrl")))
        for column in value["columns"]
    }
    if len(kinds) > 1:
        yield INVALID, (*at, "columns")


_COLUMN = every(
    record({"text": text(120, graphemes), "actions": array(IN_TEMPLATE, 1, 3)}, _HEAD), _room(120)
)

TEMPLATE = variant(
    {
        "buttons": every(
            record(
                {"text": text(160, graphemes), "actions": array(IN_TEMPLATE, 1, 4)},
                {**_HEAD, **_LOOKS},
            ),
            _room(160),
        ),
        "confirm": record({"text": text(240, graphemes), "actions": array(IN_TEMPLATE, 2, 2)}),
        "carousel": every(record({"columns": array(_COLUMN, 1, 10)}, _LOOKS), _alike),
        "image_carousel": record(
            {"columns": array(record({"imageUrl": _picture, "action": IN_IMAGE_CAROUSEL}), 1, 10)}
        ),
    }
)
