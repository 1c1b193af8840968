"""The words of the talk that are put together: what was heard, when people read, the lead."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from config.strict import Content, Joiner
from nlp.reading import About, Danger, Intent


class HeardWords(Content):
    """How what was heard is said back; `words` name each concern to a resident.

    `sentences` go by whose trouble it is, with `{concerns}` filled in; `corrected` names the
    `{facts}` that somebody put right, `denied` the `{concerns}` that are none.
    """

    most: int = Field(ge=1, le=6)
    joiner: Joiner
    more: Joiner
    sentences: dict[About, str]
    neighbourly: str
    join: str
    nothing: str
    added: str
    corrected: str
    denied: str
    words: dict[str, str]


class PlaceWords(Content):
    """What stands above the cards of places, and what kind (`{kind}`, `{area}`) a place is.

    `kinds` are other words for the kinds that `resources.yaml` names.
    """

    text: str
    kind: str
    anywhere: str
    kinds: dict[str, str] = Field(default_factory=dict)


class FeedbackWords(Content):
    """The question after the close, a label for each face, and what is said to it."""

    ask: str
    faces: dict[Literal["good", "so_so", "hard"], str] = Field(min_length=3)
    thanks: str
    sorry: str


class ClockWords(Content):
    """How a moment is said: `{weekday}` `{month}` `{day}` `{hour}` `{minute}` or `{mm}` (05)."""

    weekdays: tuple[str, ...] = Field(min_length=7, max_length=7)
    today: str
    tomorrow: str
    later: str
    on_the_hour: str
    with_minutes: str
    unknown: str
    for_minutes: str
    for_hours: str
    for_both: str


class WhenWords(Content):
    """When a person reads: `{closes}` and `{opens}` are moments. `notice` stands by itself.

    While the office is open and others wait, one of these follows: `ahead` names their number,
    `likely` also the time (`{wait}`), `late` where that lies behind the closing.
    """

    open: str
    ahead: str
    likely: str
    late: str
    closed: str
    closed_again: str
    notice: str


class PersonWords(Content):
    """Texts for one who writes as `minor`, about `family` or about `others`, where they differ."""

    now: str = ""
    soon: str = ""


class DangerWords(Content):
    """Texts of one kind of danger: `now` while a life is in danger, `soon` otherwise.

    `minor`, `family` and `others` replace them by who writes (bot/person.py).
    """

    now: str
    soon: str
    again: str = ""
    minor: PersonWords = PersonWords()
    family: PersonWords = PersonWords()
    others: PersonWords = PersonWords()


class NextWords(Content):
    """What happens next after danger, by who is there."""

    open: str
    closed: str
    with_staff: str


class CheckBackWords(Content):
    """What is said after minutes in which nobody on staff opened it."""

    open: str
    closed: str


class DangerTalk(Content):
    """Answers to danger. `order` says which kind is answered when several are named.

    Who writes as a minor: by `minor_says` (patterns), or by `child_concerns` of their own.
    """

    again_minutes: int = Field(ge=1, le=60)
    order: tuple[Danger, ...]
    kinds: dict[Danger, DangerWords]
    again: str
    afterwards: NextWords
    check_back: CheckBackWords
    child_concerns: tuple[str, ...] = ()
    minor_says: tuple[str, ...] = ()


class LeadWords(Content):
    """The lead for staff, as sentences; one that has nothing to say is left out."""

    about: dict[About, str]
    concerns: str
    no_concern: str
    intents: dict[Intent, str] = Field(default_factory=dict)
    joiner: str
    derived: str
    risk: dict[str, str]
    dangers: str
    area: str
    urgency: str
    activity: str
    free_time: str
    report: str
    danger_now: dict[str, str]
    come_back: dict[str, str]
    seen: str
    seen_words: dict[str, str]
    language: str
    languages: dict[str, str] = Field(default_factory=dict)
    unanswered: str
    questions: dict[str, str]
