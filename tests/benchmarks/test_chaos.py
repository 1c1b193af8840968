"""A short attack on the whole product; `python -m benchmarks.chaos` is the long one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_an_attack_loses_nothing_and_says_nothing_twice(
    database: str, request: pytest.FixtureRequest, redis_url: str
) -> None:
    command = [sys.executable, "-m", "benchmarks.chaos", "--database", database]
    if database == "postgresql":
        from tests.conftest import POSTGRES
        from tests.demand import missing

        if request.getfixturevalue("postgres_url") is None:
            missing("PostgreSQL")
        command += ["--server", POSTGRES]
    size = ["--messages", "60", "--residents", "12", "--answers", "9", "--rate", "10"]
    run = subprocess.run(
        [*command, *size, "--pause", "0.9"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )
    assert run.returncode == 0, run.stdout + run.stderr
