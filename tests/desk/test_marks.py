"""Marks cut a text without losing a character of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handlers.desk.marks import cut
from intake.talk import Mark


def mark(start: int, end: int, code: str = "money") -> Mark:
    return Mark(start, end, code, "word")


def test_overlapping_marks_are_cut_where_they_meet() -> None:
    pieces = cut("家賃が払えない", [mark(0, 4), mark(2, 7, "work")])
    assert [(piece.text, piece.codes) for piece in pieces] == [
        ("家賃", ("money",)),
        ("が払", ("money", "work")),
        ("えない", ("work",)),
    ]


@given(
    st.text(max_size=30),
    st.lists(st.tuples(st.integers(-5, 40), st.integers(-5, 40)), max_size=6),
)
def test_the_pieces_are_the_text_whatever_the_marks(
    text: str, spans: list[tuple[int, int]]
) -> None:
    pieces = cut(text, [mark(start, end) for start, end in spans])
    assert "".join(piece.text for piece in pieces) == text
