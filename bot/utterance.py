"""What the bot says, in a form every door can show: a text, choices, numbers to call."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Choice:
    """A button. `value` comes back as the resident's choice: `about=family`, `skip`, `human` …"""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Line:
    """A number to call: `number` as printed, `hours` in words, `tel` what a phone dials."""

    name: str
    number: str
    hours: str
    tel: str


@dataclass(frozen=True, slots=True)
class Card:
    """A place or group: `title`, what `kind` it is, and what one must know, a line each."""

    title: str
    kind: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A page of ours to open; `path` begins with a slash, the door knows the rest."""

    label: str
    path: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """One bubble. Doors show `lines` and a `link` as things to tap, `cards` side by side, and
    `choices` under the last bubble. `language` is the one it is written in."""

    text: str
    choices: tuple[Choice, ...] = ()
    lines: tuple[Line, ...] = ()
    cards: tuple[Card, ...] = ()
    link: Link | None = None
    language: str = "ja"


def pack(utterance: Utterance) -> dict[str, Any]:
    """The utterance as plain data, for a row."""
    return asdict(utterance)


def unpack(data: dict[str, Any]) -> Utterance:
    """The utterance that `pack` made into `data`."""
    return Utterance(
        text=data["text"],
        choices=tuple(Choice(**choice) for choice in data.get("choices", ())),
        lines=tuple(Line(**line) for line in data.get("lines", ())),
        cards=tuple(
            Card(card["title"], card["kind"], tuple(card["details"]))
            for card in data.get("cards", ())
        ),
        link=Link(**data["link"]) if data.get("link") else None,
        language=data.get("language", "ja"),
    )
