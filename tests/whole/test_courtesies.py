"""Courtesies towards LINE: read marks, a sign that an answer is coming, leaving groups."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

import nlp
from handlers import jobs
from handlers.jobs import Bench
from intake.models import Departure
from tests.town import Town


def read_marks(town: Town, user: str) -> list[bool]:
    """Of the resident's own bubbles, whether each is marked as read."""
    with town.platform.world.reading() as state:
        return [one.is_read for one in state.phones[user].bubbles if one.is_own and one.is_event]


def calls(town: Town, end: str) -> int:
    with town.platform.world.reading():
        return sum(call["path"].endswith(end) for call in town.platform.world.record.calls)


def open_page(town: Town, desk: FlaskClient) -> int:
    status = desk.get(f"/desk/c/{town.conversation().public_id}").status_code
    town.settle()
    return status


def test_a_message_is_marked_as_read_once_a_person_has_opened_it(
    town: Town, desk: FlaskClient
) -> None:
    user = town.friend()
    town.write(user, "人と話す")
    town.write(user, "夜ねむれません")
    assert read_marks(town, user) == [False, False], "an answer by the bot is no reading"
    desk.get(f"/desk/c/{town.conversation().public_id}/part")
    town.settle()
    assert read_marks(town, user) == [False, False], "nobody may be looking"
    open_page(town, desk)
    assert read_marks(town, user) == [True, True]
    open_page(town, desk)
    assert calls(town, "/markAsRead") == 1, "once is enough"


def test_where_line_sets_the_marks_itself_it_is_not_asked(town: Town, desk: FlaskClient) -> None:
    user = town.friend()
    town.write(user, "人と話す")
    with town.platform.world.change() as state:
        state.console.is_chat_on = False
    open_page(town, desk)
    assert calls(town, "/info") == 1
    assert calls(town, "/markAsRead") == 0


@pytest.mark.parametrize("path", ["/markAsRead", "/info"])
def test_a_mark_that_fails_disturbs_nobody_and_comes_with_the_next(
    town: Town, desk: FlaskClient, path: str
) -> None:
    user = town.friend()
    town.write(user, "人と話す")
    town.platform.faults.add(path, "error")
    assert open_page(town, desk) == 200
    town.write(user, "聞いてください")
    assert open_page(town, desk) == 200
    assert read_marks(town, user) == [True, True]


class SlowReader(nlp.Reader):
    """A reader that needs longer than a blink."""

    def __init__(self, reader: nlp.Reader) -> None:
        self._reader = reader

    def read(self, text: str, context: nlp.Context | None = None) -> nlp.Reading:
        time.sleep(0.6)
        return self._reader.read(text, context)


def slow_down(town: Town, blink: float) -> None:
    bench: Bench = replace(town.bench, reader=SlowReader(town.bench.reader), blink=blink)
    jobs.prepare(bench)


def test_an_answer_that_takes_longer_than_a_blink_shows_that_it_is_coming(town: Town) -> None:
    user = town.friend()
    slow_down(town, blink=0.05)
    town.write(user, "家賃が払えません")
    assert calls(town, "/loading/start") == 1
    assert any("生活費" in text for text in town.heard(user))


def test_a_quick_answer_shows_nothing_but_itself(town: Town) -> None:
    jobs.prepare(replace(town.bench, blink=30.0))
    user = town.friend()
    town.write(user, "家賃が払えません")
    assert calls(town, "/loading/start") == 0


def test_an_answer_that_is_on_its_way_is_no_longer_announced(town: Town) -> None:
    """LINE has it and is slow to say so: a sign now would come after the answer."""
    user = town.friend()
    jobs.prepare(replace(town.bench, blink=1.2))
    town.platform.faults.add("reply", "hang", times=1, seconds=2.0)
    town.write(user, "家賃が払えません")
    assert any("生活費" in text for text in town.heard(user))
    assert calls(town, "/loading/start") == 0


def test_a_sign_that_fails_breaks_no_answer(town: Town) -> None:
    user = town.friend()
    slow_down(town, blink=0.05)
    town.platform.faults.add("/loading/start", "drop")
    town.write(user, "家賃が払えません")
    assert any("生活費" in text for text in town.heard(user))


def test_nothing_promises_an_answer_while_staff_hold_the_talk(
    town: Town, desk: FlaskClient
) -> None:
    user = town.friend()
    town.write(user, "人と話す")
    slow_down(town, blink=0.05)
    town.write(user, "いますか")
    assert calls(town, "/loading/start") == 0


@pytest.mark.parametrize("kind", ["group", "room"])
def test_a_group_that_invites_us_is_left_without_a_word(town: Town, kind: str) -> None:
    user = town.friend()
    with town.platform.world.change() as state:
        state.console.allows_groups = True
    group = town.platform.invite(user, kind)
    assert group is not None
    town.platform.write_in_group(group, user, "みんなの前のひみつ")
    town.settle()
    assert not is_in(town, group)
    assert not [each for each in town.messages() if "ひみつ" in (each.text or "")]
    with town.system.reading() as session:
        assert [each.place for each in session.scalars(select(Departure))] == [None]


def test_a_group_that_could_not_be_left_is_left_later(town: Town) -> None:
    user = town.friend()
    with town.platform.world.change() as state:
        state.console.allows_groups = True
    town.platform.faults.add("/leave", "error")
    group = town.platform.invite(user)
    assert group is not None
    town.settle()
    assert is_in(town, group)
    town.clock.forward(seconds=6)
    town.sweep()
    assert not is_in(town, group)


def is_in(town: Town, group: str) -> bool:
    with town.platform.world.reading() as state:
        return state.groups[group].is_joined
