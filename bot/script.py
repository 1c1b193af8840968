"""All that the conversation speaks from, loaded and checked against each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot import naming, translation
from bot import scenario as scenarios
from bot.limits import CHOICES, LABEL_GRAPHEMES, graphemes
from bot.scenario import Scenario
from bot.table import MOST_QUESTIONS, Answer, Question
from config import concerns, hotlines, office, resources
from config.concerns import Taxonomy
from config.hotlines import RESCUE, Hotlines
from config.office import Office
from config.resources import Resources
from config.strict import ContentError

UNDETERMINED = "und"
"""What the reading calls the language of letters that it does not recognise."""

JAPANESE = ("ja", "easy-ja")
"""What the reading knows best."""

FALLBACK = "en"
"""The language for those whose own has no file."""


@dataclass(frozen=True, slots=True, repr=False)
class Script:
    """Scenario, office, hotlines and taxonomy: one value that the step reads and never changes.

    `others` are the same in other languages, by code; those have no others themselves. What staff
    read (tags, the lead, labels) comes from the first one, whatever the resident speaks.
    """

    scenario: Scenario
    office: Office
    hotlines: Hotlines
    taxonomy: Taxonomy
    resources: Resources = field(default_factory=Resources)
    others: Mapping[str, Script] = field(default_factory=dict)

    @property
    def most_questions(self) -> int:
        """How many questions a talk may hold: the office's number, never more than three."""
        return min(self.office.limits.max_questions, MOST_QUESTIONS)

    def speaking(self, language: str) -> Script:
        """The script for one who writes in `language`: English where it has no file of its own."""
        if self.speaks(language):
            return self
        return self.others.get(language) or self.others.get(FALLBACK, self)

    def speaks(self, language: str) -> bool:
        """True when this is the script for `language`; letters that nothing was recognised in
        are no other language, nor is やさしい日本語 where it has no file."""
        own = self.scenario.language
        is_easy = language == f"easy-{own}" and language not in self.others
        return language in (own, UNDETERMINED) or is_easy

    def answers(self, question: Question) -> tuple[Answer, ...]:
        """The answers to `question`; those to `area` are the areas of the office."""
        if question.code != "area":
            return question.answers
        return tuple(
            Answer(value=area.code, label=area.label, words=area.words)
            for area in self.office.areas
        )


def load(folder: Path) -> Script:
    """The script of the office whose content lies in `folder`, in every language it offers.

    Raises ContentError naming every place where one file speaks of what another doesn't have.
    """
    script = Script(
        scenario=scenarios.load(folder),
        office=office.load(folder),
        hotlines=hotlines.load(folder),
        taxonomy=concerns.load(folder),
        resources=resources.load(folder),
    )
    _refuse("ja", [*_strangers(script), *_unnamed(script)])
    others = {
        code: _translated(folder, script, code)
        for code in script.scenario.languages
        if code != script.scenario.language
    }
    for code, other in others.items():
        _refuse(code, _strangers(other))
    return replace(script, others=others)


def _translated(folder: Path, script: Script, language: str) -> Script:
    words, scenario = translation.load(folder, language, script.scenario)
    return replace(
        script,
        scenario=scenario,
        office=naming.rename(script.office, words.office, words.hours, words.clock),
        hotlines=naming.relabel(script.hotlines, language, words.hotlines),
    )


def _refuse(language: str, found: Iterable[str]) -> None:
    lines = [f"scenario/{language}.yaml: {line}" for line in found]
    if lines:
        raise ContentError("\n".join(lines))


def _strangers(script: Script) -> Iterator[str]:
    codes = set(script.taxonomy.codes)
    scenario = script.scenario
    for name, button in scenario.buttons.items():
        for code in set(button.learns.concerns) - codes:
            yield f"buttons.{name}: no concern is called {code}"
    for code in set(scenario.heard.words) - codes:
        yield f"heard.words: no concern is called {code}"
    for key, bubble in scenario.texts.items():
        for line in bubble.lines:
            if script.hotlines.get(line) is None:
                yield f"texts.{key}: no hotline is called {line}"
    for kind in set(scenario.danger.kinds) - set(script.hotlines.dangers):
        yield f"danger.kinds.{kind}: hotlines.yaml names no line for it"
    yield from _uncalled(script)
    yield from _misplaced(script)
    for question in scenario.questions:
        answers = script.answers(question)
        if len(answers) + 2 > CHOICES:
            yield f"state {question.code}: more than {CHOICES} buttons"
        for answer in answers:
            if graphemes(answer.label) > LABEL_GRAPHEMES:
                yield f"state {question.code}: {answer.label}: longer than {LABEL_GRAPHEMES}"


def _unnamed(script: Script) -> Iterator[str]:
    """Concerns that could not be said back. Only in `ja.yaml`: another language that lacks the
    word for an office's own concern leaves it out."""
    for code in set(script.taxonomy.codes) - set(script.scenario.heard.words):
        yield f"heard.words: {code} has no words"


def _uncalled(script: Script) -> Iterator[str]:
    """Words that tell to call 110 or 119 beside a list that does not name it."""
    for kind, words in script.scenario.danger.kinds.items():
        picks = script.hotlines.dangers.get(kind)
        if picks is None:
            continue
        child = picks.child or picks
        for name, text, codes in (
            ("now", words.now, picks.now),
            ("minor.now", words.minor.now or words.now, child.now),
            ("family.now", words.family.now, picks.now),
            ("others.now", words.others.now, picks.now),
        ):
            for tel in RESCUE:
                if tel in text and tel not in script.hotlines.tels(codes):
                    yield f"danger.kinds.{kind}.{name}: hotlines.yaml names no {tel} for it"


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
