"""`madoguchi check` finds what an installation lacks, and says it in words an operator can use."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result
from cryptography.fernet import Fernet
from redis import Redis

from handlers.cli import main
from handlers.line import checkup
from intake import staff
from intake.models import Role
from tests.town import Town


def check(town: Town, **other: str) -> Result:
    return CliRunner().invoke(main, ["check"], env=town.environment() | other)


@pytest.fixture
def fit(town: Town) -> Town:
    """A town whose operator has done everything but the reminders."""
    with town.system.transaction() as session:
        staff.add(session, "kanri", "管理者", Role.ADMIN, "correct horse battery", town.clock())
    with town.platform.world.change() as state:
        state.webhook_url = "http://product.invalid/line/webhook"
    town.friend()
    return town


def test_a_sound_installation_needs_nothing_but_reminders(fit: Town) -> None:
    result = check(fit)
    assert result.exit_code == 0, result.output
    assert "要対応" not in result.output
    for found in ("いまの鍵で読めます", "Redis につながりました", "時計は LINE と合っています"):
        assert found in result.output
    assert "窓口が答えました" in result.output, "LINE itself has called the webhook"
    assert "再送" in result.output, "what only a person can see in the console"


def test_every_lack_is_named_and_ends_with_an_error(fit: Town) -> None:
    for other, words in (
        ({"MADOGUCHI_KEYS": Fernet.generate_key().decode()}, "いまの鍵では読めません"),
        ({"MADOGUCHI_REDIS_URL": "redis://127.0.0.1:1/0"}, "Redis につながりません"),
        ({"MADOGUCHI_LINE_CHANNEL_ACCESS_TOKEN": "wrong"}, "アクセストークン"),
        ({"MADOGUCHI_LINE_API_BASE": "http://127.0.0.1:1"}, "LINE につながりません"),
        ({"MADOGUCHI_DATABASE_URL": "sqlite:////nowhere/x.db"}, "データベースにつながりません"),
    ):
        result = check(fit, **other)
        assert result.exit_code == 1, result.output
        assert words in result.output
        assert "Traceback" not in result.output


def test_a_clock_that_is_off_is_found(fit: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "MOST_SECONDS_OFF", -1)
    result = check(fit)
    assert result.exit_code == 1
    assert "timedatectl" in result.output


def test_a_dead_redis_alone_is_said_to_lose_nothing(fit: Town) -> None:
    assert Redis.from_url(fit.settings.redis_url).ping()
    result = check(fit, MADOGUCHI_REDIS_URL="redis://127.0.0.1:1/0")
    assert "何も失われません" in result.output
