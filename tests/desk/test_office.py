"""What an admin looks after, in figures; and what an answer costs, said beside the box."""

from __future__ import annotations

from bot.feedback import Face
from intake import outbox, quota
from intake.models import Address, Conversation
from tests.desk.conftest import Room


def told(room: Room, used: int, most: int | None) -> None:
    with room.system.transaction() as session:
        quota.tried(session, "line", room.clock())
        session.flush()
        quota.note(session, "line", used, most, room.clock())


def mine(room: Room) -> str:
    talk = room.write("U-1", "あ")
    room.seat("Bob").post(f"/desk/c/{talk}/claim")
    return f"/desk/c/{talk}"


def give_token(room: Room) -> None:
    with room.system.transaction() as session:
        outbox.keep_token(session, session.query(Address).one(), "token", room.clock())


def test_the_faces_are_counted_and_nobody_is_named(room: Room) -> None:
    faces = [Face.GOOD, Face.GOOD, Face.HARD, None]
    for number, face in enumerate(faces):
        talk = room.write(f"U-{number}", "あ")
        with room.system.transaction() as session:
            row = session.query(Conversation).filter_by(public_id=talk).one()
            row.feedback_asked_at, row.feedback = room.clock(), face
            name = row.contact.code_name
    page = room.seat("Alice").get("/desk/admin/overview").text
    table = page[page.index('data-testid="faces"') : page.index('data-testid="kept"')]
    assert "<td>😊 よかった</td><td>2</td>" in table
    assert "<td>😞 よくなかった</td><td>1</td>" in table
    assert "<td>答えなかった</td><td>1</td>" in table
    assert name not in table


def test_how_long_things_are_kept_is_said(room: Room) -> None:
    kept = room.system.script.office.retention
    page = room.seat("Alice").get("/desk/admin/overview").text
    for days in (kept.texts_days, kept.attachments_days, kept.payloads_days):
        assert f"{days}日" in page


def test_an_answer_is_free_at_once_and_counted_later(room: Room) -> None:
    told(room, 12, 200)
    page = mine(room)
    give_token(room)
    bob = room.seat("Bob")
    assert "無料" in bob.get(page).text
    room.clock.forward(seconds=51)
    later = bob.get(page).text
    assert "無料" not in later
    assert "LINEの送信を<strong>1通</strong>使います（今月 12／200通）" in later


def test_at_the_limit_it_is_said_what_will_happen_and_that_nothing_is_lost(room: Room) -> None:
    told(room, 200, 200)
    page = mine(room)
    bob = room.seat("Bob")
    said = bob.get(page).text
    assert "いま送ると、保留になります" in said
    assert "なくなりはしません" in said
    assert "返事は保留になり" in bob.get("/desk").text
    give_token(room)
    assert "無料" in bob.get(page).text


def test_nearly_at_the_limit_the_board_says_what_is_left(room: Room) -> None:
    told(room, 159, 200)
    bob = room.seat("Bob")
    assert "残りは" not in bob.get("/desk").text
    told(room, 160, 200)
    assert "残りは40通です" in bob.get("/desk").text


def test_without_an_answer_of_line_the_page_is_honest(room: Room) -> None:
    assert "まだ確かめられていません" in room.seat("Alice").get("/desk/admin/overview").text
    assert "まだLINEに確かめていません" in room.seat("Bob").get(mine(room)).text


def test_without_a_limit_nobody_is_warned(room: Room) -> None:
    told(room, 4000, None)
    assert "上限なし" in room.seat("Bob").get(mine(room)).text
    assert 'data-testid="trouble"' not in room.seat("Bob").get("/desk").text
