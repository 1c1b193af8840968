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
from nlp.observation import Observation, Observer
from nlp.reading import About, Intent, Risk
from nlp.score import report, score
from nlp.scores import ABOUT, CLEAN, CONCERN, INTENT, RISK, Labels, Scores

CORPUS = Path(__file__).parent / "corpus"
ROUNDS = 8
#: 1 / 2C: found by cross-validation, flat around here.
SLACK = 10
#: A feature must stand in this many messages.
RAREST = 2
#: Weights nearer than this to the usual one of their kind are left out of the file, and more
#: and more of them until it is no larger than this.
NEAREST = {"grams": 6, "marks": 2, "pairs": 6, "words": 5}
LARGEST = 2_000_000
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
    weights = _learn(examples, answers, thresholds)
    judge = Judge(taxonomy, Model(weights))
    labels = Labels(list(scores))
    readings = [
        (
            example.item,
            judge.read(
                example.seen,
                Scores(labels, [scores[label][i] - thresholds[label] for label in labels.names]),
            ),
        )
        for i, example in enumerate(examples)
    ]
    WEIGHTS.write_text(_as_text(weights), encoding="utf-8", newline="\n")
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
        model = Model(
            _learn(
                [examples[i] for i in taught],
                {label: [column[i] for i in taught] for label, column in answers.items()},
                dict.fromkeys(answers, 0),
            )
        )
        for i in asked:
            for label, value in zip(
                answers, model.score(examples[i].seen.features).values, strict=True
            ):
                scores[label][i] = value
    return scores


def _learn(examples: Sequence[Example], answers: Answers, thresholds: Mapping[str, int]) -> Weights:
    counts = Counter(key for example in examples for key in example.seen.features)
    vocabulary = _vocabulary(counts)
    worths = [16, *(worth(counts[key], len(examples)) for key in vocabulary)]
    rows = [
        [0, *(vocabulary[key] for key in example.seen.features if key in vocabulary)]
        for example in examples
    ]
    columns = [separate(rows, column, worths, ROUNDS, SLACK) for column in answers.values()]
    table: dict[str, dict[str, list[int]]] = {}
    for (kind, name), place in vocabulary.items():
        table.setdefault(kind, {})[name] = [column[place] for column in columns]
    return Weights(tuple(answers), thresholds, tuple(column[0] for column in columns), table)


def _vocabulary(counts: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """A number from 1 for every feature that is common enough and can stand in the file."""
    common = sorted(
        key for key, count in counts.items() if count >= RAREST and not set(key[1]) & set("\t\n ")
    )
    return {key: place for place, key in enumerate(common, start=1)}


def _thresholds(
    scores: Mapping[str, Sequence[int]], answers: Answers, examples: Sequence[Example]
) -> dict[str, int]:
    """For concerns the best F1, drawn to what is best for all; for danger a share of alarms."""
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
    """The weights in no more than `LARGEST` bytes."""
    text = dump(weights)
    scale = 2
    while len(text.encode()) > LARGEST:
        near = {kind: least * scale // 2 for kind, least in NEAREST.items()}
        text = dump(_pruned(weights, near))
        scale += 1
    return text


def _pruned(weights: Weights, nearest: Mapping[str, int]) -> Weights:
    """Each weight near the usual one of its kind made equal to it, so that the file stays small.

    Leaving such weights out altogether would not do: most are a little below zero, and a message
    has hundreds of them.
    """
    usual: dict[str, list[int]] = {}
    table: dict[str, dict[str, list[int]]] = {}
    for kind, rows in weights.table.items():
        near = nearest[kind]
        lanes = list(zip(*rows.values(), strict=True))
        usual[kind] = [_usual(lane, near) for lane in lanes]
        table[kind] = {
            name: [
                weight if abs(weight - common) >= near else common
                for weight, common in zip(row, usual[kind], strict=True)
            ]
            for name, row in rows.items()
        }
    return replace(weights, table=table, usual=usual)


def _usual(lane: Sequence[int], near: int) -> int:
    """The rounded mean of the weights that are near it, found in three steps."""
    usual = 0
    for _ in range(3):
        close = [weight for weight in lane if abs(weight - usual) < near]
        usual = (2 * sum(close) + len(close)) // (2 * len(close)) if close else 0
    return usual


if __name__ == "__main__":
    raise SystemExit(main())
