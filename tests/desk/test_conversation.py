"""A conversation's page: read, answer, hand over, end; every view in the trail."""

from __future__ import annotations

import re

import pytest

from bot.turn import Stage
from intake import audit
from intake.audit import Action
from intake.models import Delivery, Message, Outcome
from nlp.reading import Risk
from tests.desk.conftest import Room, Seat


def claimed(room: Room, name: str, address: str = "U-1") -> tuple[Seat, str]:
    """A seat whose conversation is its own, with its page open."""
    talk, seat = room.write(address, "あ"), room.seat(name)
    seat.post(f"/desk/c/{talk}/claim")
    seat.get(f"/desk/c/{talk}")
    return seat, talk


def test_the_slower_of_two_is_told_who_was_faster_and_may_read(room: Room) -> None:
    talk = room.write("U-1", "あ")
    bob, carol = room.seat("Bob"), room.seat("Carol")
    carol.get("/desk")
    assert bob.post(f"/desk/c/{talk}/claim").headers["Location"] == f"/desk/c/{talk}"
    assert carol.post(f"/desk/c/{talk}/claim").headers["Location"] == f"/desk/c/{talk}"
    page = carol.get(f"/desk/c/{talk}").text
    assert "Bobさんが先に対応を始めました" in page
    assert "Bobさんから引き継ぐ" in page
    assert 'data-testid="answer-box"' not in page
    assert "あなたが対応中になりました" in bob.get(f"/desk/c/{talk}").text


def test_an_answer_sent_twice_is_said_once(room: Room) -> None:
    bob, talk = claimed(room, "Bob")
    for _ in range(2):
        answer = bob.post(f"/desk/c/{talk}/answer", text="読みました", client_key="k")
        assert answer.status_code == 303
    assert room.said(talk) == ["あ", "読みました"]


def test_an_answer_of_our_script_brings_the_talk_and_a_new_key(room: Room) -> None:
    bob, talk = claimed(room, "Bob")
    part = bob.send(f"/desk/c/{talk}/answer", text="読みました", client_key="k")
    assert part.status_code == 200
    assert "読みました" in part.text
    assert "送信中" in part.text
    assert re.search(r'data-client-key="[\w-]{20,}"', part.text)


def test_other_words_under_a_used_key_are_neither_sent_nor_lost(room: Room) -> None:
    bob, talk = claimed(room, "Bob")
    bob.post(f"/desk/c/{talk}/answer", text="はじめの文", client_key="k")
    answer = bob.post(f"/desk/c/{talk}/answer", text="直した文", client_key="k")
    assert answer.status_code == 409
    assert "いまの文は、まだ送っていません" in answer.text
    assert ">直した文</textarea>" in answer.text
    assert room.said(talk) == ["あ", "はじめの文"]


@pytest.mark.parametrize("text", ["", "あ" * 5_001])
def test_what_is_too_long_or_empty_is_refused_with_the_words_kept(room: Room, text: str) -> None:
    bob, talk = claimed(room, "Bob")
    page = bob.post(f"/desk/c/{talk}/answer", text=text, client_key="k")
    assert page.status_code == 422
    assert "5,000文字まで" in page.text
    assert f">{text}</textarea>" in page.text
    part = bob.send(f"/desk/c/{talk}/answer", text=text, client_key="k")
    assert part.status_code == 422
    assert "<html" not in part.text


def test_who_lost_the_conversation_while_writing_loses_no_word(room: Room) -> None:
    bob, talk = claimed(room, "Bob")
    carol = room.seat("Carol")
    taken = carol.post(f"/desk/c/{talk}/take_over", held_by=room.ids["Bob"])
    assert taken.status_code == 303
    answer = bob.post(f"/desk/c/{talk}/answer", text="書きかけの返事", client_key="k")
    assert answer.status_code == 409
    assert "Carolさんが先に" in answer.text
    assert "書きかけの返事" in answer.text
    assert room.said(talk) == ["あ"]


def test_nothing_is_sent_to_who_blocked_us_and_the_words_stay(room: Room) -> None:
    bob, talk = claimed(room, "Bob")
    room.block("U-1")
    answer = bob.post(f"/desk/c/{talk}/answer", text="返事", client_key="k")
    assert answer.status_code == 409
    assert "ブロックしています" in answer.text
    assert ">返事</textarea>" in answer.text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (Delivery.PENDING, "送信中"),
        (Delivery.SENT, "届けました"),
        (Delivery.UNCERTAIN, "届いたか不明"),
        (Delivery.HELD, "保留（月の上限）"),
        (Delivery.FAILED, "送れませんでした"),
        (Delivery.EXPIRED, "送りませんでした"),
    ],
)
def test_what_is_known_of_a_delivery_stands_on_the_bubble(
    room: Room, state: Delivery, words: str
) -> None:
    bob, talk = claimed(room, "Bob")
    bob.post(f"/desk/c/{talk}/answer", text="返事", client_key="k")
    with room.system.transaction() as session:
        session.query(Message).filter_by(client_key="k").one().delivery = state
    page = bob.get(f"/desk/c/{talk}").text
    assert re.search(rf'data-testid="delivery">{words}<', page)
    assert "既読" not in page


