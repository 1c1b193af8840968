"""Learning separates what can be separated, and gives the same weights every time."""

from __future__ import annotations

from math import log
from pathlib import Path

import pytest

from nlp.features import Features
from nlp.forms import Word
from nlp.learning import UNIT, Examples, separate, worth
from nlp.model import load
from nlp.weights import Weights, WeightsError, dump


def test_it_separates_what_can_be_separated() -> None:
    examples = [[0, 1, 3], [0, 1], [0, 2], [0, 2, 3]] * 5
    answers = [True, True, False, False] * 5
    weights = separate(Examples(examples, [16, 16, 16, 16]), answers, 50, 1)
    sums = [sum(weights[place] for place in example) for example in examples]
    assert all((total > 0) == answer for total, answer in zip(sums, answers, strict=True))
    assert max(sums) <= 2 * UNIT
    assert weights == separate(Examples(examples, [16, 16, 16, 16]), answers, 50, 1)


def test_a_feature_that_stands_there_twice_is_four_times_as_long() -> None:
    assert list(Examples([[0, 1], [1, 1]], [16, 32]).sizes) == [3, 8]


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
        table={"=x": (5, -7, 0), "y": (1, 1, -1000), "xy": (0, 0, 0)},
    )
    path = tmp_path / "weights.tsv"
    path.write_text(dump(weights, near=1), "utf-8")
    model = load(path)
    scores = model.score(Features([Word("y", "", "", "=x"), Word("z", "", "", "")], set()))
    assert [scores.of(label, default=5) for label in "abcd"] == [7, -18, -992, 5]
    assert model.weighing("a") == {"=x": 5}
    assert model.weighing("b") == {}
    assert model.weighing("d") == {}


def test_many_large_weights_add_up_exactly(tmp_path: Path) -> None:
    names = [f"={number}" for number in range(99)]
    table = dict.fromkeys(names, (1000, -1000, 1))
    path = tmp_path / "weights.tsv"
    path.write_text(dump(Weights(("a", "b", "c"), dict.fromkeys("abc", 0), (0, 0, 0), table), 1))
    words = [Word("", "", "", name) for name in names]
    assert list(load(path).score(Features(words, set())).values) == [99_000, -99_000, 99]


def test_marks_and_words_side_by_side_add_up_too(tmp_path: Path) -> None:
    table = {"debt:1": (1, 0), "+家賃": (10, 0), "家賃+も": (100, 0), "も+": (1000, 0)}
    path = tmp_path / "weights.tsv"
    path.write_text(dump(Weights(("a", "b"), {"a": 0, "b": 0}, (0, 0), table), near=1), "utf-8")
    words = [Word(surface, "", "", "") for surface in ("家賃", "も", "家賃", "も")]
    assert load(path).score(Features(words, {"debt:1"})).values == (1111, 0)


def test_a_word_weighs_what_the_model_says_that_asks(tmp_path: Path) -> None:
    word = Word("家", "家", "", "=家")
    for weight in (5, 7):
        weights = Weights(("a", "b"), {"a": 0, "b": 0}, (0, 0), {"=家": (weight, 0), "家": (1, 0)})
        path = tmp_path / f"{weight}.tsv"
        path.write_text(dump(weights, near=1), "utf-8")
        assert load(path).score(Features([word, word], set())).values == (weight + 1, 0)


def test_weights_near_the_usual_one_are_left_out_of_the_file() -> None:
    table = {f"={number}": (-3 if number % 2 else -2, 0) for number in range(9)}
    table["=own"] = (-60, 40)
    text = dump(Weights(("a", "b"), {"a": 0, "b": 0}, (0, 0), table), near=3)
    assert "usual\ta-2\n" in text
    assert "=own\ta-60b40\n" in text
    assert "=1\t\n" in text


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.tsv"
    path.write_text("labels\ta\nthresholds\tx\nbias\t0\n", "utf-8")
    with pytest.raises(WeightsError, match=r"weights.tsv: ValueError"):
        load(path)
