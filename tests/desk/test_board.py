"""The board as a page."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from bot.track import Track
from intake import queue
from intake.models import Arrival, ArrivalState, Conversation
from nlp.reading import Risk
from tests.desk.conftest import Room
from tests.people import MORNING, hear, tag, write


def test_a_lead_stands_on_the_board_with_all_that_staff_need(room: Room) -> None:
    with room.system.transaction() as session:
        talk = write(session, "U-1", at=room.clock())
        tag(session, hear(session, talk, "家賃が払えません"), "money", "払えません")
        tag(session, hear(session, talk, "x"), "a_tag_no_longer_listed", "x")
        talk.summary = "本人のことで、生活費の相談です。"
        talk.area = room.system.script.office.areas[0].code
        name = talk.contact.code_name
    room.clock.forward(hours=1, minutes=5)
    page = room.seat("Bob").get("/desk").text
    for shown in (
        f"{name}さん",
        "LINE",
        "「払えません」",
        "本人のことで、生活費の相談です。",
        room.system.script.office.areas[0].label,
        "1時間5分",
        "a_tag_no_longer_listed",
    ):
        assert shown in page, shown


def test_what_a_resident_wrote_is_text_and_not_markup(room: Room) -> None:
    talk = room.write("U-1", "<script>alert(1)</script>")
    assert "<script>alert" not in room.seat("Bob").get(f"/desk/c/{talk}").text


def test_who_blocked_us_is_marked(room: Room) -> None:
    room.write("U-1", "あ")
    room.block("U-1")
    assert "いまは届けられません" in room.seat("Bob").get("/desk").text


def test_the_alarm_is_on_every_page_until_somebody_opens_the_conversation(room: Room) -> None:
    talk = room.write("U-1", "もう死にたい", risk=Risk.URGENT)
    bob, carol = room.seat("Bob"), room.seat("Carol")
    pages = ("/desk", "/desk/closed", "/desk/password", "/desk/nowhere")
    for path in pages[:3]:
        assert 'data-testid="alarm-banner"' in carol.get(path).text, path
    room.clock.forward(minutes=30)
    bob.get(f"/desk/c/{talk}/part")
    assert 'data-testid="alarm-banner"' in carol.get("/desk").text
    bob.get(f"/desk/c/{talk}")
    assert 'data-testid="alarm-banner"' not in carol.get("/desk").text


def test_a_script_gets_the_part_that_changes(room: Room) -> None:
    bob = room.seat("Bob")
    part = bob.get("/desk", headers={"X-Fragment": "1"}).text
    assert 'id="board"' in part
    assert 'id="alarms"' in part
    assert "<html" not in part
    assert 'id="alarms"' in bob.get("/desk/alarms").text


def test_set_aside_arrivals_are_said_to_everybody_and_tried_again_by_an_admin(room: Room) -> None:
    with room.system.transaction() as session:
        arrival = Arrival(
            door="line",
            event_id="e",
            occurred_at=MORNING,
            received_at=MORNING,
            due_at=MORNING,
            payload="ひみつの文",
            state=ArrivalState.SET_ASIDE,
            attempts=5,
            error="KeyError",
        )
        session.add(arrival)
        session.flush()
        arrival_id = arrival.id
    assert "取り込めなかったメッセージが 1 件" in room.seat("Bob").get("/desk").text
    alice = room.seat("Alice")
    page = alice.get("/desk/admin/arrivals").text
    assert "KeyError" in page
    assert "ひみつの文" not in page
    alice.post(f"/desk/admin/arrivals/{arrival_id}")
    assert "取り込めなかったメッセージが" not in alice.get("/desk").text
    assert "取り込みをもう一度試した" in alice.get("/desk/admin/trail").text


def test_search_is_by_code_name_and_leaves_no_word_in_an_address(room: Room) -> None:
    talk = room.write("U-1", "あ")
    with room.system.reading() as session:
        name = queue.board(session, 0, MORNING).waiting.cards[0].code_name
    bob = room.seat("Bob")
    assert f"/desk/c/{talk}" in bob.post("/desk/search", name=name[2:]).text
    assert "見つかりませんでした" in bob.post("/desk/search", name="いないひと").text
    assert bob.get("/desk/search?name=x").status_code in (404, 405)


def test_a_page_of_twenty_takes_as_many_queries_as_a_page_of_one(room: Room) -> None:
    bob, seen = room.seat("Bob"), [0]

    def count(*_: object) -> None:
        seen[0] += 1

    event.listen(room.system.engine, "before_cursor_execute", count)
    room.write("U-0", "あ")
    seen[0] = 0
    bob.get("/desk")
    few = seen[0]
    for each in range(1, 20):
        room.write(f"U-{each}", "もうだめ", risk=Risk.WATCH)
    seen[0] = 0
    bob.get("/desk")
    assert seen[0] == few


def test_who_wants_to_take_part_stands_apart_from_those_in_trouble(room: Room) -> None:
    garden = room.write("U-1", "畑をしたい")
    room.write("U-2", "家賃が払えません")
    with room.system.transaction() as session:
        session.query(Conversation).filter_by(public_id=garden).one().track = Track.COMMUNITY
    page = room.seat("Bob").get("/desk").text
    waiting, community = page.split('id="community-head"')
    assert garden in community
    assert garden not in waiting
    assert room.system.script.office.coordinator in community


def test_how_someone_reported_and_whether_we_may_ask_is_said(room: Room) -> None:
    talk = room.write("U-1", "隣の家のことです")
    bob = room.seat("Bob")
    for may, words in ((True, "またたずねてよい"), (False, "たずねないでほしい")):
        with room.system.transaction() as session:
            row = session.query(Conversation).filter_by(public_id=talk).one()
            row.track, row.may_come_back = Track.REPORT, may
        assert words in bob.get("/desk").text
    bob.post(f"/desk/c/{talk}/claim")
    assert 'data-testid="no-questions"' in bob.get(f"/desk/c/{talk}").text


@pytest.mark.parametrize(
    ("language", "name", "note"),
    [
        ("en", "英語", "日本語ほど確かではありません"),
        ("ne", "ネパール語", "自動では読み取れません"),
        ("und", "何語かわからないことば", "自動では読み取れません"),
    ],
)
def test_another_language_is_named_and_what_we_cannot_read_is_owned(
    room: Room, language: str, name: str, note: str
) -> None:
    talk = room.write("U-1", "x")
    with room.system.transaction() as session:
        session.query(Conversation).filter_by(public_id=talk).one().language = language
    bob = room.seat("Bob")
    assert name in bob.get("/desk").text
    page = bob.get(f"/desk/c/{talk}").text
    assert name in page
    assert note in page


def test_japanese_needs_no_word_about_its_language(room: Room) -> None:
    talk = room.write("U-1", "あ")
    assert 'data-testid="language-note"' not in room.seat("Bob").get(f"/desk/c/{talk}").text
