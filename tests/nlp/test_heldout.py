"""Messages never learned from: everyday talk that must not alarm, danger in six languages."""

from __future__ import annotations

from pathlib import Path

import pytest

import nlp
from nlp import Reader
from nlp.labels import Labelled, load_labelled

HELD_OUT = Path(nlp.__file__).parent / "heldout"
LANGUAGES = load_labelled(HELD_OUT / "languages.jsonl")


@pytest.mark.parametrize(("talks", "most"), [("chat.jsonl", 0.01), ("talks.jsonl", 0.0225)])
def test_everyday_worries_hardly_ever_alarm(reader: Reader, talks: str, most: float) -> None:
    """`most` is the share that alarms today, rounded up; the aim is one in two hundred."""
    calm = [item for item in load_labelled(HELD_OUT / talks) if not item.risk.is_danger]
    alarms = [item.id for item in calm if reader.read(item.text).risk.is_danger]
    assert len(alarms) <= most * len(calm), alarms


@pytest.mark.parametrize(
    "item", [item for item in LANGUAGES if item.risk.is_danger], ids=lambda item: item.id
)
def test_danger_is_seen_in_every_language_read(reader: Reader, item: Labelled) -> None:
    assert reader.read(item.text).risk.is_danger


@pytest.mark.parametrize("language", ["en", "zh", "ko", "vi", "pt", "tl"])
def test_the_main_concerns_are_found_in_every_language_read(reader: Reader, language: str) -> None:
    asked = [item for item in LANGUAGES if item.style == language and item.concerns]
    found = [item for item in asked if item.concerns <= set(reader.read(item.text).concerns)]
    assert len(asked) >= 12
    assert len(found) >= 0.75 * len(asked)
