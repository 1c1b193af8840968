"""LINE's rich menu: which buttons of the scenario stand where on its picture."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import regex
from pydantic import Field, field_validator

from config import strict
from config.strict import ContentError

# LINE Developers, Messaging API reference, "Rich menu object", "Upload rich menu image".
BAR_GRAPHEMES = 14
LARGEST_PICTURE = 1024 * 1024
LEAST_WIDTH, MOST_WIDTH = 800, 2500
LEAST_HEIGHT = 250
LEAST_RATIO = 1.45
_PNG = b"\x89PNG\r\n\x1a\n"


class _File(strict.Content):
    bar: str = Field(min_length=1)
    picture: str = Field(pattern=r"^[\w.-]+\.png$")
    columns: int = Field(ge=1, le=5)
    buttons: tuple[str, ...] = Field(min_length=1, max_length=20)

    @field_validator("bar")
    @classmethod
    def _fits(cls, value: str) -> str:
        if len(regex.findall(r"\X", value)) > BAR_GRAPHEMES:
            raise ValueError(f"longer than {BAR_GRAPHEMES} characters")
        return value


@dataclass(frozen=True, slots=True)
class RichMenu:
    """`buttons` are names of the scenario's, row by row, `columns` in each; `picture` a PNG of
    `width` × `height` pixels."""

    bar: str
    columns: int
    buttons: tuple[str, ...]
    picture: bytes
    width: int
    height: int


def load(folder: Path) -> RichMenu:
    """The menu of `rich_menu.yaml` with its picture. Raises ContentError."""
    written = strict.load(folder / "rich_menu.yaml", _File)
    try:
        picture = (folder / written.picture).read_bytes()
    except OSError as error:
        raise ContentError(f"{written.picture}: cannot be read ({error.strerror})") from None
    width, height = _size(written.picture, picture)
    if len(picture) > LARGEST_PICTURE:
        raise ContentError(f"{written.picture}: larger than 1 MB")
    fits = LEAST_WIDTH <= width <= MOST_WIDTH and height >= LEAST_HEIGHT
    if not fits or width / height < LEAST_RATIO:
        raise ContentError(
            f"{written.picture}: {width}×{height} pixels; LINE takes a width of {LEAST_WIDTH} to "
            f"{MOST_WIDTH}, a height from {LEAST_HEIGHT} on, and at least {LEAST_RATIO} times as "
            "wide as high"
        )
    return RichMenu(written.bar, written.columns, written.buttons, picture, width, height)


def _size(name: str, picture: bytes) -> tuple[int, int]:
    """Width and height from the PNG's first chunk (IHDR)."""
    if not picture.startswith(_PNG) or len(picture) < 24:
        raise ContentError(f"{name}: is no PNG")
    width, height = struct.unpack(">II", picture[16:24])
    return width, height
