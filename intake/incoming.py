"""What an event from any door comes down to. Doors translate into these and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from bot.turn import Kind


@dataclass(frozen=True, slots=True)
class Attachment:
    """Bytes that the door keeps for the message; a job fetches them. `duration_ms` of a voice or
    video where the door tells it."""

    duration_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """The person wrote, tapped, sent or followed.

    `text` is what they wrote (a place's address, a sticker's meaning), free of NUL and lone
    surrogates; `choice` the value of a button of ours. `read_token` lets us mark the message as
    read. `is_silent`: another system holds this
    chat, record it and send nothing.
    """

    kind: Kind
    text: str = ""
    choice: str = ""
    message_id: str | None = None
    reply_token: str | None = None
    read_token: str | None = None
    is_silent: bool = False
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True)
class TookBack:
    """The person took a message back: its words must be nowhere."""

    message_id: str


@dataclass(frozen=True, slots=True)
class Left:
    """The person can't be reached by this door any more (block)."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """Nothing follows from it. `reason` is a code for the operator's counters."""

    reason: str


Incoming = Said | TookBack | Left | Ignored
