"""What a door must be able to do, and the list of doors there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from bot.utterance import Utterance
from intake.delivery import Answer
from intake.incoming import Incoming
from intake.parcels import Sendable


class Door(Protocol):
    """A way in and out: translate what comes, send what goes. One folder each."""

    code: str
    # How many of its own messages one call carries.
    room: int

    def translate(self, payload: str) -> Incoming:
        """What the stored event comes down to. Never raises on odd content: that is `Ignored`."""

    def count(self, utterance: Utterance) -> int:
        """How many of the door's own messages this utterance becomes."""

    def send(self, parcel: Sendable) -> Answer:
        """Sends the parcel now and says what the door answered. Never raises for the network."""


class NotReady(Exception):
    """The door has the content and is still preparing it."""


class Gone(Exception):
    """The door has the content no more, and never will again."""


class Unfetched(Exception):
    """The content could not be fetched this time; `code` says how, without anybody's words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes on their way from a door; `length` in bytes where the door tells it."""

    length: int | None
    parts: Iterator[bytes]


@runtime_checkable
class Fetching(Protocol):
    """A door whose letters only name what was sent beside words: it is fetched afterwards."""

    def open_content(self, source: str) -> AbstractContextManager[Content]:
        """The content as a stream. Raises NotReady, Gone and Unfetched, while reading too."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """Counted messages of this month: `most` is None where there is no limit."""

    used: int
    most: int | None


@runtime_checkable
class Counting(Protocol):
    """A door whose unasked messages are counted by the month."""

    def allowance(self) -> Allowance | None:
        """What this month has used; None when the door doesn't tell just now. Never raises for
        the network."""


@runtime_checkable
class Courteous(Protocol):
    """A door with manners of its own. None of these raises for the network."""

    def mark_read(self, token: str) -> None:
        """Tells the resident that their message was read, where the door allows it."""

    def show_typing(self, address: str) -> None:
        """Shows for a few seconds that an answer is coming."""

    def leave(self, place: str) -> bool:
        """Leaves a group. False when another try is worth it."""


# Doors whose unasked messages cost something, for pages that say so beforehand.
COUNTED = frozenset({"line"})

Doors = Mapping[str, Door]
