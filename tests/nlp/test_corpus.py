"""The corpus is sound: known labels, no message twice, none nearly twice."""

from __future__ import annotations

from collections import defaultdict

import pytest

from config.concerns import Taxonomy
from nlp.labels import Labelled, load_labelled
from nlp.normalise import normalise
from nlp.reading import About, Intent
from nlp.train import CORPUS, LARGEST
from nlp.weights import WEIGHTS

#: Of the runs of four characters of the shorter message, this share makes two nearly the same.
NEAR = 0.8


@pytest.fixture(scope="module")
def corpus() -> list[Labelled]:
    return [item for path in sorted(CORPUS.glob("*.jsonl")) for item in load_labelled(path)]


def test_every_label_is_known(corpus: list[Labelled], taxonomy: Taxonomy) -> None:
    assert {code for item in corpus for code in item.concerns} == set(taxonomy.codes)


def test_joining_is_about_oneself(corpus: list[Labelled]) -> None:
    others = [item.id for item in corpus if item.intent is Intent.JOIN]
    strange = [i.id for i in corpus if i.intent is Intent.JOIN and i.about is not About.SELF]
    assert len(strange) < len(others) / 20


def test_no_two_messages_are_nearly_the_same(corpus: list[Labelled]) -> None:
    """Those held out among them: what was nearly learned would say nothing."""
    held_out = [
        item for path in (CORPUS.parent / "heldout").iterdir() for item in load_labelled(path)
    ]
    corpus = corpus + held_out
    runs = {}
    holders: dict[str, list[int]] = defaultdict(list)
    for number, item in enumerate(corpus):
        text = normalise(item.text).text
        runs[number] = {text[i : i + 4] for i in range(max(1, len(text) - 3))}
        for run in runs[number]:
            holders[run].append(number)
    near = []
    for number, own in runs.items():
        shared: dict[int, int] = defaultdict(int)
        for run in own:
            if len(holders[run]) < 60:  # what stands in many messages makes none a copy
                for other in holders[run]:
                    if other < number:
                        shared[other] += 1
        near += [
            (corpus[other].id, corpus[number].id)
            for other, count in shared.items()
            if min(len(own), len(runs[other])) >= 16  # a greeting is many people's
            and count >= NEAR * min(len(own), len(runs[other]))
        ]
    assert near == []


def test_the_weights_are_small_and_readable() -> None:
    assert WEIGHTS.stat().st_size <= LARGEST
    assert WEIGHTS.read_text("utf-8").startswith("labels\tconcern/living_costs")
