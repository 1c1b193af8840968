"""Beginnings of answers for staff."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import templates
from config.settings import SAMPLE_CONTENT
from config.strict import ContentError


def test_templates_are_few_and_short() -> None:
    found = templates.load(Path(SAMPLE_CONTENT))
    assert 8 <= len(found) <= 10
    assert all(len(template.text) <= 150 for template in found)


def test_a_code_given_twice_is_refused(tmp_path: Path) -> None:
    entry = "  - {code: a, label: あ, text: い}\n"
    (tmp_path / "templates.yaml").write_text(f"templates:\n{entry}{entry}", encoding="utf-8")
    with pytest.raises(ContentError, match="given twice"):
        templates.load(tmp_path)
