"""All words of the lexicon as one tree of characters, and every place where one stands.

The tree is a table of numbers without an object a word: what a message touches of it is what is
slow, not the steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from librt.vecs import append, vec
from mypy_extensions import i32, i64

#: First characters below this (the basic plane) are looked up at once. Each has its node and, to
#: the left, a bit for every class of characters that may follow: most need not be looked for.
_PLANE: Final = 1 << 16
_CLASSES: Final = 43
#: A line of the table holds, from the left, a node, a character and the node that it leads to.
_CHAR_BITS: Final = 21
_NODE_BITS: Final = 20
_NODE: Final = (1 << _NODE_BITS) - 1
_ANY: Final = ((1 << _CLASSES) - 1) << _NODE_BITS


class Trie:
    """Words as a tree. Node 0 is its root, node i + 1 the end of the i-th word."""

    def __init__(self, words: Sequence[str]) -> None:
        """`words` are in order, each once, none empty. Raises ValueError beyond a million nodes."""
        steps = [_shared(before, word) for before, word in zip(["", *words], words, strict=False)]
        count = 1 + sum(map(len, words)) - sum(steps)
        if count >= 1 << _NODE_BITS:
            raise ValueError("too many words")
        self._words = i64(len(words))
        bits = (3 * count // 2).bit_length()
        self._mask = i64((1 << bits) - 1)
        self._table = vec[i64]([i64(0)] * (1 << bits))
        self._roots = vec[i64]([i64(0)] * _PLANE)
        inner = len(words) + 1
        path: list[int] = []
        for number, (word, shared) in enumerate(zip(words, steps, strict=True)):
            del path[shared:]
            for at in range(shared, len(word)):
                if at == len(word) - 1:
                    node = number + 1
                else:
                    node = inner
                    inner += 1
                self._join(path, word[: at + 1], node)
                path.append(node)

    def find(self, text: str, values: vec[i32]) -> vec[i32]:
        """Every place of every word: its value, where it begins and where it ends, in a row.

        `values` has one for each word; words of the value 0 are left out.
        """
        found = vec[i32]()
        size = i64(len(text))
        start: i64 = 0
        while start < size:
            at = start
            char = i64(ord(text[at]))
            followed = self._roots[char] if char < _PLANE else self._next(0, char) | _ANY
            node = followed & _NODE
            while node != 0:
                at += 1
                if node <= self._words:
                    value = values[node - 1]
                    if value != 0:
                        found = append(found, value)
                        found = append(found, i32(start))
                        found = append(found, i32(at))
                if at == size:
                    break
                char = i64(ord(text[at]))
                if at == start + 1 and not followed >> _class(char) & 1:
                    break
                node = self._next(node, char)
            start += 1
        return found

    def _next(self, node: i64, char: i64) -> i64:
        """The node to which a character leads, 0 where there is none."""
        key = node << _CHAR_BITS | char
        place = _place(node, char) & self._mask
        line = self._table[place]
        while line != 0:
            if line >> _NODE_BITS == key:
                return line & _NODE
            place = (place + 1) & self._mask
            line = self._table[place]
        return 0

    def _join(self, path: Sequence[int], word: str, node: int) -> None:
        """Lets the last character of the word lead from the end of the path to a node."""
        char, following = i64(ord(word[-1])), i64(node)
        first = i64(ord(word[0]))
        if len(word) == 1 and char < _PLANE:
            self._roots[char] |= following
            return
        if len(word) == 2 and first < _PLANE:
            self._roots[first] |= _shifted(1, _class(char))
        before = i64(path[-1]) if path else i64(0)
        place = _place(before, char) & self._mask
        while self._table[place] != 0:
            place = (place + 1) & self._mask
        self._table[place] = (before << _CHAR_BITS | char) << _NODE_BITS | following


def _place(node: i64, char: i64) -> i64:
    """Where the search in the table begins: nodes and characters next to each other far apart."""
    return (node * 0x9E3779B1 + char * 0x85EBCA6B) >> 13


def _class(char: i64) -> i64:
    """The place of the bit of a character's class."""
    return char % _CLASSES + _NODE_BITS


def _shifted(number: i64, places: i64) -> i64:
    # mypyc makes of the 1 in `1 << places` a number of 32 bits.
    return number << places


def _shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    size = 0
    for here, there in zip(one, other, strict=False):
        if here != there:
            break
        size += 1
    return size
