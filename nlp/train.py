"""`python -m nlp.train`: learns `weights.tsv` anew from the corpus, bit for bit the same.

Thresholds come from a cross-validation that always leaves one whole writer out, since messages
of one writer resemble each other more than those of the next resident will.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from config.concerns import SAMPLE, load
from nlp.judgement import Judge
from nlp.labels import Labelled, load_labelled
from nlp.learning import UNIT, separate, worth
from nlp.model import WEIGHTS, Model, Weights, dump
from nlp.model import load as load_model
from nlp.observation import Observation, Observer
from nlp.reading import About, Intent, Risk
from nlp.score import report, score
from nlp.scores import ABOUT, CLEAN, CONCERN, INTENT, RISK, Labels, Scores
from nlp.tokens import TERM

CORPUS = Path(__file__).parent / "corpus"
ROUNDS = 8
#: 1 / 2C: found by cross-validation, flat from 20 to 80.
SLACK = 40
#: What a rule or a cue says counts for more than a word: somebody has thought about it.
TOLD = 2
#: A feature must stand in this many messages.
RAREST = 3
#: The weights file is no larger than this, in bytes.
LARGEST = 2_000_000
#: Of the messages without any risk, this share may be read as danger by the model alone.
FALSE_ALARMS = 0.03

#: White space that would break a line of the file.
_BREAKS = set("\t\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029 ")

Answers = Mapping[str, Sequence[bool]]


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled message with what is seen in it."""

    item: Labelled
    seen: Observation

    @property
    def writer(self) -> str:
        return self.item.group.partition("-")[0]


def main() -> int:
    """Writes the weights and prints the cross-validated figures."""
    taxonomy = load(SAMPLE)
    observer = Observer(taxonomy)
    examples = [
        Example(item, observer.observe(item.text))
        for path in sorted(CORPUS.glob("*.jsonl"))
        for item in load_labelled(path)
    ]
    answers = _answers(examples, taxonomy.codes)
    scores = _cross_validated(examples, answers)
    thresholds = _thresholds(scores, answers, examples)
    weights = _learn(examples, answers, thresholds)
    WEIGHTS.write_text(_as_text(weights), encoding="utf-8", newline="\n")
    levelled = _levelled(weights, load_model(), examples)
    WEIGHTS.write_text(_as_text(levelled), encoding="utf-8", newline="\n")
    judge = Judge(taxonomy, load_model())
    labels = Labels(list(scores))
    bare = load_model().bare
    readings = [
        (
            example.item,
            judge.read(
                example.seen,
                Scores(
                    labels, [scores[label][i] - thresholds[label] for label in labels.names], bare
                ),
            ),
        )
        for i, example in enumerate(examples)
    ]
    sys.stdout.write(f"cross-validated, one writer left out at a time:\n{report(score(readings))}")
    return 0


def _answers(examples: Sequence[Example], codes: Iterable[str]) -> Answers:
    """For each label whether each example carries it."""
    items = [example.item for example in examples]
    answers = {CONCERN + code: [code in item.concerns for item in items] for code in codes}
    for risk in (Risk.WATCH, Risk.URGENT, Risk.EMERGENCY):
        answers[RISK + risk] = [item.risk.rank >= risk.rank for item in items]
    answers[CLEAN] = [not item.concerns and item.risk is Risk.NONE for item in items]
    for about in About:
        answers[ABOUT + about] = [item.about is about for item in items]
    for intent in Intent:
        answers[INTENT + intent] = [item.intent is intent for item in items]
    return answers


def _cross_validated(examples: Sequence[Example], answers: Answers) -> dict[str, list[int]]:
    """The score of every label for every example, by a model that never saw its writer."""
    writers = sorted({example.writer for example in examples})
    scores = {label: [0] * len(examples) for label in answers}
    for writer in writers:
        taught = [i for i, example in enumerate(examples) if example.writer != writer]
        asked = [i for i, example in enumerate(examples) if example.writer == writer]
        weights = _learn(
            [examples[i] for i in taught],
            {label: [column[i] for i in taught] for label, column in answers.items()},
            dict.fromkeys(answers, 0),
        )
        for i in asked:
            for label, value in zip(answers, _sums(weights, examples[i]), strict=True):
                scores[label][i] = value
    return scores


