"""What to think of before an edited sentence is spoken: no faults, but worth a second look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot import easy_japanese
from bot.sentences import Sentence, placeholders_in

MOST_SENTENCES = 3
"""What a bubble holds at most by the manner of the scenario (its own first lines)."""

_NUMBER = re.compile(r"\d{3,}(?:-\d+)*")
_END = re.compile(r"[。！？!?.]+(?:\s|$|(?=[^\s\d]))")

CautionCode = Literal[
    "lost_placeholder",
    "lost_number",
    "new_number",
    "many_sentences",
    "hard_kanji",
    "long_sentence",
    "denied_twice",
]


@dataclass(frozen=True, slots=True)
class Caution:
    """`detail`: the placeholder, the number, or how many."""

    code: CautionCode
    detail: str


def cautions(sentence: Sentence, text: str) -> Iterator[Caution]:
    """What `text` has lost against `sentence`, or brought that somebody must check."""
    if sentence.is_label:
        return
    for name in sorted(placeholders_in(sentence.text) - placeholders_in(text)):
        yield Caution("lost_placeholder", name)
    before, after = _numbers(sentence.text), _numbers(text)
    for number in before:
        if number not in after:
            yield Caution("lost_number", number)
    for number in after:
        if number not in before:
            yield Caution("new_number", number)
    count = sum(1 for _ in _END.finditer(text))
    if count > max(MOST_SENTENCES, sum(1 for _ in _END.finditer(sentence.text))):
        yield Caution("many_sentences", str(count))


def easy_cautions(text: str) -> Iterator[Caution]:
    """What keeps `text` from being やさしい日本語."""
    kanji = easy_japanese.hard_kanji(text)
    if kanji:
        yield Caution("hard_kanji", kanji)
    for sentence in easy_japanese.long_sentences(text):
        yield Caution("long_sentence", sentence)
    if easy_japanese.is_denied_twice(text):
        yield Caution("denied_twice", "")


def _numbers(text: str) -> list[str]:
    return list(dict.fromkeys(_NUMBER.findall(text)))
