"""The stream: ids only, nothing missed, nobody listened to longer than they are logged in."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from redis import Redis

from handlers import bells
from handlers.bells import Bells
from handlers.desk.hub import BACKLOG, Hub
from handlers.desk.identity import COOKIE, PATH
from handlers.desk.live import MOST_STREAMS, create_live
from intake import logins
from intake.models import Change
from tests.desk.conftest import Room

BEAT = 0.2
SECRET = "だれにも言えないこと"


class Page:
    """An open stream, read event by event."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    def next(self) -> dict[str, str]:
        """The fields of the next event, `retry` lines left out."""
        for chunk in self._chunks:
            lines = (line.split(": ", 1) for line in chunk.decode().strip().splitlines())
            fields = {line[0]: line[1] for line in lines}
            if "event" in fields:
                return fields
        return {}

    def until(self, event: str) -> dict[str, str]:
        """The next event of this name, others left out."""
        while fields := self.next():
            if fields["event"] == event:
                return fields
        raise AssertionError(f"the stream ended before {event}")


@contextmanager
def opened(room: Room, token: str, patience: float = 0.1, last_id: str = "") -> Iterator[Page]:
    """A stream of its own application."""
    client = create_live(room.system, beat=BEAT, patience=patience).test_client()
    client.set_cookie(COOKIE, token, path=PATH)
    headers = {"Last-Event-ID": last_id} if last_id else {}
    answer = client.get("/desk/live", headers=headers, buffered=False)
    assert answer.status_code == 200
    assert answer.mimetype == "text/event-stream"
    assert answer.headers["Cache-Control"] == "no-store"
    chunks = answer.iter_encoded()
    yield Page(iter(chunks))
    answer.close()


def test_a_page_hears_of_a_change_by_ids_alone_while_redis_is_down(room: Room) -> None:
    with opened(room, room.token("Bob")) as page:
        assert page.next()["event"] == "hello"
        talk = room.write("U-1", SECRET)
        change = page.until("change")
        assert json.loads(change["data"]) == {"kind": "queue", "conversation": talk}
        assert change["id"].isdigit()


def test_redis_makes_it_fast(room: Room, redis_url: str) -> None:
    room.system.redis = bells.connect(redis_url)
    room.system.bells = Bells(room.system.redis)
    with opened(room, room.token("Bob"), patience=30) as page:
        page.until("hello")
        listening = Redis.from_url(redis_url)
        while not dict(listening.pubsub_numsub(bells.CHANGES)).get(bells.CHANGES.encode()):
            assert page.until("beat")
        talk = room.write("U-1", "あ")
        assert json.loads(page.until("change")["data"])["conversation"] == talk


def test_a_page_that_returns_is_told_what_it_missed(room: Room) -> None:
    room.write("U-0", "あ")
    with opened(room, room.token("Bob")) as page:
        last = page.until("hello")["id"]
    talk = room.write("U-1", "い")
    with opened(room, room.token("Bob"), last_id=last) as page:
        missed = page.next()
        assert json.loads(missed["data"])["conversation"] == talk


def test_beats_come_while_nothing_happens(room: Room) -> None:
    with opened(room, room.token("Bob")) as page:
        page.until("hello")
        assert [page.next()["event"] for _ in range(3)] == ["beat"] * 3


def test_the_stream_ends_with_the_login(room: Room) -> None:
    with opened(room, room.token("Bob")) as page:
        page.until("beat")
        with room.system.transaction() as session:
            logins.end_all(session, room.ids["Bob"], room.clock())
        assert page.until("end")
        assert page.next() == {}


def test_listening_is_no_sign_of_life(room: Room) -> None:
    with opened(room, room.token("Bob")) as page:
        page.until("beat")
        room.clock.forward(minutes=59)
        page.until("beat")
        page.until("beat")
        room.clock.forward(minutes=2)
        assert page.until("end")


def test_without_a_login_there_is_no_stream(room: Room) -> None:
    client = create_live(room.system).test_client()
    assert client.get("/desk/live").status_code == 401
    client.set_cookie(COOKIE, "forged", path=PATH)
    assert client.get("/desk/live").status_code == 401


def test_one_person_holds_only_so_many_streams_and_gets_them_back(room: Room) -> None:
    hub = Hub(room.system, most=MOST_STREAMS)
    held = [hub.join(room.ids["Bob"]) for _ in range(MOST_STREAMS)]
    assert hub.join(room.ids["Bob"]) is None
    assert hub.join(room.ids["Carol"]) is not None
    assert held[0] is not None
    hub.leave(held[0])
    assert hub.join(room.ids["Bob"]) is not None


def test_a_change_that_commits_late_is_told_and_none_twice(room: Room) -> None:
    hub = Hub(room.system, most=1)
    hub._watcher = threading.current_thread()  # looks only when the test says so
    listener = hub.join(room.ids["Bob"])
    assert listener is not None

    def change(change_id: int) -> None:
        with room.system.transaction() as session:
            session.add(Change(id=change_id, at=room.clock(), kind="queue"))

    def told() -> list[int]:
        hub.look()
        found = []
        while not listener.news.empty():
            found.append(listener.news.get().id)
        return found

    change(10)
    assert told() == [10]
    change(12)
    assert told() == [12]
    change(11)
    assert told() == [11]
    assert told() == []


def test_a_page_too_slow_to_listen_is_sent_away_to_start_over(room: Room) -> None:
    hub = Hub(room.system, most=1)
    hub._watcher = threading.current_thread()
    listener = hub.join(room.ids["Bob"])
    assert listener is not None
    with room.system.transaction() as session:
        session.add_all(
            Change(at=room.clock() + timedelta(seconds=each), kind="queue")
            for each in range(BACKLOG + 1)
        )
    hub.look()
    assert listener.is_lost
