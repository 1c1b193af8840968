"""In and out of the desk."""

from __future__ import annotations

import pytest

from handlers.desk.identity import COOKIE
from intake import staff
from intake.models import Staff
from tests.desk.conftest import Room, Seat

PASSWORD = "murasaki no asagao"
WRONG = "ログイン名かパスワードが違います。"


@pytest.fixture
def at_the_door(room: Room) -> Seat:
    """A stranger before the login page; Bob has a real password."""
    with room.system.transaction() as session:
        staff.set_password(session, session.get_one(Staff, room.ids["Bob"]), PASSWORD, room.clock())
    seat = room.stranger()
    seat.get("/desk/login")
    return seat


def enter(seat: Seat, login: str = "bob", password: str = PASSWORD, **more: str) -> int:
    return seat.post("/desk/login", login=login, password=password, **more).status_code


def test_who_knows_the_password_comes_in_and_gets_to_the_page_they_wanted(
    room: Room, at_the_door: Seat
) -> None:
    answer = at_the_door.post("/desk/login", login="BOB", password=PASSWORD, next="/desk/closed")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/closed")
    cookie = next(each for each in answer.headers.getlist("Set-Cookie") if each.startswith(COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/desk" in cookie
    assert "Max-Age" not in cookie
    assert "Bobさんのメニュー".replace("Bob", "") in at_the_door.get("/desk").text


def test_a_foreign_page_is_not_where_the_login_leads(at_the_door: Seat) -> None:
    answer = at_the_door.post(
        "/desk/login", login="bob", password=PASSWORD, next="//evil.example/desk"
    )
    assert answer.headers["Location"] == "/desk"


def test_the_refusal_says_not_whether_the_account_is_there(at_the_door: Seat) -> None:
    known = at_the_door.post("/desk/login", login="bob", password="wrong")
    unknown = at_the_door.post("/desk/login", login="nobody", password="wrong")
    assert known.status_code == unknown.status_code == 401
    assert WRONG in known.text
    assert WRONG in unknown.text


def test_guessing_is_slowed_with_the_same_words_for_any_name(room: Room, at_the_door: Seat) -> None:
    for name in ("bob", "nobody"):
        codes = [enter(at_the_door, name, "wrong") for _ in range(6)]
        assert codes == [401] * 5 + [429]
    assert enter(at_the_door, "bob") == 429
    room.clock.forward(seconds=16)
    assert enter(at_the_door, "bob") == 303


def test_a_closed_account_is_like_none(room: Room, at_the_door: Seat) -> None:
    with room.system.transaction() as session:
        staff.close(session, session.get_one(Staff, room.ids["Bob"]), room.clock())
    answer = at_the_door.post("/desk/login", login="bob", password=PASSWORD)
    assert answer.status_code == 401
    assert WRONG in answer.text


def test_logging_out_ends_the_login_on_the_server(room: Room) -> None:
    bob = room.seat("Bob")
    stolen = bob.client.get_cookie(COOKIE, path="/desk")
    assert stolen is not None
    other = room.seat("Bob")
    assert bob.post("/desk/logout").status_code == 303
    bob.client.set_cookie(COOKIE, stolen.value, path="/desk")
    assert bob.get("/desk").status_code == 302
    assert other.get("/desk").status_code == 200


def test_logging_out_everywhere_ends_all_of_them(room: Room) -> None:
    bob, other, carol = room.seat("Bob"), room.seat("Bob"), room.seat("Carol")
    bob.post("/desk/logout", everywhere=1)
    assert other.get("/desk").status_code == 302
    assert carol.get("/desk").status_code == 200


def test_an_unattended_desk_closes_although_its_page_keeps_asking(room: Room) -> None:
    bob = room.seat("Bob")
    headers = {"X-Fragment": "1", "X-Background": "1"}
    for _ in range(11):
        room.clock.forward(minutes=5)
        assert bob.get("/desk", headers=headers).status_code == 200
    room.clock.forward(minutes=6)
    assert bob.get("/desk", headers=headers).status_code == 401


def test_whoever_works_stays_until_the_shift_is_over(room: Room) -> None:
    bob = room.seat("Bob")
    for _ in range(12):
        assert bob.get("/desk").status_code == 200
        room.clock.forward(minutes=59)
    room.clock.forward(minutes=12)
    assert bob.get("/desk").status_code == 302


def test_one_changes_ones_own_password_by_knowing_the_old_one(
    room: Room, at_the_door: Seat
) -> None:
    enter(at_the_door)
    other = room.seat("Bob")
    at_the_door.get("/desk/password")
    new = {"new": "another good one", "again": "another good one"}
    at_the_door.post("/desk/password", old="wrong", **new)
    assert "いまのパスワードが違います" in at_the_door.get("/desk/password").text
    at_the_door.post("/desk/password", old=PASSWORD, new="another good one", again="typo")
    assert "確認のため" in at_the_door.get("/desk/password").text
    at_the_door.post("/desk/password", old=PASSWORD, new="short", again="short")
    assert "そのパスワードは使えません" in at_the_door.get("/desk/password").text
    assert at_the_door.post("/desk/password", old=PASSWORD, **new).status_code == 303
    assert other.get("/desk").status_code == 302
    at_the_door.get("/desk/login")
    assert enter(at_the_door, password=PASSWORD) == 401
    assert enter(at_the_door, password="another good one") == 303
