"""`python -m nlp.train`: learns `weights.tsv` anew from the corpus, bit for bit the same.

Thresholds come from a cross-validation that always leaves one whole writer out, since messages
of one writer resemble each other more than those of the next resident will.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.concerns import SAMPLE, load
from nlp.features import Features
from nlp.judgement import ABOUT, CONCERN, INTENT, RISK, Judge
from nlp.labels import Labelled, load_labelled
from nlp.learning import UNIT, separate
from nlp.model import WEIGHTS, Model, Weights, dump
from nlp.observation import Observation, Observer
from nlp.reading import About, Intent, Risk
from nlp.score import report, score

CORPUS = Path(__file__).parent / "corpus"
ROUNDS = 12
#: 1 / 2C: found by cross-validation, flat around here.
SLACK = 10
#: A feature must stand in this many messages.
RAREST = 2
#: Weights smaller than this (of 1000) are left out of the file.
SMALLEST = 12
#: Of the messages without any risk, this share may be read as danger by the model alone.
FALSE_ALARMS = 0.03

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
    judge = Judge(taxonomy)
    readings = [
        (
            example.item,
            judge.read(
                example.seen, {label: scores[label][i] - thresholds[label] for label in scores}
            ),
        )
        for i, example in enumerate(examples)
    ]
    weights = _learn(examples, answers, thresholds)
    WEIGHTS.write_text(dump(_pruned(weights)), encoding="utf-8", newline="\n")
    sys.stdout.write(f"cross-validated, one writer left out at a time:\n{report(score(readings))}")
    return 0


def _answers(examples: Sequence[Example], codes: Iterable[str]) -> Answers:
    """For each label whether each example carries it."""
    items = [example.item for example in examples]
    answers = {CONCERN + code: [code in item.concerns for item in items] for code in codes}
    for risk in (Risk.WATCH, Risk.URGENT, Risk.EMERGENCY):
        answers[RISK + risk] = [item.risk.rank >= risk.rank for item in items]
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
        model = Model(
            _learn(
                [examples[i] for i in taught],
                {label: [column[i] for i in taught] for label, column in answers.items()},
                dict.fromkeys(answers, 0),
            )
        )
        for i in asked:
            for label, value in model.score(examples[i].seen.features).items():
                scores[label][i] = value
    return scores


def _learn(
    examples: Sequence[Example], answers: Answers, thresholds: Mapping[str, int]
) -> Weights:
    vocabulary = _vocabulary(example.seen.features for example in examples)
    rows = [
        [0, *(vocabulary[key] for key in example.seen.features if key in vocabulary)]
        for example in examples
    ]
    size = len(vocabulary) + 1
    columns = [separate(rows, column, size, ROUNDS, SLACK) for column in answers.values()]
    table: dict[str, dict[str, list[int]]] = {}
    for (kind, name), place in vocabulary.items():
        table.setdefault(kind, {})[name] = [column[place] for column in columns]
    return Weights(tuple(answers), thresholds, tuple(column[0] for column in columns), table)


def _vocabulary(all_features: Iterable[Features]) -> dict[tuple[str, str], int]:
    """A number from 1 for every feature that is common enough and can stand in the file."""
    counts = Counter(key for features in all_features for key in features)
    common = sorted(
        key for key, count in counts.items() if count >= RAREST and not set(key[1]) & set("\t\n ")
    )
    return {key: place for place, key in enumerate(common, start=1)}


def _thresholds(
    scores: Mapping[str, Sequence[int]], answers: Answers, examples: Sequence[Example]
) -> dict[str, int]:
    """For concerns the best F1, drawn towards what is best for all; for danger a share of alarms."""
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
        thresholds[label] = (own + shared) // 2
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


def _pruned(weights: Weights) -> Weights:
    """Without the weights that are too small to matter."""
    table = {
        kind: {
            name: [weight if abs(weight) >= SMALLEST else 0 for weight in row]
            for name, row in rows.items()
        }
        for kind, rows in weights.table.items()
    }
    return Weights(weights.labels, weights.thresholds, weights.bias, table)


if __name__ == "__main__":
    raise SystemExit(main())
