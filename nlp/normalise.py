"""Brings a message to one way of writing, and keeps where each character came from."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Without the voicing marks, which join the kana before them.
_KANA_OR_KANJI = r"\u3005-\u3007\u3041-\u3096\u309b-\u30ff\u3400-\u9fff\uf900-\ufaff"
#: Signs that are one character before and after.
_SIGNS = "!-@\\[-`{-~・〜"
#: Text that is already the way we write it, if nothing in it is drawn out or in disguise: nothing
#: to do, offsets are the identity.
_PLAIN = re.compile(rf"[{_KANA_OR_KANJI}a-z。、「」『』…{_SIGNS}]*\Z")
#: The same with spaces, once everything in it has its width and case.
_EVEN = re.compile(rf"[{_KANA_OR_KANJI}a-z。、「」『』…{_SIGNS} \n]*\Z")
_SUSPECT = re.compile(r"[ー~〜4氏市シタ歹]")
#: What is one character in another width or case.
_NARROW = {
    **{code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)},
    **{code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)},
    0x3000: " ",
}
_SPACES = re.compile(rf"(?<=[{_KANA_OR_KANJI}。、!?])[ ]+(?=[{_KANA_OR_KANJI}])")
_SPELLED = re.compile(rf"(?<![^\s])[{_KANA_OR_KANJI}](?:[ \n]+[{_KANA_OR_KANJI}](?![^\s])){{2,}}")
_DRAWN_OUT = re.compile(r"(?<=[ぁ-ゖ])[ー~〜]+(?=[ぁ-ゖ一-龠。、!?]|\Z)")
_REPEATED = re.compile(r"([^\W\d_]|[!?。、ー…~])\1{2,}")
#: 死ぬ as it is written to slip past a filter: 4にたい, 氏ぬ, タヒにたい, 歹ヒぬ.
_DISGUISED = re.compile(
    r"(?:タヒ(?!チ)|歹ヒ|(?:(?<![0-9])4|氏|市|シ)(?=に(?:た[いくかす]|て[ぇえー]|そう)|ぬ(?![ぁ-ゖ])|のう))"
)
_MARKS = re.compile(r"[\u0300-\u036f\u3099\u309a\uff9e\uff9f]")


class Normal:
    """A normalised text. `spaced` is what the tokeniser gets: the same, with the spaces kept.

    `offsets[i]` is where character i began in the original, with the original's length at the
    end; None when nothing moved.
    """

    __slots__ = ("offsets", "original", "spaced", "text")

    def __init__(
        self, text: str, spaced: str, original: str, offsets: tuple[int, ...] | None
    ) -> None:
        self.text = text
        self.spaced = spaced
        self.original = original
        self.offsets = offsets

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original of `text[start:end]` (`start` < `end`)."""
        if self.offsets is None:
            return start, end
        first = self.offsets[start]
        # One character may have become several: the last one's end is where the next one starts.
        last = end
        while last < len(self.text) and self.offsets[last] == self.offsets[end - 1]:
            last += 1
        after = self.offsets[last]
        while after > first + 1 and self.original[after - 1].isspace():
            after -= 1  # the space behind belongs to nobody
        return first, max(after, first + 1)


def normalise(text: str) -> Normal:
    """The text in one width and case, without what only decorates or disguises it."""
    narrow = text if _PLAIN.match(text) else text.translate(_NARROW)
    is_even = narrow is text or _EVEN.match(narrow) is not None
    is_odd = not is_even or _is_odd(narrow)
    is_spaced = not is_even or " " in narrow or "\n" in narrow
    if not is_odd and not is_spaced:
        return Normal(narrow, narrow, text, None)
    chars, offsets = (narrow, list(range(len(text)))) if is_even else _fold(text)
    if is_spaced:
        chars, offsets = _replace(_SPELLED, None, chars, offsets)
    if is_odd:
        chars, offsets = _replace(_DRAWN_OUT, "", chars, offsets)
        chars, offsets = _shorten(chars, offsets)
        chars, offsets = _replace(_DISGUISED, "死", chars, offsets)
    spaced = chars
    chars, offsets = _replace(_SPACES, "", chars, offsets)
    return Normal(chars, spaced, text, (*offsets, len(text)))


def _is_odd(text: str) -> bool:
    """True where something is drawn out, written three times or in disguise."""
    return bool(
        (_may_repeat(text) and _REPEATED.search(text))
        or (_SUSPECT.search(text) and (_DISGUISED.search(text) or _DRAWN_OUT.search(text)))
    )


def _may_repeat(text: str) -> bool:
    """True where a character stands three times in a row, and seldom elsewhere.

    All at once, two bytes a character: what is taken from its follower is zero where both are
    alike.
    """
    size = 2 * len(text)
    codes = int.from_bytes(text.encode("utf-16-le"), "little")
    return b"\0\0\0\0" in (codes ^ codes >> 16).to_bytes(size, "little")


def _fold(text: str) -> tuple[str, list[int]]:
    """Each character in its folded form; voicing marks join the kana before them."""
    if not _MARKS.search(text):
        pieces = [_folded(char) for char in text]
        offsets = [i for i, piece in enumerate(pieces) for _ in piece]
        return "".join(pieces), offsets
    folded: list[str] = []
    offsets = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and _MARKS.match(text[end]):
            end += 1
        piece = _folded(text[start : min(end, start + 9)])
        folded.append(piece)
        offsets += [start] * len(piece)
        start = end
    return "".join(folded), offsets


@lru_cache(maxsize=8192)
def _folded(cluster: str) -> str:
    if 0xD800 <= ord(cluster[0]) <= 0xDFFF:
        return ""
    composed = unicodedata.normalize("NFKC", cluster).casefold()
    return "".join(filter(None, map(_plain, composed)))


def _plain(char: str) -> str:
    if char in "\n\u2028\u2029\x0b\x0c\r":
        return "\n" if char != "\r" else ""
    category = unicodedata.category(char)
    if category in {"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"} and not "\u0900" <= char <= "\u109f":
        return " " if char == "\t" else ""
    if category == "Zs":
        return " "
    if char == "đ":
        return "d"
    if char in "\u2018\u2019\u02bc":  # a phone writes don’t
        return "'"
    if "\u00c0" <= char <= "\u024f" or "\u1e00" <= char <= "\u1eff":
        # Vietnamese and Portuguese are often typed without their marks: both read alike.
        return unicodedata.normalize("NFD", char)[0]
    return char


def _replace(
    pattern: re.Pattern[str], by: str | None, text: str, offsets: list[int]
) -> tuple[str, list[int]]:
    """`by` in place of every match; None takes the white space out of the match."""
    pieces: list[str] = []
    kept: list[int] = []
    at = 0
    for match in pattern.finditer(text):
        start, end = match.span()
        pieces.append(text[at:start])
        kept += offsets[at:start]
        if by is None:
            places = [i for i in range(start, end) if not text[i].isspace()]
        else:
            places = [start] * len(by)
        pieces += by or [text[i] for i in places] if by is None else [by]
        kept += [offsets[i] for i in places]
        at = end
    if not at:
        return text, offsets
    return "".join(pieces) + text[at:], kept + offsets[at:]


def _shorten(text: str, offsets: list[int]) -> tuple[str, list[int]]:
    """A letter or mark written three times or more stands once."""
    pieces: list[str] = []
    kept: list[int] = []
    at = 0
    for match in _REPEATED.finditer(text):
        cut = match.start() + 1
        pieces.append(text[at:cut])
        kept += offsets[at:cut]
        at = match.end()
    if not at:
        return text, offsets
    return "".join(pieces) + text[at:], kept + offsets[at:]
