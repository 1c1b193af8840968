"""Accounts as an admin keeps them."""

from __future__ import annotations

from intake import staff
from intake.models import Role
from tests.desk.conftest import Room

NEW = {"login": "dan", "name": "Dan", "role": "counsellor", "password": "kiiroi himawari"}


def test_an_admin_adds_somebody_who_can_then_come_in(room: Room) -> None:
    alice = room.seat("Alice")
    alice.post("/desk/admin/accounts", **NEW)
    page = alice.get("/desk/admin/accounts").text
    assert "職員を加えました" in page
    assert "Dan" in page
    door = room.stranger()
    door.get("/desk/login")
    entered = door.post("/desk/login", login="dan", password=NEW["password"])
    assert entered.status_code == 303


def test_refusals_are_said_in_words(room: Room) -> None:
    alice = room.seat("Alice")
    for change, words in (
        ({"login": "bob"}, "もう使われています"),
        ({"password": "short"}, "そのパスワードは使えません"),
        ({"name": " "}, "ログイン名と名前を"),
    ):
        alice.post("/desk/admin/accounts", **{**NEW, **change})
        assert words in alice.get("/desk/admin/accounts").text
    assert alice.post("/desk/admin/accounts", **{**NEW, "role": "king"}).status_code == 400
    assert alice.post("/desk/admin/accounts/999/close_account").status_code == 404


def test_closing_an_account_shows_its_owner_the_door(room: Room) -> None:
    alice, bob = room.seat("Alice"), room.seat("Bob")
    alice.post(f"/desk/admin/accounts/{room.ids['Bob']}/close_account")
    assert bob.get("/desk").status_code == 302
    alice.post(f"/desk/admin/accounts/{room.ids['Bob']}/reopen_account")
    assert room.seat("Bob").get("/desk").status_code == 200


def test_the_last_admin_stays(room: Room) -> None:
    alice = room.seat("Alice")
    alice.post(f"/desk/admin/accounts/{room.ids['Alice']}/set_role", role="counsellor")
    assert "管理者がひとりもいなくなる" in alice.get("/desk/admin/accounts").text
    alice.post(f"/desk/admin/accounts/{room.ids['Bob']}/set_role", role="admin")
    with room.system.reading() as session:
        assert {each.login: each.role for each in staff.everyone(session)}["bob"] is Role.ADMIN


def test_a_password_given_by_an_admin_ends_the_logins_made_before(room: Room) -> None:
    alice, bob = room.seat("Alice"), room.seat("Bob")
    alice.post(f"/desk/admin/accounts/{room.ids['Bob']}/set_password", password="midori no kaeru")
    assert bob.get("/desk").status_code == 302
    assert "パスワードを変えた" in alice.get("/desk/admin/trail").text
