"""No word in the text is missed, and gaps mean what they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.patterns import parse
from nlp.lexicon import Lexicon
from nlp.normalise import normalise
from nlp.tokens import Tokeniser

WORDS = ["ああい", "あい", "いあ", "ああいあう", "うあ", "いう", "あいう"]


def found(tokeniser: Tokeniser, pattern: str, text: str) -> list[str]:
    lexicon = Lexicon([parse(pattern, {})], {}, tokeniser.form)
    normal = normalise(text)
    spans = lexicon.find(normal.text, tokeniser.forms(normal.text, normal.spaced)).patterns
    return [normal.text[start:end] for start, end in spans.get(0, [])]


@given(st.text(alphabet="あいう", max_size=30))
def test_a_word_is_found_exactly_when_it_is_in_the_text(text: str) -> None:
    longer = [word for word in WORDS if len(word) > 2]
    lexicon = Lexicon([parse(word, {}) for word in longer], {}, str)
    spans = lexicon.find(text, None).patterns
    assert {longer[number] for number in spans} == {word for word in longer if word in text}
    for number, places in spans.items():
        assert all(text[start:end] == longer[number] for start, end in places)


@given(st.text(alphabet="あいう", max_size=30))
def test_cue_words_are_counted_once_each(text: str) -> None:
    counts = Lexicon([], {"cue": WORDS}, str).find(text, None).cues
    assert counts.get("cue", 0) == sum(word in text for word in WORDS)


@pytest.mark.parametrize(
    ("pattern", "text", "places"),
    [
        ("家賃…払えない", "家賃がもう払えない", ["家賃がもう払えない"]),
        ("家賃…払えない", "家賃はあります。薬代が払えない", []),
        ("家賃……払えない", "家賃のことです。もう払えない", ["家賃のことです。もう払えない"]),
        ("家賃…払えない", "払えないのは家賃", []),
        ("家賃＆払えない", "払えないのは家賃", ["家賃"]),
        ("^人と話す$", "人と話す。", ["人と話す"]),
        ("^人と話す$", "人と話すのが怖い", []),
        ("部屋…出てこない", "息子は部屋から出てきません", ["部屋から出てきません"]),
        ("dv", "dvdを返しに行く", []),
        ("メン", "ラーメンがおいしい", []),
        ("うつ", "気がうつろう", []),
    ],
)
def test_gaps_mean_what_they_say(
    tokeniser: Tokeniser, pattern: str, text: str, places: list[str]
) -> None:
    assert found(tokeniser, pattern, text) == places