def test_an_erased_message_is_said_to_be_taken_back(room: Room) -> None:
    talk = room.write("U-1", "なまえはたなか")
    with room.system.transaction() as session:
        row = session.query(Message).one()
        row.text, row.extra, row.erased_at = None, None, room.clock()
    page = room.seat("Bob").get(f"/desk/c/{talk}").text
    assert "本人が取り消しました" in page
    assert "たなか" not in page


def test_a_note_is_for_staff_whoever_holds_the_conversation(room: Room) -> None:
    _, talk = claimed(room, "Bob")
    carol = room.seat("Carol")
    assert carol.post(f"/desk/c/{talk}/note", text="母親から電話あり").status_code == 303
    assert "母親から電話あり" in carol.get(f"/desk/c/{talk}").text
    refused = carol.post(f"/desk/c/{talk}/note", text=" ")
    assert refused.status_code == 422
    assert room.said(talk) == ["あ"]


def test_tags_go_and_come_with_one_click_and_only_known_ones(room: Room) -> None:
    talk, bob = room.write("U-1", "あ"), room.seat("Bob")
    code, concern = next(iter(room.system.script.taxonomy.concerns.items()))
    bob.post(f"/desk/c/{talk}/add_tag", code=code)
    assert f'id="tag-{code}"' in bob.get(f"/desk/c/{talk}").text
    bob.post(f"/desk/c/{talk}/remove_tag", code=code)
    page = bob.get(f"/desk/c/{talk}").text
    assert f'id="tag-{code}"' not in page
    assert concern.label in page
    assert bob.post(f"/desk/c/{talk}/add_tag", code="no-such-code").status_code == 400


def test_ending_asks_how_and_waits_for_words_that_came_meanwhile(room: Room) -> None:
    bob, talk = claimed(room, "Bob")
    last = room.hear("U-1", "やっぱりもうひとつ")
    bob.post(f"/desk/c/{talk}/close", last_seen_id=last, outcome="no-such")
    assert room.find(talk).stage is Stage.WITH_STAFF
    bob.post(f"/desk/c/{talk}/close", last_seen_id=last - 1, outcome="answered")
    assert "まだ読んでいないメッセージ" in bob.get(f"/desk/c/{talk}").text
    bob.post(f"/desk/c/{talk}/close", last_seen_id=last, outcome="connected")
    found = room.find(talk)
    assert (found.stage, found.outcome) == (Stage.CLOSED, Outcome.CONNECTED)
    assert "ほかの窓口につないだ" in bob.get("/desk/closed").text


def test_what_is_given_back_stands_in_the_queue_again(room: Room) -> None:
    bob, talk = claimed(room, "Bob")
    bob.post(f"/desk/c/{talk}/give_back")
    assert room.find(talk).stage is Stage.WAITING
    assert "前の担当：Bobさん" in room.seat("Carol").get("/desk").text


def test_a_staff_member_may_take_over_from_the_bot(room: Room) -> None:
    talk = room.write("U-1", "あ")
    with room.system.transaction() as session:
        session.merge(room.find(talk)).stage = Stage.WITH_BOT
    bob = room.seat("Bob")
    assert "ボットは黙ります" in bob.get(f"/desk/c/{talk}").text
    bob.post(f"/desk/c/{talk}/claim")
    assert room.find(talk).stage is Stage.WITH_STAFF


def test_every_way_to_see_a_conversation_is_in_the_trail(room: Room) -> None:
    talk, bob = room.write("U-1", "あ"), room.seat("Bob")
    for path in (f"/desk/c/{talk}/part", f"/desk/c/{talk}/past", f"/desk/c/{talk}"):
        room.clock.forward(minutes=2)
        bob.get(path)
        bob.get(path)
    with room.system.reading() as session:
        views = [trace for trace in audit.page(session) if trace.action == Action.VIEW]
    assert [(view.staff, view.conversation) for view in views] == [("Bob", talk)] * 3


def test_a_part_fetched_by_itself_marks_nothing_as_read(room: Room) -> None:
    bob, talk = claimed(room, "Bob")
    room.hear("U-1", "きいて", Risk.URGENT)
    bob.get(f"/desk/c/{talk}/part")
    assert "新着 1" in bob.get("/desk").text
    assert bob.post(f"/desk/c/{talk}/seen").status_code == 204
    page = bob.get("/desk").text
    assert "新着" not in page
    assert 'data-testid="alarm-banner"' in page


def test_an_unknown_address_is_a_page_with_a_way_back(room: Room) -> None:
    answer = room.seat("Bob").get("/desk/c/no-such-conversation")
    assert answer.status_code == 404
    assert "相談の列へ戻る" in answer.text
