"""Learning separates what can be separated, and gives the same weights every time."""

from __future__ import annotations

from math import log
from pathlib import Path

from nlp.features import Features
from nlp.learning import UNIT, separate, worth
from nlp.model import Model, Weights, dump, load


def test_it_separates_what_can_be_separated() -> None:
    examples = [[0, 1, 3], [0, 1], [0, 2], [0, 2, 3]] * 5
    answers = [True, True, False, False] * 5
    weights = separate(examples, answers, [16, 16, 16, 16], 50, 1)
    sums = [sum(weights[place] for place in example) for example in examples]
    assert all((total > 0) == answer for total, answer in zip(sums, answers, strict=True))
    assert max(sums) <= 2 * UNIT
    assert weights == separate(examples, answers, [16, 16, 16, 16], 50, 1)


def test_a_rare_feature_is_worth_more() -> None:
    for count in (1, 3, 17, 400, 3000):
        wanted = 16 * (log(5000 / count) / 4) ** 2
        assert abs(worth(count, 5000) - wanted) <= max(1.0, 0.05 * wanted)
    assert worth(5000, 5000) == 1


def test_a_model_adds_up_all_labels_at_once(tmp_path: Path) -> None:
    weights = Weights(
        labels=("a", "b", "c"),
        thresholds={"a": 0, "b": 10, "c": -5},
        bias=(1, -2, 3),
        table={"words": {"x": (5, -7, 0), "y": (1, 1, -1000)}},
        usual={"words": (0, 1, 0)},
    )
    seen = Features(frozenset(), frozenset({"x", "y", "z"}), frozenset(), frozenset())
    scores = Model(weights).score(seen)
    assert [scores.of(label) for label in "abc"] == [7, -18, -992]
    path = tmp_path / "weights.tsv"
    path.write_text(dump(weights), "utf-8")
    again = load(path)
    assert [again.score(seen).of(label) for label in "abc"] == [7, -18, -992]
    assert again.weights_of("words", "b", ["x", "y", "z"]) == {"x": -7, "y": 1}
