"""`python -m nlp`: readings a line each, figures on a page, and a bad line named."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

GOLD = [
    {"id": "1", "text": "家賃が払えません", "concerns": ["living_costs"], "risk": "none",
     "about": "self", "intent": "consult"},
    {"id": "2", "text": "こんにちは", "concerns": [], "risk": "none", "about": "unknown",
     "intent": "smalltalk"},
]  # fmt: skip


def run(what: str, path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nlp", what, str(path)], capture_output=True, text=True, check=False
    )


def written(folder: Path, *lines: str) -> Path:
    path = folder / "messages.jsonl"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_a_reading_is_one_line_with_its_evidence(tmp_path: Path) -> None:
    result = run("read", written(tmp_path, *(json.dumps(item) for item in GOLD)))
    assert result.returncode == 0
    first, second = map(json.loads, result.stdout.splitlines())
    assert list(first)[:5] == ["id", "concerns", "risk", "about", "intent"]
    assert first["evidence"]
    assert second["concerns"] == []


def test_the_figures_are_printed(tmp_path: Path) -> None:
    result = run("score", written(tmp_path, *(json.dumps(item) for item in GOLD)))
    assert "concern micro-F1" in result.stdout
    assert "clean messages kept clean                1.000" in result.stdout


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        ("{", "messages.jsonl:2: no JSON"),
        ("[]", "messages.jsonl:2: no JSON object"),
        ('{"id": "3"}', "messages.jsonl:2: text: a text is needed"),
    ],
)
def test_a_bad_line_is_named_and_its_words_are_not(tmp_path: Path, bad: str, named: str) -> None:
    result = run("read", written(tmp_path, json.dumps(GOLD[0]), bad))
    assert result.returncode == 2
    assert result.stderr.strip() == named


def test_an_unknown_label_is_named(tmp_path: Path) -> None:
    result = run("score", written(tmp_path, json.dumps({**GOLD[0], "risk": "high"})))
    assert result.returncode == 2
    assert "messages.jsonl:1: 'high' is not a valid Risk" in result.stderr


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    assert run("read", tmp_path / "none.jsonl").returncode == 2
