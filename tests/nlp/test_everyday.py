"""What people say every day in the words of danger, and danger in the same words."""

from __future__ import annotations

from pathlib import Path

import yaml

from nlp import Reader

SAID = yaml.safe_load(Path(__file__).with_name("everyday.yaml").read_text("utf-8"))


def test_danger_alarms_in_whatever_words(reader: Reader) -> None:
    missed = [text for text in SAID["dangerous"] if not reader.read(text).risk.is_danger]
    assert missed == []


def test_the_words_of_danger_in_everyday_talk_hardly_ever_alarm(reader: Reader) -> None:
    alarms = [text for text in SAID["harmless"] if reader.read(text).risk.is_danger]
    assert len(alarms) <= len(SAID["harmless"]) / 25, alarms
