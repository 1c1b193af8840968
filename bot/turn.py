"""One exchange as values: what was heard, where the talk stands, what follows."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.utterance import Utterance
from nlp.reading import About, Danger, Intent, Reading, Risk


class Kind(StrEnum):
    """What arrived. Doors translate their own vocabulary into these; the rest is `other`.

    `silence` arrives from no door: nothing was heard for the office's `quiet_minutes`.
    """

    TEXT = "text"
    CHOICE = "choice"
    STICKER = "sticker"
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    FILE = "file"
    LOCATION = "location"
    FOLLOW = "follow"
    SILENCE = "silence"
    OTHER = "other"


class Stage(StrEnum):
    """Who holds the conversation; `intake` keeps the table of allowed transitions."""

    WITH_BOT = "with_bot"
    WAITING = "waiting"
    WITH_STAFF = "with_staff"
    CLOSED = "closed"


class Deed(StrEnum):
    """What the service must do beside speaking."""

    HAND_OVER = "hand_over"
    ALARM = "alarm"
    ERASE = "erase"
    END = "end"
    TOLD_CLOSED = "told_closed"
    ASKED_FEEDBACK = "asked_feedback"


@dataclass(frozen=True, slots=True)
class Heard:
    """One arrival as the step sees it: `reading` comes with a text, `choice` with a tap."""

    kind: Kind
    text: str = ""
    choice: str = ""
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where the talk stands and what is known. A value: each step returns a new one.

    `state` is a state of the scenario. `asked` holds the questions already put, in order, and
    never more than three. `area` is an area code of the office or None while unknown; it and the
    facts after it are the values of answers to the questions of the same name. `seen`
    names what only a person can answer (a photo, a question …). `before` is the state to return
    to when the resident does not erase after all. `is_minor`: the writer said to be under eighteen.
    `language` is what the person writes in, or has chosen by a button (`is_language_chosen`).
    """

    state: str = "start"
    asked: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    dangers: tuple[Danger, ...] = ()
    risk: Risk = Risk.NONE
    about: About = About.UNKNOWN
    area: str | None = None
    urgency: str | None = None
    activity: str | None = None
    free_time: str | None = None
    sight: str | None = None
    danger_now: str | None = None
    come_back: str | None = None
    intent: Intent = Intent.SMALLTALK
    language: str = "ja"
    is_language_chosen: bool = False
    seen: tuple[str, ...] = ()
    before: str = ""
    is_minor: bool = False
    acknowledged_at: datetime | None = None
    alarmed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """The world around this step: who holds the talk, and whether anybody is in the office.

    `opens_at` is the next opening when closed, `closes_at` the end of this one when open.
    `tell_closed` is True when this closed period has not been mentioned to this person yet,
    `is_unopened` when nobody on staff has seen the resident's last word. `ahead` is how many wait
    before this person, None when it is not known. `asks_feedback`: it may be asked how the last
    talk was.
    """

    now: datetime
    stage: Stage = Stage.WITH_BOT
    is_open: bool = True
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    tell_closed: bool = False
    is_returning: bool = False
    is_unopened: bool = False
    ahead: int | None = None
    asks_feedback: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """What follows from one arrival: the new place, the bubbles in order, the deeds."""

    place: Place
    say: tuple[Utterance, ...] = ()
    deeds: tuple[Deed, ...] = field(default=())


def begun_anew(before: Place) -> Place:
    """Where a new talk begins with somebody whose last one stood at `before`."""
    return Place(language=before.language, is_language_chosen=before.is_language_chosen)


def pack_place(place: Place) -> dict[str, Any]:
    """The place as plain data that JSON can hold, for a row."""
    return {
        **asdict(place),
        "acknowledged_at": _written(place.acknowledged_at),
        "alarmed_at": _written(place.alarmed_at),
    }


def unpack_place(data: dict[str, Any]) -> Place:
    """The place that `pack_place` made into `data`."""
    return Place(
        **{
            **data,
            "asked": tuple(data["asked"]),
            "skipped": tuple(data["skipped"]),
            "concerns": tuple(data["concerns"]),
            "derived": tuple(data["derived"]),
            "dangers": tuple(Danger(kind) for kind in data["dangers"]),
            "risk": Risk(data["risk"]),
            "about": About(data["about"]),
            "intent": Intent(data["intent"]),
            "seen": tuple(data.get("seen", ())),
            "acknowledged_at": _read(data.get("acknowledged_at")),
            "alarmed_at": _read(data.get("alarmed_at")),
        }
    )


def _written(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _read(at: str | None) -> datetime | None:
    return datetime.fromisoformat(at) if at else None
