"""What a door must be able to do, and the list of doors there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

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


Doors = Mapping[str, Door]
