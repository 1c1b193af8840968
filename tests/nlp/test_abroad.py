"""Words of other languages are found as people type them, wherever they stand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from config.concerns import Taxonomy
from nlp import Reader
from nlp.abroad import Abroad, cut, languages_of
from nlp.language import AT_HOME, READ

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
    return Abroad(replace(taxonomy, languages=tmp_path), "xx", ["spouse"])


@pytest.mark.parametrize("text", ["muon tu tu", "don't want to wake up"])
def test_words_are_found_without_their_marks(abroad: Abroad, text: str) -> None:
    assert [hit.code for hit in abroad.find(text).dangers] == ["suicide"]


def test_what_a_language_takes_back_is_no_danger(abroad: Abroad) -> None:
    assert not abroad.find("i don't want to wake up early").dangers


def test_a_latin_cue_is_a_whole_word(abroad: Abroad) -> None:
    assert abroad.find("i owe him").cues == {"debt": 1}
    assert abroad.find("a tower, nothing else").cues == {}


def test_a_person_is_one_thing_in_every_language(abroad: Abroad) -> None:
    assert [word.term for word in abroad.words("asawa ko.")] == ["=<spouse>", "=ko"]


def test_a_chinese_character_is_a_word() -> None:
    assert cut("我想死, 在tokyo 车站") == ["我", "想", "死", "在", "tokyo", "车", "站"]


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        ("ja", "家賃が払えません", ()),
        ("ja", "彼女から i want to die とだけ", ("en",)),
        ("ja", "友達が 죽고싶다고 言う", ("ko",)),
        ("ko", "도와주세요", ("ko",)),
        ("tl", "ayoko na po", ("tl", "en")),
        ("zh", "我的landlord赶我走", ("zh", "en")),
        ("th", "ช่วยด้วย", ()),
    ],
)
def test_only_the_languages_that_stand_there_are_looked_for(
    language: str, text: str, codes: tuple[str, ...]
) -> None:
    assert languages_of(language, text) == codes


def test_what_is_in_no_known_language_is_looked_for_in_all() -> None:
    assert set(languages_of("und", "asdf qwer")) == READ - AT_HOME


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
