"""Inflection, politeness, dialect and spelling fall together; places are kept."""

from __future__ import annotations

import pytest

from nlp.forms import Forms
from nlp.normalise import normalise
from nlp.tokens import Tokeniser


def forms(tokeniser: Tokeniser, text: str) -> Forms:
    normal = normalise(text)
    return tokeniser.forms(normal.text, normal.spaced)


@pytest.mark.parametrize(
    "written",
    ["家賃が払えない", "家賃を払えません", "家賃が払えへん", "家賃も払えん", "やちん　はらえない"],
)
def test_one_thing_said_in_many_ways_has_one_form(tokeniser: Tokeniser, written: str) -> None:
    assert forms(tokeniser, written).text.endswith("払うない")


def test_a_form_leads_back_to_where_it_was_written(tokeniser: Tokeniser) -> None:
    text = "昨日から家賃が払えません"
    found = forms(tokeniser, text)
    start = found.text.index("払うない")
    assert text[slice(*found.written(start, start + len("払うない")))] == "払えません"


def test_a_form_that_would_say_less_than_the_word_is_none(tokeniser: Tokeniser) -> None:
    assert tokeniser.form("父が") == ""
    assert tokeniser.form("父に") == "父に"
    assert tokeniser.form("消えろ") == ""


def test_unknown_words_keep_their_own_writing(tokeniser: Tokeniser) -> None:
    assert forms(tokeniser, "彁彁がこわい").text.startswith("彁彁")


def test_kin_and_numbers_count_alike() -> None:
    tokeniser = Tokeniser({"夫": "spouse", "主人": "spouse"})
    terms = [word.term for word in forms(tokeniser, "主人と夫が三人").words]
    assert terms.count("=<spouse>") == 2
    assert "=#" in terms
