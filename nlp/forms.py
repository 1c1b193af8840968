"""A text as words in dictionary forms, and the way back to where each word was written."""

from __future__ import annotations

from sys import intern

Span = tuple[int, int]


class Word:
    """A word as it was written, and what the dictionary says of it.

    `form` is its form in our stream, empty for what is left out; `term` is `=` and the form, `=#`
    for a number, `=<spouse>` for any word for a spouse, empty for a word without content.
    A model notes on the word what it knows of it, since it is met again and again: what it adds,
    `weight`, no lane of which is further from zero than `reach`, and the weights of the words
    that may stand `after` it.
    """

    __slots__ = ("after", "form", "kind", "reach", "surface", "term", "weighed_by", "weight")

    def __init__(self, surface: str, form: str, kind: str, term: str) -> None:
        self.surface = intern(surface)
        self.form = form
        self.kind = kind
        self.term = term
        self.weighed_by: object = None
        self.weight = 0
        self.reach = 0
        self.after: dict[str, int] | None = None


class Forms:
    """A text in dictionary forms, and the way back to where each word was written.

    Places are worked out when first asked for: most messages are read without.
    """

    __slots__ = ("_here", "_there", "text", "words", "written_text")

    def __init__(self, written_text: str, words: list[Word]) -> None:
        self.written_text = written_text
        self.words = words
        self.text = "".join([word.form for word in words])
        self._here: list[int] = []
        self._there: list[int] = []

    def written(self, start: int, end: int) -> Span:
        """The place in the written text of `text[start:end]`."""
        if not self._there:
            self._begin()
        first = _last_up_to(self._here, start)
        last = _last_up_to(self._here, end - 1)
        return self._there[first], self._there[last] + len(self.words[last].surface)

    def place(self, number: int) -> Span:
        """Where a word was written."""
        if not self._there:
            self._begin()
        start = self._there[number]
        return start, start + len(self.words[number].surface)

    def _begin(self) -> None:
        """Works out where each word begins, here and in the written text; the ends come last."""
        here: list[int] = [0]
        there: list[int] = [0]
        place = written = 0
        for word in self.words:
            place += len(word.form)
            written += len(word.surface)
            here.append(place)
            there.append(written)
        self._here = here
        self._there = (
            there if written == len(self.written_text) else _found(self.written_text, self.words)
        )


def _last_up_to(places: list[int], place: int) -> int:
    """The number of the last of the places, in order, that is not behind `place`."""
    low, high = 0, len(places)
    while low < high:
        middle = (low + high) // 2
        if places[middle] > place:
            high = middle
        else:
            low = middle + 1
    return low - 1


def without_politeness(forms: Forms) -> Forms:
    """「ありません」 reads 「あるない」 word by word, and means 「ない」."""
    words = list(forms.words)
    for i, word in enumerate(words):
        following = next((after.form for after in words[i + 1 :] if after.form), "")
        if word.form == "ある" and following == "ない":
            words[i] = Word(word.surface, "", word.kind, "")
    return Forms(forms.written_text, words)


def _found(text: str, words: list[Word]) -> list[int]:
    """Where each word begins in a text with white space between them."""
    starts = []
    place = 0
    for word in words:
        surface = word.surface
        if not text.startswith(surface, place):
            place = max(text.find(surface, place), place)
        starts.append(min(place, len(text) - len(surface)))
        place += len(surface)
    return starts
