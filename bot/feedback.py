"""The one question after the close: was it good to talk? Three faces, skippable, only counted."""

from __future__ import annotations

from enum import StrEnum

from bot.script import Script
from bot.signals import Signal
from bot.utterance import Choice, Utterance

PREFIX = "feedback="

KINDLY = (Signal.FOLLOW, Signal.SMALLTALK, Signal.STICKER)
"""What somebody says who comes back without a trouble: only then they are asked."""


class Face(StrEnum):
    """What they answered."""

    GOOD = "good"
    SO_SO = "so_so"
    HARD = "hard"


def face_of(choice: str) -> Face | None:
    """The face that was tapped, None for any other button."""
    value = choice.removeprefix(PREFIX) if choice.startswith(PREFIX) else ""
    return Face(value) if value in list(Face) else None


def question(script: Script) -> Utterance:
    """The question with its faces; whoever writes on without tapping has skipped it."""
    words = script.scenario.feedback
    return Utterance(words.ask, faces(script), language=script.scenario.language)


def faces(script: Script) -> tuple[Choice, ...]:
    """The three faces as buttons."""
    labels = script.scenario.feedback.faces
    return tuple(Choice(labels[face.value], f"{PREFIX}{face}") for face in Face)


def thanks(script: Script, face: Face, choices: tuple[Choice, ...]) -> Utterance:
    """What is said to a face, with the buttons where the talk now stands."""
    words = script.scenario.feedback
    text = words.sorry if face is Face.HARD else words.thanks
    return Utterance(text, choices, language=script.scenario.language)
