"""The dictionary forms of the lexicon's words, kept in `forms.tsv`.

Without the file every start would work out some 22,000 forms, which takes a while and reads most of
the dictionary (250 MB) into memory. A word that does not stand in it, such as an office's own, is
worked out at the start. `python -m nlp.forming` writes it anew.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

FORMS = Path(__file__).parent / "forms.tsv"

Form = Callable[[str], str]


def formed(form: Form, path: Path = FORMS) -> Form:
    """`form`, looked up where the file has the word."""
    known = dict(line.split("\t") for line in path.read_text(encoding="utf-8").split("\n") if line)

    def look_up(word: str) -> str:
        found = known.get(word)
        return form(word) if found is None else found

    return look_up