def _learn(examples: Sequence[Example], answers: Answers, thresholds: Mapping[str, int]) -> Weights:
    counts = Counter(key for example in examples for key in example.seen.features)
    vocabulary = _vocabulary(counts)
    worths = [16, *(worth(counts[key], len(examples)) * _told(key) for key in vocabulary)]
    rows = [
        [0, *(vocabulary[key] for key in example.seen.features if key in vocabulary)]
        for example in examples
    ]
    columns = [separate(rows, column, worths, ROUNDS, SLACK) for column in answers.values()]
    table = {name: [column[place] for column in columns] for name, place in vocabulary.items()}
    return Weights(tuple(answers), thresholds, tuple(column[0] for column in columns), table)


def _told(name: str) -> int:
    is_mark = len(name) > 2 and not name.startswith(TERM) and not set(name).isdisjoint(":/")
    return TOLD if is_mark else 1


def _vocabulary(counts: Mapping[str, int]) -> dict[str, int]:
    """A number from 1 for every feature that is common enough and can stand in the file."""
    common = sorted(
        name for name, count in counts.items() if count >= RAREST and not set(name) & _BREAKS
    )
    return {name: place for place, name in enumerate(common, start=1)}


def _thresholds(
    scores: Mapping[str, Sequence[int]], answers: Answers, examples: Sequence[Example]
) -> dict[str, int]:
    """For concerns the best F1, drawn towards what is best for all; for danger, few alarms."""
    thresholds = dict.fromkeys(scores, 0)
    concerns = [label for label in scores if label.startswith(CONCERN)]
    grid = range(-UNIT, UNIT // 2, UNIT // 50)
    shared = max(
        grid,
        key=lambda cut: _f1(
            [value >= cut for label in concerns for value in scores[label]],
            [answer for label in concerns for answer in answers[label]],
        ),
    )
    for label in concerns:
        own = max(grid, key=lambda cut: _f1([v >= cut for v in scores[label]], answers[label]))
        thresholds[label] = (own + 2 * shared) // 3
    calm = [i for i, example in enumerate(examples) if example.item.risk is Risk.NONE]
    for risk, share in ((Risk.URGENT, FALSE_ALARMS), (Risk.EMERGENCY, FALSE_ALARMS / 2)):
        label = RISK + risk
        highest = sorted((scores[label][i] for i in calm), reverse=True)
        thresholds[label] = highest[int(len(highest) * share)] + 1
    label = RISK + Risk.WATCH
    thresholds[label] = max(
        grid, key=lambda cut: _f1([v >= cut for v in scores[label]], answers[label])
    )
    return thresholds


def _f1(read: Sequence[bool], gold: Sequence[bool]) -> float:
    both = sum(map(bool.__and__, read, gold))
    return 2 * both / max(1, sum(read) + sum(gold))


def _as_text(weights: Weights) -> str:
    """The weights in no more than `LARGEST` bytes: the finest that fits."""
    near = 2
    while len((text := dump(weights, near)).encode()) > LARGEST:
        near += 1
    return text


def _levelled(weights: Weights, kept: Model, examples: Sequence[Example]) -> Weights:
    """With each threshold moved by what the coarser weights of the file add on the average."""
    gains = dict.fromkeys(weights.labels, 0)
    for example in examples:
        fine = _sums(weights, example)
        coarse = kept.score(example.seen.features).values
        for label, value, own in zip(weights.labels, coarse, fine, strict=True):
            gains[label] += value + weights.thresholds[label] - own
    return replace(
        weights,
        thresholds={
            label: cut + gains[label] // len(examples) for label, cut in weights.thresholds.items()
        },
    )


def _sums(weights: Weights, example: Example) -> list[int]:
    """The score of each label, thresholds aside."""
    table = weights.table
    rows = [table[name] for name in example.seen.features if name in table]
    return [sum(column) for column in zip(weights.bias, *rows, strict=True)]


if __name__ == "__main__":
    raise SystemExit(main())
