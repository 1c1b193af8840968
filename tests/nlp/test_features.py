"""What the model counts in a message has one name each, which nothing else can take."""

from __future__ import annotations

import pytest

from nlp.features import LONGEST, features, names, word_names
from nlp.findings import Findings
from nlp.forms import Word


def found(cues: dict[str, int] | None = None) -> Findings:
    return Findings([[], [], [], []], cues or {}, {"concern/debt"})


def test_a_word_is_counted_as_written_by_its_term_and_its_characters() -> None:
    assert word_names(Word("払え", "払う", "動詞", "=払う")) == {"払え", "=払う", "払"}


def test_words_side_by_side_are_counted_from_the_beginning_to_the_end() -> None:
    words = [Word("家賃", "家賃", "名詞", "=家賃"), Word("も", "", "助詞", "")]
    assert {"+家賃", "家賃+も", "も+", "concern/debt"} < set(names(features(words, found())))


def test_a_word_that_stands_twice_counts_once() -> None:
    word = Word("金", "金", "名詞", "=金")
    assert sorted(names(features([word, word], found()))) == sorted(
        ["+金", "金+金", "金+", "concern/debt", "金", "=金"]
    )


def test_a_cue_counts_for_as_many_of_its_words_as_stand_there() -> None:
    counted = {"debt:1", "debt:2", "debt:3", "debt:4", "concern/debt"}
    assert features([], found({"debt": 7})).marks == counted


@pytest.mark.parametrize("typed", ["danger/suicide/urgent", "debt:2", "=死ぬ", "a+b"])
def test_nobody_can_type_a_feature(typed: str) -> None:
    assert typed not in word_names(Word(typed, typed, "?", ""))


@pytest.mark.parametrize("term", ["=http://x", "=c++", "=12:30"])
def test_a_term_that_would_look_like_another_feature_is_not_counted(term: str) -> None:
    assert word_names(Word("", "", "?", term)) == set()


def test_an_endless_word_has_few_names() -> None:
    assert len(word_names(Word("亜哀愛" * 5000, "", "?", ""))) <= LONGEST + 1
