"""What the phone page offers to play with; the words are in `props.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from config.strict import Content, load

_FOLDER = Path(__file__).parent


class Sticker(Content):
    """A sticker as LINE tells it, and how the page draws it."""

    package: str
    sticker: str
    face: str
    word: str
    colour: str
    keywords: tuple[str, ...]


class Place(Content):
    """A place to send."""

    title: str
    address: str
    latitude: float
    longitude: float


class Props(Content):
    """All of it."""

    residents: tuple[str, ...]
    stickers: tuple[Sticker, ...]
    places: tuple[Place, ...]
    voice_seconds: int


@cache
def props() -> Props:
    """The props of `props.yaml`."""
    return load(_FOLDER / "props.yaml", Props)


def sample_photo() -> bytes:
    """A small JPEG."""
    return (_FOLDER / "static" / "sample.jpg").read_bytes()


def sample_voice() -> bytes:
    """A short sound in an MP4 container, `voice_seconds` long."""
    return (_FOLDER / "static" / "sample.m4a").read_bytes()
