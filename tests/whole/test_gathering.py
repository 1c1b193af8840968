"""Answers typed one after another travel in one counted message, and nobody in danger waits."""

from __future__ import annotations

import pytest

from intake import holding, quota
from intake.holding import Form
from intake.models import Conversation, Delivery, Role, Staff
from tests.people import employ
from tests.town import Town


@pytest.fixture
def user(town: Town) -> str:
    """Somebody whose talk a counsellor holds; their last word is five minutes old."""
    user = town.friend()
    town.write(user, "人と話す")
    with town.system.transaction() as session:
        who = employ(session, "Hanako", Role.COUNSELLOR)
        talk = session.get_one(Conversation, town.conversation().id)
        holding.claim(session, talk, who, town.clock())
    town.clock.forward(minutes=5)
    return user


def answer(town: Town, text: str) -> None:
    with town.system.transaction() as session:
        talk = session.get_one(Conversation, town.conversation().id)
        who = session.query(Staff).one()
        holding.answer(session, talk, who, Form(text, f"key {text}"), town.clock())
    town.settle()


def wait(town: Town, seconds: int) -> None:
    for _ in range(seconds):
        town.clock.forward(seconds=1)
        town.sweep()


def test_a_burst_travels_in_one_push_in_its_order(town: Town, user: str) -> None:
    heard = len(town.heard(user))
    for words in ("一つめ", "二つめ", "三つめ"):
        answer(town, words)
        wait(town, 3)
    assert len(town.heard(user)) == heard
    wait(town, 4)
    assert town.heard(user)[heard:] == ["一つめ", "二つめ", "三つめ"]
    assert town.platform.usage() == 1


def test_nobody_waits_for_company_longer_than_promised(town: Town, user: str) -> None:
    answer(town, "ひとことだけ")
    wait(town, 13)
    assert town.heard(user)[-1] == "ひとことだけ"


def test_what_can_go_free_goes_at_once(town: Town, user: str) -> None:
    town.write(user, "いますか")
    answer(town, "はい")
    assert town.heard(user)[-1] == "はい"
    assert town.platform.usage() == 0


def test_what_waits_rides_free_when_they_write_meanwhile(town: Town, user: str) -> None:
    answer(town, "読んでいます")
    wait(town, 3)
    town.write(user, "いますか")
    wait(town, 10)
    assert town.heard(user)[-1] == "読んでいます"
    assert town.platform.usage() == 0


def test_a_full_call_leaves_at_once(town: Town, user: str) -> None:
    for number in range(5):
        answer(town, f"{number}")
    assert town.heard(user)[-5:] == ["0", "1", "2", "3", "4"]
    assert town.platform.usage() == 1


def test_in_danger_nothing_waits(town: Town, user: str) -> None:
    town.write(user, "死にたい。薬をためてある")
    town.clock.forward(minutes=5)
    answer(town, "ひとりにしません")
    assert town.heard(user)[-1] == "ひとりにしません"


def test_where_nobody_counts_nothing_waits(town: Town, user: str) -> None:
    with town.system.transaction() as session:
        quota.tried(session, "line", town.clock())
        quota.note(session, "line", 3, None, town.clock())
    answer(town, "はい")
    assert town.heard(user)[-1] == "はい"


def test_who_answers_sees_that_it_is_on_its_way(town: Town, user: str) -> None:
    answer(town, "はい")
    assert town.messages()[-1].delivery is Delivery.PENDING
