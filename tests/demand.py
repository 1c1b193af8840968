"""What a machine lacks is skipped and said; where everything is demanded, it fails."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

DEMANDS_ALL = os.environ.get("MADOGUCHI_TEST_DEMAND_ALL") == "1"


def missing(what: str) -> NoReturn:
    """Skips the test, or fails it where everything is demanded (`.ci/run`)."""
    if DEMANDS_ALL:
        pytest.fail(f"{what} is demanded and not there")
    pytest.skip(f"{what} is not there")
