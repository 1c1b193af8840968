"""Is it alive, can it work, how is it doing: numbers alone, and closed to strangers."""

from __future__ import annotations

import re

from redis import Redis
from sqlalchemy import text

from handlers.bells import Bells
from intake.database import open_engine
from tests.town import Town

TOKEN = "a-token-for-the-watchman"
DANGER = "死にたい。薬をためてある"


def measured(town: Town) -> dict[str, float]:
    town.system.settings = town.settings.model_copy(update={"metrics_token": TOKEN})
    answer = town.web.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r'madoguchi_[a-z_]+(\{[a-z_=",-]+\})? [-\d.e+]+', x) for x in lines)
    pairs = (line.rsplit(" ", 1) for line in lines)
    return {name.removeprefix("madoguchi_"): float(value) for name, value in pairs}


def test_a_process_that_answers_is_alive_whatever_else_is_down(town: Town) -> None:
    town.system.engine = open_engine("sqlite:////nowhere/madoguchi.db")
    assert town.web.get("/healthz").status_code == 200


def test_it_is_ready_when_what_comes_can_be_stored(town: Town) -> None:
    town.system.bells = Bells(Redis(port=1, socket_connect_timeout=0.2))
    assert town.web.get("/readyz").status_code == 200, "Redis is only the bell"
    with town.system.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    try:
        assert (town.web.get("/readyz").status_code, town.web.get("/readyz").text) == (
            503,
            "schema\n",
        )
    finally:
        from alembic.script import ScriptDirectory

        from intake import schema

        head = ScriptDirectory.from_config(schema.config()).get_current_head()
        with town.system.engine.begin() as connection:
            connection.execute(text(f"UPDATE alembic_version SET version_num = '{head}'"))
    town.system.engine = open_engine("sqlite:////nowhere/madoguchi.db")
    assert town.web.get("/readyz").status_code == 503


def test_the_numbers_are_closed_to_who_does_not_know_the_token(town: Town) -> None:
    assert town.web.get("/metrics").status_code == 404, "closed while no token is set"
    town.system.settings = town.settings.model_copy(update={"metrics_token": TOKEN})
    for given in ("", "Bearer wrong", TOKEN[:-1], "Bearer 合言葉"):
        answer = town.web.get("/metrics", headers={"Authorization": given})
        assert answer.status_code == 401
        assert answer.data == b""


def test_what_waits_and_for_how_long_can_be_watched(town: Town) -> None:
    user = town.friend()
    town.write(user, DANGER)
    town.platform.write(user, "まだですか")
    town.platform.deliver_due()
    town.clock.forward(seconds=90)
    seen = measured(town)
    assert (seen["inbox_pending"], seen["inbox_pending_oldest_seconds"]) == (1, 90)
    assert (seen["alarms"], seen["alarms_oldest_seconds"]) == (1, 90)
    assert seen["conversations_waiting"] == 1
    assert seen['jobs_queued{job="attend"}'] == 1
    assert seen['line_calls_total{way="reply",answer="accepted"}'] == 2
    assert seen["readings_total"] == 1
    assert seen["reading_seconds_total"] > 0


def test_the_numbers_hold_no_word_and_no_name(town: Town) -> None:
    user = town.friend()
    town.write(user, DANGER)
    town.system.settings = town.settings.model_copy(update={"metrics_token": TOKEN})
    said = town.web.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    assert user not in said
    assert said.isascii()


def test_what_is_down_is_said_and_the_rest_still_measured(town: Town) -> None:
    town.system.redis = Redis(port=1, socket_connect_timeout=0.2)
    seen = measured(town)
    assert (seen["database_up"], seen["redis_up"], seen["inbox_pending"]) == (1, 0, 0)
    town.system.engine = open_engine("sqlite:////nowhere/madoguchi.db")
    assert measured(town) == {"database_up": 0, "redis_up": 0}
