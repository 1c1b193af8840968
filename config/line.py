"""The few words that only the LINE door shows or hears."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from pydantic import Field, model_validator

from config import strict
from config.office import normal


class Sticker(strict.Content):
    """What a sticker means to say when LINE describes it with one of `words`."""

    feeling: str = Field(min_length=1, max_length=20)
    words: tuple[str, ...] = Field(min_length=1)


class Phrases(strict.Content):
    """`alt_text` is what a lock screen may show: it must give nothing away.

    `call` stands before the number on the button under a help line, 20 characters in all.
    """

    alt_text: str = Field(min_length=1, max_length=100)
    call: str = Field(min_length=1, max_length=20)


class LineWords(Phrases):
    """The phrases in Japanese, those in other `languages`, and what stickers mean."""

    languages: dict[str, Phrases] = Field(default_factory=dict)
    stickers: tuple[Sticker, ...] = ()

    @model_validator(mode="after")
    def _a_word_means_one_thing(self) -> LineWords:
        given = [normal(word) for sticker in self.stickers for word in sticker.words]
        twice = sorted(word for word, times in Counter(given).items() if times > 1)
        if twice:
            raise ValueError(f"stickers: given twice: {', '.join(twice)}")
        return self

    def speaking(self, language: str) -> Phrases:
        """The phrases in this language; the Japanese ones where there are none."""
        return self.languages.get(language, self)

    @cached_property
    def _feelings(self) -> dict[str, str]:
        return {normal(word): each.feeling for each in self.stickers for word in each.words}

    def feeling(self, keywords: Iterable[str]) -> str:
        """What most of the keywords say, the earlier in the table when in doubt; "" if unknown.

        LINE gives a random part of a sticker's keywords with each event (Messaging API
        reference, "Sticker"), so one that fits is enough.
        """
        said = Counter(self._feelings.get(normal(word)) for word in keywords)
        known = [each.feeling for each in self.stickers if said[each.feeling]]
        return max(known, key=lambda feeling: said[feeling], default="")


def load(folder: Path) -> LineWords:
    """The words of `line.yaml`. Raises ContentError."""
    return strict.load(folder / "line.yaml", LineWords)
