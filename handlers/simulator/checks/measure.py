"""The two ways in which LINE counts a text."""

from __future__ import annotations

import regex


def units(text: str) -> int:
    """UTF-16 code units: 🍎 is 2. LINE's general rule ("Character counting in a text")."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def graphemes(text: str) -> int:
    """Grapheme clusters, what a reader calls characters: labels and display texts count so."""
    return len(regex.findall(r"\X", text))
