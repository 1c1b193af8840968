"""Nobody shares a name, and neighbours don't resemble each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import codenames
from config.codenames import codename
from config.settings import SAMPLE_CONTENT

SAMPLE = codenames.load(Path(SAMPLE_CONTENT))
PAIRS = len(SAMPLE.adjectives) * len(SAMPLE.nouns)


def test_every_person_has_a_name_of_their_own() -> None:
    names = [codename(SAMPLE, index) for index in range(2 * PAIRS + 10)]
    assert len(set(names)) == len(names)


def test_names_with_a_number_come_only_when_all_pairs_are_used() -> None:
    assert not any(codename(SAMPLE, index)[-1].isdigit() for index in range(PAIRS))
    assert codename(SAMPLE, PAIRS) == codename(SAMPLE, 0) + "2"


def test_people_who_come_one_after_the_other_differ_in_both_words() -> None:
    for index in range(500):
        one, other = codename(SAMPLE, index), codename(SAMPLE, index + 1)
        assert not any(
            one.startswith(word) and other.startswith(word) for word in SAMPLE.adjectives
        )
        assert not any(one.endswith(word) and other.endswith(word) for word in SAMPLE.nouns)


def test_there_is_nobody_before_the_first() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        codename(SAMPLE, -1)
