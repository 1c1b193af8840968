"""`python -m nlp.train`: learns `weights.tsv` anew from the corpus, bit for bit the same.

Thresholds come from a cross-validation that always leaves whole writers out, since messages
of one writer resemble each other more than those of the next resident will.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from config.concerns import SAMPLE, Taxonomy, load
from nlp import origin
from nlp.features import BESIDE, is_mark, names
from nlp.judgement import Judge
from nlp.labels import Labelled, load_labelled
from nlp.learning import Examples, separate, worth
from nlp.model import Model
from nlp.model import load as load_model
from nlp.observation import Observation, Observer
from nlp.reading import About, Intent, Risk
from nlp.score import Pair, breakdown, report, score
from nlp.scores import ABOUT, CLEAN, CONCERN, INTENT, RISK, Labels, Scores
from nlp.thresholds import thresholds
from nlp.weights import WEIGHTS, Weights, dump

CORPUS = Path(__file__).parent / "corpus"
ROUNDS = 8
#: Writers are left out in so many groups.
FOLDS = 8
#: 1 / 2C: found by cross-validation, flat from 40 to 80.
SLACK = 60
#: What a rule or a cue says counts for more than a word: somebody has thought about it.
TOLD = 2
#: A feature must stand in this many messages, two words side by side in this many.
RAREST = 5
RAREST_BESIDE = 8
#: The weights file is no larger than this, in bytes.
LARGEST = 4_500_000
#: A writer's or a style's messages are counted apart from this many on.
SMALLEST = 40

#: White space that would break a line of the file.
_BREAKS = set("\t\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029 ")

Answers = Mapping[str, list[bool]]


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled message with what is seen in it."""

    item: Labelled
    seen: Observation
    features: list[str]


def main() -> int:
    """Writes the weights and prints the cross-validated figures."""
    taxonomy = load(SAMPLE)
    examples = observed(taxonomy)
    answers = _answers(examples, taxonomy.codes)
    scores = _cross_validated(examples, answers)
    cuts = thresholds(scores, answers, [example.item for example in examples])
    weights = _learn(examples, answers, cuts)
    WEIGHTS.write_text(_as_text(weights), encoding="utf-8", newline="\n")
    levelled = _levelled(weights, load_model(), examples)
    WEIGHTS.write_text(_as_text(levelled), encoding="utf-8", newline="\n")
    origin.write(origin.fingerprint(seen(examples)), WEIGHTS.read_bytes())
    model = load_model()
    judge = Judge(taxonomy, model)
    labels = Labels(list(scores))
    readings = []
    for i, example in enumerate(examples):
        values = [scores[label][i] - cuts[label] for label in labels.names]
        reading = judge.read(example.seen, Scores(labels, values, model.bare))
        readings.append((example.item, reading))
    write = sys.stdout.write
    write(f"cross-validated, whole writers left out:\n{report(score(readings))}")
    write(f"\n{breakdown('writer', _grouped(readings, lambda item: item.writer))}")
    write(f"\n{breakdown('style', _grouped(readings, lambda item: item.style))}")
    return 0


def observed(taxonomy: Taxonomy) -> list[Example]:
    """The whole corpus with what is seen in each message."""
    observer = Observer(taxonomy)
    return [
        _example(item, observer)
        for path in sorted(CORPUS.glob("*.jsonl"))
        for item in load_labelled(path)
    ]


def seen(examples: Iterable[Example]) -> Iterable[tuple[Labelled, Iterable[str]]]:
    """Each message with its features, as the fingerprint takes them."""
    return ((example.item, example.features) for example in examples)


def _grouped(readings: Sequence[Pair], key: Callable[[Labelled], str]) -> dict[str, list[Pair]]:
    """The readings by group; groups too small to say anything are one."""
    sizes = Counter(key(item) for item, _ in readings)
    grouped: dict[str, list[Pair]] = defaultdict(list)
    for item, reading in readings:
        name = key(item)
        grouped[name if sizes[name] >= SMALLEST else "others"].append((item, reading))
    return dict(sorted(grouped.items()))


def _example(item: Labelled, observer: Observer) -> Example:
    seen = observer.observe(item.text)
    return Example(item, seen, names(seen.features))


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
    """The score of every label for every example, by a model that never saw its writer.

    Writers are left out a few at a time; the folds share the processors.
    """
    writers = sorted({example.item.writer for example in examples})
    folds = [frozenset(writers[start::FOLDS]) for start in range(min(FOLDS, len(writers)))]
    scores = {label: [0] * len(examples) for label in answers}
    _shared[:] = [(examples, answers)]
    with ProcessPoolExecutor(mp_context=get_context("fork")) as pool:
        for asked, rows in pool.map(_left_out, folds):
            for i, row in zip(asked, rows, strict=True):
                for label, value in zip(answers, row, strict=True):
                    scores[label][i] = value
    return scores


#: What the processes of the cross-validation have from their parent.
_shared: list[tuple[Sequence[Example], Answers]] = []


def _left_out(writers: frozenset[str]) -> tuple[list[int], list[list[int]]]:
    """The numbers of these writers' examples, and the scores of each by a model that learned from
    all others."""
    examples, answers = _shared[0]
    taught = [i for i, example in enumerate(examples) if example.item.writer not in writers]
    asked = [i for i, example in enumerate(examples) if example.item.writer in writers]
    weights = _learn(
        [examples[i] for i in taught],
        {label: [column[i] for i in taught] for label, column in answers.items()},
        dict.fromkeys(answers, 0),
    )
    return asked, [_sums(weights, examples[i]) for i in asked]


def _learn(examples: Sequence[Example], answers: Answers, cuts: Mapping[str, int]) -> Weights:
    counts = Counter(key for example in examples for key in set(example.features))
    vocabulary = _vocabulary(counts)
    worths = [16, *(worth(counts[key], len(examples)) * _told(key) for key in vocabulary)]
    rows = [
        [0, *(vocabulary[key] for key in example.features if key in vocabulary)]
        for example in examples
    ]
    known = Examples(rows, worths)
    columns = [separate(known, column, ROUNDS, SLACK) for column in answers.values()]
    table = {name: [column[place] for column in columns] for name, place in vocabulary.items()}
    return Weights(tuple(answers), cuts, tuple(column[0] for column in columns), table)


def _told(name: str) -> int:
    return TOLD if is_mark(name) else 1


def _vocabulary(counts: Mapping[str, int]) -> dict[str, int]:
    """A number from 1 for every feature that is common enough and can stand in the file."""
    common = sorted(
        name
        for name, count in counts.items()
        if count >= (RAREST_BESIDE if BESIDE in name else RAREST) and not set(name) & _BREAKS
    )
    return {name: place for place, name in enumerate(common, start=1)}


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
    rows = [table[name] for name in example.features if name in table]
    return [sum(column) for column in zip(weights.bias, *rows, strict=True)]


if __name__ == "__main__":
    raise SystemExit(main())
