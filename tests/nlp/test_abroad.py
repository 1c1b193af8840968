"""Words of other languages are found as people type them, wherever they stand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from config.concerns import Taxonomy
from nlp import Reader
from nlp.abroad import Abroad

WORDS = """
cues:
  debt: [owe, nợ]
  spouse: [asawa]
dangers:
  - kind: suicide
    risk: urgent
    patterns: [muốn tự tử, don't want to wake up]
    but: [wake up early]
"""


@pytest.fixture
def abroad(taxonomy: Taxonomy, tmp_path: Path) -> Abroad:
    (tmp_path / "xx.yaml").write_text(WORDS, encoding="utf-8")
    return Abroad(replace(taxonomy, languages=tmp_path), ["spouse"])


@pytest.mark.parametrize("text", ["muon tu tu", "don't want to wake up"])
def test_words_are_found_without_their_marks(abroad: Abroad, text: str) -> None:
    assert [hit.code for hit in abroad.find(text).dangers] == ["suicide"]


def test_what_a_language_takes_back_is_no_danger(abroad: Abroad) -> None:
    assert not abroad.find("i don't want to wake up early").dangers


def test_a_latin_cue_is_a_whole_word(abroad: Abroad) -> None:
    assert abroad.find("i owe him").cues == {"debt": 1}
    assert abroad.find("a tower, nothing else").cues == {}


def test_a_person_is_one_thing_in_every_language(abroad: Abroad) -> None:
    assert abroad.terms("asawa ko.") == ["=<spouse>", "=ko"]


@pytest.mark.parametrize(
    "text",
    [
        "I don’t want to live anymore, I will kill myself tonight",
        "彼女から「I want to kill myself tonight」とだけ届いて、そのあと返事がありません",
    ],
)
def test_danger_is_heard_with_a_phones_apostrophe_and_inside_japanese(
    reader: Reader, text: str
) -> None:
    assert reader.read(text).risk.is_danger
