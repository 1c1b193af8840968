"""Rich menus: their object and their picture. Messaging API reference, "Rich menu"."""

from __future__ import annotations

import struct
from typing import Any

from handlers.simulator.checks.actions import ALIAS, IN_RICH_MENU
from handlers.simulator.checks.measure import graphemes
from handlers.simulator.checks.shape import (
    Faults,
    Path,
    array,
    every,
    flag,
    matching,
    number,
    record,
    text,
)

IMAGE_BYTES = 1024 * 1024
MOST_MENUS = 1000
LEAST_RATIO = 1.45
_longest = 2**31 - 1


def _shape(value: Any, at: Path) -> Faults:
    if value["width"] / value["height"] < LEAST_RATIO:
        yield f"The aspect ratio must be {LEAST_RATIO} or more", at


def _inside(value: Any, at: Path) -> Faults:
    """Each area lies within the menu."""
    wide, high = value["size"]["width"], value["size"]["height"]
    for index, area in enumerate(value["areas"]):
        bounds = area["bounds"]
        if bounds["x"] + bounds["width"] > wide or bounds["y"] + bounds["height"] > high:
            yield "The area must be within the rich menu", (*at, "areas", index, "bounds")


MENU = every(
    record(
        {
            "size": every(
                record({"width": number(800, 2500), "height": number(250, 2500)}), _shape
            ),
            "selected": flag,
            "name": text(300),
            "chatBarText": text(14, graphemes),
            "areas": array(
                record(
                    {
                        "bounds": record(
                            {
                                "x": number(0, _longest),
                                "y": number(0, _longest),
                                "width": number(1, _longest),
                                "height": number(1, _longest),
                            }
                        ),
                        "action": IN_RICH_MENU,
                    }
                ),
                0,
                20,
            ),
        }
    ),
    _inside,
)
NEW_ALIAS = record({"richMenuAliasId": matching(ALIAS), "richMenuId": text(100)})
CHANGED_ALIAS = record({"richMenuId": text(100)})


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or JPEG; None for anything else."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        wide, high = struct.unpack(">II", data[16:24])
        return wide, high
    if data[:2] == b"\xff\xd8":
        return _jpeg_size(data)
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """From the first frame header (SOF0–SOF15 without DHT, JPG and DAC)."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            high, wide = struct.unpack(">HH", data[at + 5 : at + 9])
            return wide, high
        at += 2 + int(struct.unpack(">H", data[at + 2 : at + 4])[0])
    return None
