"""All that the conversation speaks from, loaded and checked against each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot import scenario as scenarios
from bot.limits import CHOICES, LABEL_GRAPHEMES, graphemes
from bot.scenario import Scenario
from bot.table import MOST_QUESTIONS, Answer, Question
from config import concerns, hotlines, office, resources
from config.concerns import Taxonomy
from config.hotlines import Hotlines
from config.office import Office
from config.resources import Resources
from config.strict import ContentError


@dataclass(frozen=True, slots=True, repr=False)
class Script:
    """Scenario, office, hotlines and taxonomy: one value that the step reads and never changes."""

    scenario: Scenario
    office: Office
    hotlines: Hotlines
    taxonomy: Taxonomy
    resources: Resources = field(default_factory=Resources)

    @property
    def most_questions(self) -> int:
        """How many questions a talk may hold: the office's number, never more than three."""
        return min(self.office.limits.max_questions, MOST_QUESTIONS)

    def answers(self, question: Question) -> tuple[Answer, ...]:
        """The answers to `question`; those to `area` are the areas of the office."""
        if question.code != "area":
            return question.answers
        return tuple(
            Answer(value=area.code, label=area.label, words=area.words)
            for area in self.office.areas
        )


def load(folder: Path, language: str = "ja") -> Script:
    """The script of the office whose content lies in `folder`.

    Raises ContentError naming every place where one file speaks of what another doesn't have.
    """
    script = Script(
        scenario=scenarios.load(folder, language),
        office=office.load(folder),
        hotlines=hotlines.load(folder),
        taxonomy=concerns.load(folder),
        resources=resources.load(folder),
    )
    found = list(_strangers(script))
    if found:
        raise ContentError("\n".join(f"scenario/{language}.yaml: {line}" for line in found))
    return script


def _strangers(script: Script) -> Iterator[str]:
    codes = set(script.taxonomy.codes)
    scenario = script.scenario
    for name, button in scenario.buttons.items():
        for code in set(button.learns.concerns) - codes:
            yield f"buttons.{name}: no concern is called {code}"
    for code in set(scenario.heard.words) - codes:
        yield f"heard.words: no concern is called {code}"
    for code in codes - set(scenario.heard.words):
        yield f"heard.words: {code} has no words"
    for key, bubble in scenario.texts.items():
        for line in bubble.lines:
            if script.hotlines.get(line) is None:
                yield f"texts.{key}: no hotline is called {line}"
    for kind in set(scenario.danger.kinds) - set(script.hotlines.dangers):
        yield f"danger.kinds.{kind}: hotlines.yaml names no line for it"
    yield from _misplaced(script)
    for question in scenario.questions:
        answers = script.answers(question)
        if len(answers) + 2 > CHOICES:
            yield f"state {question.code}: more than {CHOICES} buttons"
        for answer in answers:
            if graphemes(answer.label) > LABEL_GRAPHEMES:
                yield f"state {question.code}: {answer.label}: longer than {LABEL_GRAPHEMES}"


def _misplaced(script: Script) -> Iterator[str]:
    areas = {area.code for area in script.office.areas}
    question = script.scenario.question("activity")
    activities = {answer.value for answer in question.answers} if question else None
    for resource in script.resources.resources:
        if resource.area is not None and resource.area not in areas:
            yield f"resources.yaml: {resource.code}: no area is called {resource.area}"
        for code in set(resource.concerns) - set(script.taxonomy.codes):
            yield f"resources.yaml: {resource.code}: no concern is called {code}"
        for code in set(resource.activities) - activities if activities is not None else ():
            yield f"resources.yaml: {resource.code}: no activity is called {code}"
