"""However it is written, it reads the same, and every character is known by where it stood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.normalise import normalise


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ｶﾞｽが止まった", "ガスが止まった"),
        ("ＤＶをうけています！！！", "dvをうけています!"),
        ("死 に た い", "死にたい"),
        ("死\nに\nた\nい", "死にたい"),
        ("しにたーーい", "しにたい"),
        ("しにたいいいいい", "しにたい"),
        ("ﾀﾋにたい", "死にたい"),
        ("タヒにたい", "死にたい"),
        ("4にたい", "死にたい"),
        ("氏にたい", "死にたい"),
        ("シにたい", "死にたい"),
        ("もう4ぬ", "もう死ぬ"),
        ("\u200b消\u200dえ\ufeffたい", "消えたい"),
        ("消え\x00たい", "消えたい"),
        ("消え\ud83dたい", "消えたい"),
        ("おかね　ない", "おかねない"),
        ("Tôi không có gì ăn", "toi khong co gi an"),
        ("no  tengo", "no  tengo"),
    ],
)
def test_it_is_brought_to_one_way_of_writing(written: str, read: str) -> None:
    assert normalise(written).text == read


@pytest.mark.parametrize(
    "kept", ["タヒチに行きたい", "4にんかぞく", "14にたいおう", "市にたずねる", "10000円"]
)
def test_what_only_looks_like_it_is_kept(kept: str) -> None:
    assert normalise(kept).text == kept


def test_a_place_is_one_in_the_original() -> None:
    original = "あの、ｶﾞｽ　が 止まった"
    normal = normalise(original)
    start = normal.text.index("ガスが")
    assert original[slice(*normal.span(start, start + 3))] == "ｶﾞｽ　が"


def test_a_disguised_word_is_shown_whole() -> None:
    original = "もうﾀﾋにたい"
    normal = normalise(original)
    start = normal.text.index("死に")
    assert original[slice(*normal.span(start, start + 2))] == "ﾀﾋに"


@given(st.text(max_size=60))
def test_every_place_lies_inside_the_original(original: str) -> None:
    normal = normalise(original)
    spans = [normal.span(i, i + 1) for i in range(len(normal.text))]
    assert all(0 <= start < end <= len(original) for start, end in spans)
    assert spans == sorted(spans)


@given(st.text(max_size=60))
def test_a_normalised_text_is_left_alone(original: str) -> None:
    once = normalise(original).text
    assert normalise(once).text == normalise(normalise(once).text).text
