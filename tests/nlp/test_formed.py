"""The kept dictionary forms are those that the dictionary gives."""

from __future__ import annotations

from nlp.formed import FORMS, formed
from nlp.forming import as_text


def test_the_kept_forms_are_those_of_the_content_and_the_dictionary() -> None:
    kept = FORMS.read_text(encoding="utf-8")
    assert kept == as_text(), "python -m nlp.forming writes the file anew"


def test_an_offices_own_word_is_worked_out() -> None:
    asked = []
    form = formed(lambda word: asked.append(word) or "worked out")  # type: ignore[func-returns-value]
    assert form("ほっこり基金") == "worked out"
    assert form("家賃") == "家賃"
    assert asked == ["ほっこり基金"]
