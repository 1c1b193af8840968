"""A conversation's page: every bubble, its marks, and what was talked of before."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from bot.utterance import Card, Choice, Line, Utterance
from intake import holding, outbox, talk
from intake.models import Author, Delivery, Outcome
from nlp.reading import Risk
from tests.people import MORNING, employ, hear, tag, write


def test_bubbles_come_in_order_with_marks_and_delivery(db: Session) -> None:
    conversation = write(db, "U-1")
    message = hear(db, conversation, "家賃が払えない。死にたい", risk=Risk.URGENT)
    tag(db, message, "money", "家賃")
    said = Utterance(
        "電話があります", (Choice("人と話す", "human"),), (Line("ア", "110", "24時間", "110"),)
    )
    outbox.post(db, conversation, said, Author.BOT, MORNING)
    first, second = talk.load(db, conversation).bubbles
    assert [(mark.code, mark.start, mark.end) for mark in first.marks] == [
        (talk.RISK, 0, 12),
        ("money", 0, 2),
    ]
    assert (second.choices[0].label, second.lines[0].number) == ("人と話す", "110")
    assert second.delivery is Delivery.PENDING


def test_an_erased_bubble_keeps_its_place_and_nothing_else(db: Session) -> None:
    conversation = write(db, "U-1")
    message = hear(db, conversation, "死にたい", risk=Risk.URGENT)
    message.text, message.extra, message.erased_at = None, None, MORNING
    db.flush()
    (bubble,) = talk.load(db, conversation).bubbles
    assert (bubble.text, bubble.marks) == (None, ())


def test_a_bubble_that_came_late_stands_where_it_was_written(db: Session) -> None:
    conversation = write(db, "U-1", at=MORNING)
    hear(db, conversation, "はじめに", at=MORNING)
    hear(db, conversation, "三つめ", at=MORNING + timedelta(seconds=20))
    outbox.post(db, conversation, Utterance("ボット"), Author.BOT, MORNING)
    hear(db, conversation, "二つめ", at=MORNING + timedelta(seconds=10))
    hear(db, conversation, "四つめ", at=MORNING + timedelta(seconds=30))
    shown = talk.load(db, conversation)
    assert [bubble.text for bubble in shown.bubbles] == [
        "はじめに",
        "二つめ",
        "三つめ",
        "ボット",
        "四つめ",
    ]
    assert shown.last_message_id == max(bubble.id for bubble in shown.bubbles)


def test_a_long_talk_shows_its_newest_and_says_how_many_came_before(db: Session) -> None:
    conversation = write(db, "U-1", *[f"{each}" for each in range(7)])
    shown = talk.load(db, conversation, shown=3)
    assert [bubble.text for bubble in shown.bubbles] == ["4", "5", "6"]
    assert shown.earlier == 4
    assert talk.load(db, conversation, shown=None).earlier == 0


def test_earlier_conversations_of_the_contact_and_of_nobody_else(db: Session) -> None:
    alice = employ(db, "Alice")
    for address in ("U-1", "U-2"):
        closed = write(db, address, "あ")
        holding.claim(db, closed, alice, MORNING)
        holding.close(db, closed, alice, Outcome.CONNECTED, 10**9, MORNING)
    again = write(db, "U-2", "い")
    (past,) = talk.load(db, again).past
    assert (past.public_id, past.owner, past.outcome) == (
        closed.public_id,
        "Alice",
        Outcome.CONNECTED,
    )


def test_the_cards_that_somebody_was_shown_are_on_their_bubble(db: Session) -> None:
    conversation = write(db, "U-1", "畑をしたい")
    shown = Card("みんなの畑", "サロン（川辺）", ("土曜の朝", "", "申し込みはいりません"))
    outbox.post(db, conversation, Utterance("どうぞ", cards=(shown,)), Author.BOT, MORNING)
    assert talk.load(db, conversation).bubbles[-1].places == (shown,)


def test_what_could_not_be_read_says_so(db: Session) -> None:
    conversation = write(db, "U-1", "あ")
    message = hear(db, conversation, "मेरो श्रीमान्")
    message.extra = {"risk": [], "dangers": [], "is_unread": True}
    db.flush()
    assert [each.is_unread for each in talk.load(db, conversation).bubbles] == [False, True]
