"""What is compiled reads like the sources, and is never found for other ones."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import nlp
from nlp import evidence
from nlp.__main__ import as_line
from nlp.compiled import ROOM, folder
from nlp.labels import load_texts
from tests.demand import missing

#: Every so many messages of the corpus are read both ways.
EVERY = 50


def copied(to: Path) -> Path:
    """The sources at another place, where nothing is compiled."""
    leave = shutil.ignore_patterns(".compiled", "corpus", "heldout", "__pycache__")
    shutil.copytree(ROOM.with_name("config"), to / "config", ignore=leave)
    return Path(shutil.copytree(ROOM, to / "nlp", ignore=leave))


def test_compiled_and_sources_read_alike(tmp_path: Path) -> None:
    if not folder().is_dir():
        missing("the compiled reading (python -m nlp.compiling)")
    assert Path(str(evidence.__file__)).suffix != ".py"
    texts = [
        item for path in sorted((ROOM / "corpus").glob("*.jsonl")) for item in load_texts(path)
    ]
    lines = [json.dumps({"id": number, "text": text}) for number, text in texts[::EVERY]]
    messages = tmp_path / "messages.jsonl"
    messages.write_text("\n".join(lines) + "\n", "utf-8")
    copied(tmp_path)
    result = subprocess.run(
        [sys.executable, "-m", "nlp", "read", messages],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    theirs = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(theirs) == len(lines) > 300
    assert theirs == [as_line(number, nlp.read(text)) for number, text in texts[::EVERY]]


@pytest.mark.parametrize("source", ["nlp/lexicon.py", "nlp/reader.py", "config/patterns.py"])
def test_another_source_has_a_folder_of_its_own(tmp_path: Path, source: str) -> None:
    room = copied(tmp_path)
    assert folder(room).name == folder().name
    with (tmp_path / source).open("a") as file:
        file.write("# changed\n")
    assert folder(room).name != folder().name
