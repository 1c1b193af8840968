"""`python -m nlp.forming`: writes `forms.tsv` anew from the sample office's content."""

from __future__ import annotations

from config.concerns import SAMPLE, load
from nlp.findings import Rulebook
from nlp.formed import FORMS
from nlp.tokens import Tokeniser


def main() -> int:
    """Writes the file."""
    FORMS.write_text(as_text(), encoding="utf-8", newline="\n")
    return 0


def as_text() -> str:
    """A line for every word of the lexicon: the word and its dictionary forms."""
    form = Tokeniser().form
    forms: dict[str, str] = {}

    def note(word: str) -> str:
        forms[word] = form(word)
        return forms[word]

    Rulebook(load(SAMPLE), note)
    return "".join([f"{word}\t{forms[word]}\n" for word in sorted(forms)])


if __name__ == "__main__":
    raise SystemExit(main())
