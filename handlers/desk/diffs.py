"""Two versions of a sentence side by side: what stayed, what went, what came."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

# Runs of one script, so that a word changes as a whole; placeholders are words too.
_WORDS = re.compile(r"\{\w+\}|[一-鿿々]+|[ァ-ヿ]+|[a-zA-ZÀ-ɏḀ-ỿ0-9-]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch that both have (`kept`), only the older (`gone`), or only the newer (`new`)."""

    kind: Literal["kept", "gone", "new"]
    text: str


def compare(older: str, newer: str) -> list[Change]:
    """The changes in order: `gone` and `kept` joined are the older text, `new` and `kept` the
    newer."""
    old, new = _WORDS.findall(older), _WORDS.findall(newer)
    changes = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            changes.append(Change("kept", "".join(old[old_from:old_to])))
            continue
        if old_to > old_from:
            changes.append(Change("gone", "".join(old[old_from:old_to])))
        if new_to > new_from:
            changes.append(Change("new", "".join(new[new_from:new_to])))
    return changes
