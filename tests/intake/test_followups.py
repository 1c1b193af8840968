"""Whoever nobody has read gets a word in time, honestly, seldom, and not at any price."""

from __future__ import annotations

from datetime import timedelta

import pytest

from config.office import FollowUps
from intake import queue, sight
from intake.models import Conversation, Role, Staff
from intake.staff import add
from tests.town import Town

DANGER = "死にたいです"


def allow(town: Town, **choices: object) -> None:
    """The office decides otherwise than the sample office."""
    script = town.system.script
    office = script.office.model_copy(update={"follow_ups": FollowUps(**choices)})
    town.system.script = type(script)(script.scenario, office, script.hotlines, script.taxonomy)


def wait(town: Town, minutes: int) -> None:
    """Minutes pass, with a sweep every quarter of an hour and at the end."""
    while minutes > 0:
        town.clock.forward(minutes=min(minutes, 15))
        town.sweep()
        minutes -= 15


def open_it(town: Town) -> None:
    with town.system.transaction() as session:
        who = session.query(Staff).first() or add(
            session, "hanako", "相談員", Role.COUNSELLOR, "correct horse battery", town.clock()
        )
        talk = session.get_one(Conversation, town.conversation().id)
        sight.see(session, talk, who, town.clock())


def words(town: Town, user: str) -> list[str]:
    return [text for text in town.heard(user) if "まだ人が読めていません" in text]


def test_a_danger_nobody_opens_gets_two_words_and_rings_again(town: Town) -> None:
    user = town.friend()
    town.write(user, DANGER)
    raised_at = town.conversation().alarm_at
    wait(town, 14)
    assert words(town, user) == []
    wait(town, 1)
    assert len(words(town, user)) == 1
    assert "tel:0120279338" in "\n".join(town.heard(user)[-2:])
    wait(town, 180)
    assert len(words(town, user)) == 2
    assert town.conversation().alarm_at == raised_at, "waiting since the danger, not the word"
    assert town.platform.usage() == 2


def test_who_was_opened_is_left_in_peace(town: Town) -> None:
    user = town.friend()
    town.write(user, DANGER)
    wait(town, 10)
    open_it(town)
    wait(town, 120)
    assert words(town, user) == []


def test_a_danger_said_again_after_the_opening_counts_anew(town: Town) -> None:
    user = town.friend()
    town.write(user, DANGER)
    open_it(town)
    wait(town, 30)
    town.write(user, DANGER)
    wait(town, 15)
    assert len(words(town, user)) == 1


def test_an_office_that_pays_nothing_pushes_nothing(town: Town) -> None:
    allow(town, danger_push=False)
    user = town.friend()
    town.write(user, DANGER)
    wait(town, 120)
    assert words(town, user) == []
    assert town.platform.usage() == 0


def test_one_who_waits_gets_one_word_where_the_office_allows_it(town: Town) -> None:
    allow(town, waiting_push=True)
    user = town.friend()
    town.write(user, "人と話したいです")
    wait(town, 30)
    assert len(words(town, user)) == 1
    wait(town, 120)
    assert len(words(town, user)) == 1


def test_a_word_that_costs_nothing_is_said_without_asking_the_office(town: Town) -> None:
    user = town.friend()
    town.write(user, "人と話したいです")
    wait(town, 21)
    town.write(user, "家賃のこともあります")
    wait(town, 8)
    # Answered a moment ago already: this one gets no acknowledgement and leaves its token.
    town.clock.forward(seconds=30)
    town.write(user, "母の介護のこともあります")
    town.clock.forward(seconds=30)
    town.sweep()
    assert len(words(town, user)) == 1
    assert town.platform.usage() == 0


def test_nobody_is_followed_who_has_blocked_us(town: Town) -> None:
    user = town.friend()
    town.write(user, DANGER)
    town.platform.block(user)
    town.settle()
    before = len(town.messages())
    wait(town, 15)
    wait(town, 60)
    assert len(town.messages()) == before


def test_the_desk_is_called_again_at_each_check_back_whoever_can_be_reached(town: Town) -> None:
    user = town.friend()
    town.write(user, DANGER)
    for minutes, reminders in ((0, 0), (15, 1), (60, 2)):
        wait(town, minutes)
        with town.system.reading() as session:
            assert [each.reminders for each in queue.alarms(session)] == [reminders]
        if reminders == 1:
            town.platform.block(user)
            town.settle()
    open_it(town)
    with town.system.reading() as session:
        assert queue.alarms(session) == []


@pytest.mark.parametrize("minutes", [[0], [15, 30, 45]])
def test_nonsense_is_refused(minutes: list[int]) -> None:
    with pytest.raises(ValueError):
        FollowUps(danger_minutes=minutes)


def test_a_clock_is_never_set_in_the_past(town: Town) -> None:
    user = town.friend()
    town.write(user, DANGER)
    due = town.conversation().follow_up_due_at
    assert due is not None
    assert due - town.clock() == timedelta(minutes=15)
