"""The office's own decisions, refused when they make no sense."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from config import office
from config.settings import SAMPLE_CONTENT
from config.strict import ContentError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(Path(SAMPLE_CONTENT) / "office.yaml", tmp_path)
    return tmp_path


def test_the_sample_office_has_seven_areas_and_asks_at_most_three(folder: Path) -> None:
    sample = office.load(folder)
    assert len(sample.areas) == 7
    assert sample.limits.max_questions <= 3


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("若葉台団地に住んでいます", "wakabadai"),
        ("南ケ丘です", "minamigaoka"),
        ("みなみがおか の 郵便局", "minamigaoka"),
        ("汐崎と川辺、どちらにも", None),
        ("東京です", None),
    ],
)
def test_a_text_names_one_area_or_none(folder: Path, text: str, code: str | None) -> None:
    assert office.load(folder).area_in(text) == code


@pytest.mark.parametrize(
    ("sound", "broken", "complaint"),
    [
        ("max_questions: 3", "max_questions: 4", "limits.max_questions"),
        ('["08:30-17:15"]', '["17:15-08:30"]', "ends before it starts"),
        ('["08:30-17:15"]', '["8時半から"]', "is not like"),
        ('["08:30-17:15"]', '["08:30-25:00"]', "hours.week.mon.0"),
        ("code: kawabe", "code: honcho", "areas"),
        ("words: [川辺,", "words: [本町,", "names both"),
        ("mode: talk", "mode: both", "line.mode"),
        ("special: []", "special: [{date: 2026-13-01}]", "month must be"),
        (
            "special: []",
            "special: [{date: 2026-12-01}, {date: 2026-12-01}]",
            "a date is given twice",
        ),
        ("texts_days: 1825", "texts_days: 0", "retention.texts_days"),
    ],
)
def test_nonsense_is_refused_with_its_place(
    folder: Path, sound: str, broken: str, complaint: str
) -> None:
    path = folder / "office.yaml"
    text = path.read_text(encoding="utf-8")
    assert sound in text
    path.write_text(text.replace(sound, broken, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=rf"office\.yaml:\d+: .*{complaint}"):
        office.load(folder)
