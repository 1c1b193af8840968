"""What a reading of one message says: the types that leave this room."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Risk(StrEnum):
    """How soon somebody must look, lowest first; the codes are those of the labelling guide."""

    NONE = "none"
    WATCH = "watch"
    URGENT = "urgent"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """0 (none) to 3 (emergency): for ordering and `max`."""
        return _RANKS[self]

    @property
    def is_danger(self) -> bool:
        """True when help lines are shown at once and the desk is alarmed."""
        return self in _DANGER


_RANKS = {Risk.NONE: 0, Risk.WATCH: 1, Risk.URGENT: 2, Risk.EMERGENCY: 3}
_DANGER = frozenset({Risk.URGENT, Risk.EMERGENCY})


class About(StrEnum):
    """Whose trouble it is."""

    SELF = "self"
    FAMILY = "family"
    ACQUAINTANCE = "acquaintance"
    NEIGHBOUR = "neighbour"
    UNKNOWN = "unknown"


class Intent(StrEnum):
    """What the writer wants of us."""

    CONSULT = "consult"
    INFORMATION = "information"
    JOIN = "join"
    HUMAN = "human"
    ERASE = "erase"
    STOP = "stop"
    SMALLTALK = "smalltalk"
    OUT_OF_SCOPE = "out_of_scope"


class Danger(StrEnum):
    """The kind of danger an urgent or emergency reading saw; each has its own words and numbers."""

    SUICIDE = "suicide"
    SUICIDE_OTHER = "suicide_other"
    VIOLENCE = "violence"
    CHILD = "child"
    ELDER = "elder"
    COLLAPSE = "collapse"
    HUNGER = "hunger"
    NO_BED = "no_bed"
    CUT_OFF = "cut_off"
    RUNAWAY = "runaway"
    CRIME = "crime"
    OTHER = "other"


class Evidence(NamedTuple):
    """One place in the text that led to a tag.

    `code` is a concern code, a derived code, or `risk`; `start` and `end` are code-point offsets
    into the text as it was given; `reason` is a key of the reasons in `concerns.yaml`.
    """

    code: str
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Context:
    """What was said before: earlier texts of the resident, oldest first, and the open question.

    `question` is the code of the question just asked (`about`, `area`, `urgency`, `safety`).
    """

    earlier: tuple[str, ...] = ()
    question: str | None = None


class Reading(NamedTuple):
    """What one message says. Deterministic; it orders and fills in, it never refuses anyone."""

    concerns: tuple[str, ...] = ()
    risk: Risk = Risk.NONE
    dangers: tuple[Danger, ...] = ()
    about: About = About.UNKNOWN
    intent: Intent = Intent.SMALLTALK
    evidence: tuple[Evidence, ...] = ()
    derived: tuple[str, ...] = ()
    language: str = "ja"
    is_unread: bool = False
