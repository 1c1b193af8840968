"""Messages never learned from: everyday talk that must not alarm, danger in six languages."""

from __future__ import annotations

from pathlib import Path

import pytest

import nlp
from nlp import Reader
from nlp.labels import Labelled, load_labelled
from nlp.score import score

HELD_OUT = Path(nlp.__file__).parent / "heldout"
LANGUAGES = load_labelled(HELD_OUT / "languages.jsonl")
ABROAD = load_labelled(HELD_OUT / "abroad.jsonl")


@pytest.mark.parametrize(
    ("talks", "most"), [("chat.jsonl", 0.0), ("talks.jsonl", 0.011), ("worries.jsonl", 0.0)]
)
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


@pytest.mark.parametrize(
    ("language", "least"),
    [("en", 1), ("zh", 0.95), ("ko", 0.85), ("vi", 0.9), ("pt", 0.85), ("tl", 0.95)],
)
def test_most_danger_is_seen_in_the_words_of_somebody_never_read(
    reader: Reader, language: str, least: float
) -> None:
    """`least` is the share that is seen today, rounded down; the aim is all of it."""
    asked = [item for item in ABROAD if item.style == language and item.risk.is_danger]
    seen = [item for item in asked if reader.read(item.text).risk.is_danger]
    assert len(asked) == 20
    assert len(seen) >= least * len(asked), {item.id for item in asked} - {i.id for i in seen}


def test_calm_messages_in_other_languages_seldom_alarm(reader: Reader) -> None:
    calm = [item for item in ABROAD if not item.risk.is_danger]
    alarms = [item.id for item in calm if reader.read(item.text).risk.is_danger]
    assert len(alarms) <= 0.069 * len(calm), alarms


def test_first_messages_of_writers_never_read_are_understood() -> None:
    """The figures of `docs/reading.md`, rounded down: what the next change must not lose."""
    read = [(item, nlp.read(item.text)) for item in load_labelled(HELD_OUT / "first_contact.jsonl")]
    figures = score(read)
    assert figures.micro_f1 >= 0.81
    assert figures.high_risk_recall >= 0.83
    assert figures.false_alarm <= 0.04
