"""What one message may hold, and how its length is counted.

Limits: LINE Messaging API reference, the narrowest of our doors.
"""

from __future__ import annotations

import regex

TEXT_UNITS = 5000
"""UTF-16 code units of one text (Text message)."""

LABEL_GRAPHEMES = 20
"""Grapheme clusters of a quick reply label (specifications of the label)."""

CHOICES = 13
"""Quick reply buttons of one message (Quick reply)."""

BUBBLES = 5
"""Messages of one reply (Send reply message)."""


def units(text: str) -> int:
    """Length in UTF-16 code units, as LINE counts texts."""
    return len(text.encode("utf-16-le")) // 2


def graphemes(text: str) -> int:
    """Length in grapheme clusters, as LINE counts labels."""
    return len(regex.findall(r"\X", text))
