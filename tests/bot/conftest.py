"""The sample office's script and reader, loaded once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import script as scripts
from bot.rehearsal import Read
from bot.script import Script
from config.settings import SAMPLE_CONTENT
from nlp import Reader


@pytest.fixture(scope="session")
def content() -> Path:
    return Path(SAMPLE_CONTENT)


@pytest.fixture(scope="session")
def script(content: Path) -> Script:
    return scripts.load(content)


@pytest.fixture(scope="session")
def read(script: Script) -> Read:
    return Reader(script.taxonomy).read
