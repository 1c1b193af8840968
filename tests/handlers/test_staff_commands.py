"""Accounts from the machine itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.fernet import Fernet

from handlers.staff_commands import staff
from intake.database import open_engine
from intake.models import Base

PASSWORD = "murasaki no asagao"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Settings of an empty database."""
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    engine = open_engine(url)
    Base.metadata.create_all(engine)
    engine.dispose()
    return {
        "MADOGUCHI_KEYS": Fernet.generate_key().decode(),
        "MADOGUCHI_SECRET_KEY": "s" * 40,
        "MADOGUCHI_LINE_CHANNEL_SECRET": "secret",
        "MADOGUCHI_LINE_CHANNEL_ACCESS_TOKEN": "token",
        "MADOGUCHI_DATABASE_URL": url,
        "MADOGUCHI_REDIS_URL": "redis://127.0.0.1:1/0",
    }


def run(environment: dict[str, str], *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(staff, words, input=typed, env=environment)


def test_an_account_is_added_listed_and_closed(environment: dict[str, str]) -> None:
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    added = run(environment, "add", "hanako", "--name", "花子", "--admin", typed=typed)
    assert added.exit_code == 0, added.output
    assert PASSWORD not in added.output
    run(environment, "add", "jiro", "--name", "次郎", typed=typed)
    assert run(environment, "close", "jiro").exit_code == 0
    listed = run(environment, "list").output.splitlines()
    assert listed == ["hanako\t花子\tadmin", "jiro\t次郎\tcounsellor\tclosed"]


def test_refusals_are_sentences(environment: dict[str, str]) -> None:
    weak = run(environment, "add", "hanako", "--name", "花子", typed="short\nshort\n")
    assert weak.exit_code == 1
    assert "12 characters" in weak.output
    assert "no account" in run(environment, "close", "nobody").output
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    run(environment, "add", "hanako", "--name", "花子", "--admin", typed=typed)
    assert "nobody would be left" in run(environment, "close", "hanako").output
    assert "is taken" in run(environment, "add", "HANAKO", "--name", "花", typed=typed).output


def test_a_new_password_is_asked_for_twice(environment: dict[str, str]) -> None:
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    run(environment, "add", "hanako", "--name", "花子", typed=typed)
    assert run(environment, "password", "hanako", typed=typed).exit_code == 0
    assert run(environment, "password", "hanako", typed=f"{PASSWORD}\nother\n").exit_code == 1
