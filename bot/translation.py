"""The talk in another language: a file of words only, laid over the table of `ja.yaml`."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from pathlib import Path

from pydantic import Field

from bot.naming import HotlineWords, HoursWords, OfficeWords
from bot.proofs import Complaint, proofread
from bot.scenario import Scenario, refuse
from bot.sentences import placeholders_in, sentences
from bot.table import Answer, Button, Corrections, Question, Wishes
from bot.words import (
    CheckBackWords,
    ClockWords,
    DangerTalk,
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

    joiner: str
    more: str
    sentences: dict[About, str]
    neighbourly: str
    join: str
    nothing: str
    added: str
    corrected: str
    words: dict[str, str]


class DangerPhrases(strict.Content):
    """Answers to danger, and how somebody says in passing to be under eighteen."""

    kinds: dict[Danger, DangerWords]
    again: str
    afterwards: NextWords
    check_back: CheckBackWords
    minor_says: tuple[str, ...] = ()


class Translation(strict.Content):
    """All words of one language, each at the place where `ja.yaml` has its own."""

    language: str
    short_text: int = Field(ge=0)
    worth_reading: int = Field(ge=1)
    aside_text: int = Field(ge=1)
    office: OfficeWords
    hours: HoursWords
    texts: dict[str, str]
    buttons: dict[str, ButtonWords]
    questions: dict[str, QuestionWords]
    skip_replies: tuple[str, ...]
    wishes: Wishes
    smalltalk: dict[str, tuple[str, ...]]
    asides: dict[str, tuple[str, ...]]
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
    refuse(path, proofread(scenario))
    refuse(path, _unlike(base, scenario))
    return words, scenario


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
    danger = words.danger
    return base.model_copy(
        update={
            "language": words.language,
            "short_text": words.short_text,
            "worth_reading": words.worth_reading,
            "aside_text": words.aside_text,
            "texts": {
                key: bubble.model_copy(update={"text": words.texts[key]})
                for key, bubble in base.texts.items()
            },
            "buttons": {
                name: _button(button, words.buttons[name]) for name, button in base.buttons.items()
            },
            "questions": tuple(
                _question(question, words.questions[question.code]) for question in base.questions
            ),
            "skip_replies": words.skip_replies,
            "wishes": words.wishes,
            "smalltalk": tuple(
                remark.model_copy(update={"words": words.smalltalk.get(remark.say, ())})
                for remark in base.smalltalk
            ),
            "asides": tuple(
                aside.model_copy(update={"asks": words.asides[aside.say]})
                for aside in base.asides
                if aside.say in words.asides
            ),
            "corrections": words.corrections,
            "heard": HeardWords(most=base.heard.most, **dict(words.heard)),
            "places": words.places,
            "feedback": words.feedback,
            "clock": words.clock,
            "when": words.when,
            "danger": DangerTalk(
                again_minutes=base.danger.again_minutes,
                order=base.danger.order,
                child_concerns=base.danger.child_concerns,
                **dict(danger),
            ),
        }
    )


def _button(button: Button, words: ButtonWords) -> Button:
    return button.model_copy(update={"label": words.label, "replies": words.replies})


def _question(question: Question, words: QuestionWords) -> Question:
    answers = tuple(_answer(answer, words.answers[answer.value]) for answer in question.answers)
    return question.model_copy(update={"text": words.text, "skip": words.skip, "answers": answers})


def _answer(answer: Answer, words: AnswerWords) -> Answer:
    return answer.model_copy(
        update={"label": words.label, "words": words.words, "replies": words.replies}
    )
