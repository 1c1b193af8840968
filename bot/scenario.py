"""The scenario: what the bot says and which way the talk goes, checked when it is loaded."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import Field

from bot.proofs import Complaint
from bot.signals import Signal
from bot.soundness import complaints
from bot.table import (
    ASKING,
    START,
    Aside,
    Button,
    Corrections,
    Language,
    Move,
    Question,
    Remark,
    State,
    Text,
    Wishes,
)
from bot.words import (
    ClockWords,
    DangerTalk,
    FeedbackWords,
    HeardWords,
    LeadWords,
    PlaceWords,
    WhenWords,
)
from config import strict


class Scenario(strict.Content):
    """One language's scenario. `texts` are named; `returning` replaces some for one who is back.

    `languages` are those in which the talk can be had, its own among them, in the order of their
    buttons.
    """

    language: str
    languages: dict[str, Language] = Field(default_factory=dict)
    texts: dict[str, Text]
    returning: dict[str, str] = Field(default_factory=dict)
    buttons: dict[str, Button]
    questions: tuple[Question, ...]
    skip_replies: tuple[str, ...]
    short_text: int = Field(ge=0, description="graphemes below which a text says nothing yet")
    worth_reading: int = Field(ge=1, description="graphemes from which a person should look")
    sparing_minutes: int = Field(ge=1, le=24 * 60)
    states: dict[str, State]
    anywhere: dict[Signal, Move]
    smalltalk: tuple[Remark, ...] = ()
    asides: tuple[Aside, ...] = ()
    aside_text: int = Field(default=60, ge=1, description="graphemes of a question in passing")
    corrections: Corrections = Corrections()
    wishes: Wishes = Wishes()
    heard: HeardWords
    places: PlaceWords
    feedback: FeedbackWords
    clock: ClockWords
    when: WhenWords
    danger: DangerTalk
    lead: LeadWords

    def question(self, code: str) -> Question | None:
        """The question with this code, or None."""
        return next((question for question in self.questions if question.code == code), None)

    def row(self, state: str) -> State:
        """The row for `state`: `asking` for a question, `start` for a state no longer known."""
        if self.question(state):
            return self.states[ASKING]
        return self.states.get(state) or self.states[START]

    def move(self, row: State, signal: Signal) -> Move:
        """What follows from `signal` in `row`. A silent row does nothing it doesn't list."""
        return row.hears.get(signal) or (Move() if row.silent else self.anywhere[signal])


def load(folder: Path) -> Scenario:
    """The scenario in `folder`/scenario/ja.yaml, which holds the table of the talk too.

    Raises ContentError naming file, line and state for whatever would fail at night.
    """
    path = folder / "scenario" / "ja.yaml"
    scenario = strict.load(path, Scenario)
    refuse(path, complaints(scenario))
    return scenario


def refuse(path: Path, found: Iterable[Complaint]) -> None:
    """Raises ContentError with a line for each complaint, if there are any."""
    lines = [f"{strict.whereabouts(path, loc)}: {message}" for loc, message in found]
    if lines:
        raise strict.ContentError("\n".join(lines))
