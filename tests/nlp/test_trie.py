"""Every place of every word is found, whatever it is written in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from librt.vecs import vec
from mypy_extensions import i32

from nlp.trie import Trie

#: Kana, kanji, Latin and signs beyond the basic plane.
ALPHABET = "あい家賃a😀𠮷"
SOME = st.text(alphabet=ALPHABET, min_size=1, max_size=5)


def places(words: list[str], text: str, values: list[int]) -> set[tuple[int, int, int]]:
    found = list(Trie(words).find(text, vec[i32]([i32(value) for value in values])))
    return set(zip(found[::3], found[1::3], found[2::3], strict=True))


@given(st.sets(SOME, min_size=1), st.text(alphabet=ALPHABET, max_size=40))
def test_every_place_of_every_word_is_found_and_nothing_else(words: set[str], text: str) -> None:
    every = sorted(words)
    assert places(every, text, [*range(1, len(every) + 1)]) == {
        (number, start, start + len(word))
        for number, word in enumerate(every, start=1)
        for start in range(len(text))
        if text.startswith(word, start)
    }


def test_a_word_without_a_value_is_left_out_and_those_that_go_on_from_it_are_not() -> None:
    assert places(["家", "家賃"], "家賃", [0, 7]) == {(7, 0, 2)}
