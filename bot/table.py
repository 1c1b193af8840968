"""The table of the talk: states, moves, buttons, questions, as an office writes them in YAML."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from bot.signals import Signal
from bot.track import Track
from bot.turn import Deed
from config.strict import Content
from nlp.reading import About, Intent

STAY, NEXT, BEFORE = "stay", "next", "before"
"""Goals that are no states: remain; the next open question or `done`; back to where one was."""

START, RETURNED, ASKING, ERASING, WAITING, WITH_STAFF = (
    "start",
    "returned",
    "asking",
    "erasing",
    "waiting",
    "with_staff",
)
"""States the step itself knows. `asking` is the row of every question; `returned` where one is
who comes back after a close, if the scenario has it."""

HEARD, SMALLTALK, ASIDE, CORRECTED, QUESTION, PLACES = (
    "heard",
    "smalltalk",
    "aside",
    "corrected",
    "question",
    "places",
)
"""Texts of a move that are put together from their own part of the scenario; `question` repeats
the one that is open, `places` are the cards that fit a wish to take part."""

COMPOSED = frozenset({HEARD, SMALLTALK, ASIDE, CORRECTED, QUESTION, PLACES})

READ_MARK, READ_BY_PEOPLE = "aside_read_mark", "aside_read_by_people"
"""The answer to 「既読つくの？」, and the one where people set the marks."""

TELL_MORE = "tell_more"
"""The text for one who has only tapped a button of the menu where nothing is asked."""

MOST_QUESTIONS = 3
"""Promised to residents; an office may ask fewer (office.yaml), never more."""


def _plain(written: object) -> object:
    return {"text": written} if isinstance(written, str) else written


class Bubble(Content):
    """One text, perhaps with numbers to call (`lines`: codes of hotlines.yaml)."""

    text: str = Field(min_length=1)
    lines: tuple[str, ...] = ()


Text = Annotated[Bubble, BeforeValidator(_plain)]


class Learned(Content):
    """What a tap says, as if it had been written."""

    concerns: tuple[str, ...] = ()
    about: About = About.UNKNOWN
    intent: Intent | None = None
    seen: tuple[str, ...] = ()


class Button(Content):
    """A button, what it means for the talk, and the words that mean the same when typed."""

    label: str
    sends: Signal
    learns: Learned = Learned()
    replies: tuple[str, ...] = ()


class Answer(Content):
    """One answer to a question. `words` count anywhere, `replies` only while it is asked.

    `is_danger`: whoever gives it is answered as one who speaks of a life in danger.
    """

    value: str
    label: str
    words: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()
    is_danger: bool = False


class Needless(Content):
    """When a question is not asked: for what the person wants, or what the trouble is."""

    intents: tuple[Intent, ...] = ()
    concerns: tuple[str, ...] = ()


class Question(Content):
    """A question about one unknown fact, asked on its tracks.

    Answers to `area` are the areas of the office; without answers it is one for any words.
    """

    code: Literal[
        "about",
        "area",
        "urgency",
        "activity",
        "free_time",
        "sight",
        "danger_now",
        "come_back",
    ]
    tracks: tuple[Track, ...] = (Track.CONSULTATION,)
    text: str = Field(min_length=1)
    answers: tuple[Answer, ...] = ()
    skip: str
    needless: Needless = Needless()

    @property
    def is_open(self) -> bool:
        """True when any words answer it."""
        return self.code != "area" and not self.answers


class Move(Content):
    """What follows from a signal. A `sparing` move speaks once in a while, not every time."""

    say: tuple[str, ...] = ()
    go: str = STAY
    do: tuple[Deed, ...] = ()
    sparing: bool = False


class State(Content):
    """A place of the talk. A silent one answers only the signals it lists."""

    note: str = ""
    buttons: tuple[str, ...] = ()
    hears: dict[Signal, Move] = Field(default_factory=dict)
    silent: bool = False


class Aside(Content):
    """A question asked in passing and the text that answers it.

    `asks` are patterns (config/patterns.py); `carries` the concerns that the question itself
    sounds like (「外国語でもいい？」), so that it is not taken for somebody's trouble.
    """

    asks: tuple[str, ...] = Field(min_length=1)
    say: str
    carries: tuple[str, ...] = ()


class Corrections(Content):
    """How people take something back: patterns after which the right thing follows (`begins`),
    before or after which stands a trouble that is none (`denies`, `denies_next`), and those that
    only say that we were wrong (`bare`). `names` are what people call each concern, beside the
    words of the taxonomy and ours."""

    begins: tuple[str, ...] = ()
    denies: tuple[str, ...] = ()
    denies_next: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()
    names: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class Language(Content):
    """What a language calls itself, and what else it is called by those who ask for it."""

    name: str = Field(min_length=1, max_length=20)
    called: tuple[str, ...] = ()


class Wishes(Content):
    """Patterns by which people ask for a person, to have it erased, or to stop, in the languages
    whose wishes the reading does not know well; `keep` is that nothing be erased, `agree` that it
    be, once we have asked."""

    human: tuple[str, ...] = ()
    erase: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    agree: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()


class Remark(Content):
    """A reaction to small talk that holds one of `words`."""

    words: tuple[str, ...]
    say: str
