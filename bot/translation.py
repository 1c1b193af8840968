"""The talk in another language: a file of words only, laid over the table of `ja.yaml`."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field

from bot.naming import HotlineWords, HoursWords, OfficeWords
from bot.proofs import Complaint, proofread
from bot.scenario import Scenario, refuse
from bot.sentences import placeholders_in, sentences
from bot.table import Corrections, Question, Wishes
from bot.words import (
    CheckBackWords,
    ClockWords,
    DangerWords,
    FeedbackWords,
    HeardWords,
    NextWords,
    PlaceWords,
    WhenWords,
)
from config import strict
from nlp.reading import About, Danger

_FREE = frozenset({"city", "window", "reader", "coordinator"})
"""Placeholders that a translation may use or leave out; of the others it has those of `ja.yaml`."""


class ButtonWords(strict.Content):
    """What stands on a button, and the words that mean the same when typed."""

    label: str
    replies: tuple[str, ...] = ()


class AnswerWords(strict.Content):
    """A label, words that count anywhere, and words that count while the question is asked."""

    label: str
    words: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()


class QuestionWords(strict.Content):
    """A question with its answers by value."""

    text: str
    skip: str
    answers: dict[str, AnswerWords] = Field(default_factory=dict)


class HeardPhrases(strict.Content):
    """How what was heard is said back (`HeardWords` without what is no word)."""

    joiner: strict.Joiner
    more: strict.Joiner
    sentences: dict[About, str]
    neighbourly: str
    join: str
    nothing: str
    added: str
    corrected: str
    denied: str
    words: dict[str, str]


class DangerPhrases(strict.Content):
    """Answers to danger, and how somebody says in passing to be under eighteen."""

    kinds: dict[Danger, DangerWords]
    again: str
    afterwards: NextWords
    check_back: CheckBackWords
    minor_says: tuple[str, ...] = ()


class Translation(strict.Content):
    """All words of one language, each at the place where `ja.yaml` has its own.

    What is said is all there. What people write (`replies`, `wishes`, `asides` …) is the
    language's own, or with `hears: ja` that of `ja.yaml`.
    """

    language: str
    hears: Literal["own", "ja"] = "own"
    short_text: int = Field(default=40, ge=0)
    worth_reading: int = Field(default=16, ge=1)
    aside_text: int = Field(default=120, ge=1)
    office: OfficeWords
    hours: HoursWords
    texts: dict[str, str]
    buttons: dict[str, ButtonWords]
    questions: dict[str, QuestionWords]
    skip_replies: tuple[str, ...] = ()
    wishes: Wishes = Wishes()
    smalltalk: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    asides: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    corrections: Corrections = Corrections()
    heard: HeardPhrases
    places: PlaceWords
    feedback: FeedbackWords
    clock: ClockWords
    when: WhenWords
    danger: DangerPhrases
    hotlines: dict[str, HotlineWords]


def load(folder: Path, language: str, base: Scenario) -> tuple[Translation, Scenario]:
    """The words in `folder`/scenario/`language`.yaml, and `base` spoken with them.

    Raises ContentError naming file, line and key of what is missing or does not fit.
    """
    path = folder / "scenario" / f"{language}.yaml"
    words = strict.load(path, Translation)
    refuse(path, _missing(words, base))
    scenario = _spoken(base, words)
    refuse(path, _by_key(scenario))
    refuse(path, _unlike(base, scenario))
    return words, scenario


def _by_key(scenario: Scenario) -> Iterator[Complaint]:
    """What would not do, at the key that the file has for it."""
    keys = {each.loc: each.key for each in sentences(scenario)}
    for loc, message in proofread(scenario):
        key = keys.get(loc)
        yield (tuple(key.split(".")), f"{key}: {message}") if key else (loc, message)


def _missing(words: Translation, base: Scenario) -> Iterator[Complaint]:
    """What `ja.yaml` has and this file lacks; what it has beside that is not spoken."""
    yield from _lacking(("texts",), base.texts, words.texts)
    yield from _lacking(("buttons",), base.buttons, words.buttons)
    yield from _lacking(("questions",), [each.code for each in base.questions], words.questions)
    for question in base.questions:
        said = words.questions.get(question.code)
        values = [answer.value for answer in question.answers]
        loc = ("questions", question.code, "answers")
        yield from _lacking(loc, values, said.answers if said else values)


def _lacking(
    loc: tuple[str, ...], wanted: Iterable[str], given: Container[str]
) -> Iterator[Complaint]:
    for key in wanted:
        if key not in given:
            yield loc, f"{key} is missing"


def _unlike(base: Scenario, spoken: Scenario) -> Iterator[Complaint]:
    """Sentences that only `ja.yaml` has, and those that lost or won a placeholder.

    The words of an office's own concern may be missing: it is not said back then.
    """
    own = {each.key: each for each in sentences(base)}
    theirs = {each.key: each for each in sentences(spoken)}
    for key in own:
        if key not in theirs and not key.startswith("heard.words."):
            yield tuple(key.split(".")), f"{key} is missing"
    for key, sentence in theirs.items():
        if key in own and not sentence.is_label and not key.startswith("clock."):
            found = placeholders_in(sentence.text) ^ placeholders_in(own[key].text)
            for name in sorted(found - _FREE):
                yield sentence.loc, f"{{{name}}} stands in only one of ja.yaml and this file"


def _spoken(base: Scenario, words: Translation) -> Scenario:
    """The table of `base` with these words. A plain copy: `words` was checked when it was read."""
    danger = base.danger.model_copy(
        update={
            name: getattr(words.danger, name)
            for name in ("kinds", "again", "afterwards", "check_back")
        }
    )
    spoken = base.model_copy(
        update={
            "language": words.language,
            "texts": {
                key: bubble.model_copy(update={"text": words.texts[key]})
                for key, bubble in base.texts.items()
            },
            "buttons": {
                name: button.model_copy(update={"label": words.buttons[name].label})
                for name, button in base.buttons.items()
            },
            "questions": tuple(
                _question(question, words.questions[question.code]) for question in base.questions
            ),
            "heard": HeardWords(most=base.heard.most, **dict(words.heard)),
            "places": words.places,
            "feedback": words.feedback,
            "clock": words.clock,
            "when": words.when,
            "danger": danger,
        }
    )
    return spoken if words.hears == "ja" else _hearing(spoken, words)


def _question(question: Question, words: QuestionWords) -> Question:
    answers = tuple(
        answer.model_copy(update={"label": words.answers[answer.value].label})
        for answer in question.answers
    )
    return question.model_copy(update={"text": words.text, "skip": words.skip, "answers": answers})


def _hearing(spoken: Scenario, words: Translation) -> Scenario:
    """The same, understanding what people write in this language."""
    minor_says = words.danger.minor_says
    return spoken.model_copy(
        update={
            "short_text": words.short_text,
            "worth_reading": words.worth_reading,
            "aside_text": words.aside_text,
            "skip_replies": words.skip_replies,
            "wishes": words.wishes,
            "corrections": words.corrections,
            "buttons": {
                name: button.model_copy(update={"replies": words.buttons[name].replies})
                for name, button in spoken.buttons.items()
            },
            "questions": tuple(
                _heard_as(question, words.questions[question.code]) for question in spoken.questions
            ),
            "smalltalk": tuple(
                remark.model_copy(update={"words": words.smalltalk.get(remark.say, ())})
                for remark in spoken.smalltalk
            ),
            "asides": tuple(
                aside.model_copy(update={"asks": words.asides[aside.say]})
                for aside in spoken.asides
                if aside.say in words.asides
            ),
            "danger": spoken.danger.model_copy(update={"minor_says": minor_says}),
        }
    )


def _heard_as(question: Question, words: QuestionWords) -> Question:
    answers = tuple(
        answer.model_copy(
            update={
                "words": words.answers[answer.value].words,
                "replies": words.answers[answer.value].replies,
            }
        )
        for answer in question.answers
    )
    return question.model_copy(update={"answers": answers})
