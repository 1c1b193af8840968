"""Who holds a conversation: never two, never nobody by mistake, nothing sent twice."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from bot.turn import Stage
from intake import holding, queue
from intake.conversations import Unreachable
from intake.database import Turnstile
from intake.holding import (
    AlreadyClosed,
    BadAnswer,
    Form,
    HeldByOther,
    NewMessages,
    NotHeld,
    SentBefore,
)
from intake.models import Author, Conversation, Message, Outcome, Posting, Staff
from tests.people import MORNING, employ, hear, write

LATER = MORNING + timedelta(minutes=10)


def test_of_two_who_claim_at_once_one_wins_and_the_other_learns_who(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        talk = write(session, "U-1", "あ")
        talk_id, people = talk.id, [employ(session, name).id for name in ("Alice", "Bob")]
    turnstile, start = Turnstile(str(engine.url)), threading.Barrier(2)
    results: dict[int, str] = {}

    def claim(staff_id: int) -> None:
        start.wait()
        with turnstile.pass_through(), Session(engine) as session, session.begin():
            staff = session.get_one(Staff, staff_id)
            try:
                holding.claim(session, session.get_one(Conversation, talk_id), staff, LATER)
                results[staff_id] = "won"
            except HeldByOther as refusal:
                results[staff_id] = refusal.name

    threads = [threading.Thread(target=claim, args=(each,)) for each in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    with Session(engine) as session:
        found = session.get_one(Conversation, talk_id)
        winner = session.get_one(Staff, found.owner_id)
        loser = next(each for each in people if each != winner.id)
        assert results == {winner.id: "won", loser: winner.name}


def test_claiming_ends_the_bots_clock_and_claiming_again_changes_nothing(db: Session) -> None:
    alice = employ(db, "Alice")
    talk = write(db, "U-1", "あ", stage=Stage.WITH_BOT)
    talk.silence_due_at = LATER
    db.flush()
    holding.claim(db, talk, alice, MORNING)
    holding.claim(db, talk, alice, LATER)
    assert talk.stage is Stage.WITH_STAFF
    assert (talk.owner_id, talk.claimed_at) == (alice.id, MORNING)
    assert talk.silence_due_at is None


def test_a_take_over_is_from_the_holder_that_was_shown(db: Session) -> None:
    alice, bob, carol = (employ(db, name) for name in ("Alice", "Bob", "Carol"))
    talk = write(db, "U-1", "あ")
    holding.claim(db, talk, alice, MORNING)
    holding.take_over(db, talk, bob, alice.id, LATER)
    with pytest.raises(HeldByOther) as refusal:
        holding.take_over(db, talk, carol, alice.id, LATER)
    assert (refusal.value.name, talk.owner_id) == ("Bob", bob.id)


def test_what_is_given_back_waits_since_the_first_unanswered_message(db: Session) -> None:
    alice = employ(db, "Alice")
    talk = write(db, "U-1", "あ", at=MORNING)
    holding.claim(db, talk, alice, MORNING)
    holding.answer(db, talk, alice, Form("はい", "k"), MORNING)
    hear(db, talk, "いつ", at=MORNING + timedelta(minutes=3))
    hear(db, talk, "まだ", at=MORNING + timedelta(minutes=8))
    holding.give_back(db, talk, alice, LATER)
    assert talk.stage is Stage.WAITING
    assert talk.owner_id is None
    assert talk.waiting_since == MORNING + timedelta(minutes=3)
    assert queue.board(db, alice.id, LATER).waiting.cards[0].last_owner == "Alice"


def test_an_answer_is_one_message_and_one_parcel_however_often_it_is_sent(db: Session) -> None:
    alice = employ(db, "Alice")
    talk = write(db, "U-1", "あ")
    holding.claim(db, talk, alice, MORNING)
    first = holding.answer(db, talk, alice, Form("はい\r\nどうぞ ", "k"), MORNING)
    again = holding.answer(db, talk, alice, Form("はい\nどうぞ", "k"), LATER)
    assert again.id == first.id
    assert db.scalar(select(func.count()).where(Posting.message_id == first.id)) == 1
    with pytest.raises(SentBefore):
        holding.answer(db, talk, alice, Form("べつの文", "k"), LATER)


@pytest.mark.parametrize("text", ["", " \n ", "あ" * 5_001, "😀" * 2_501])
def test_nothing_and_too_much_are_refused(db: Session, text: str) -> None:
    alice = employ(db, "Alice")
    talk = write(db, "U-1", "あ")
    holding.claim(db, talk, alice, MORNING)
    with pytest.raises(BadAnswer):
        holding.answer(db, talk, alice, Form(text, "k"), MORNING)
    holding.answer(db, talk, alice, Form("😀" * 2_500, "k2"), MORNING)


def test_only_the_holder_answers_gives_back_and_closes(db: Session) -> None:
    alice, bob = employ(db, "Alice"), employ(db, "Bob")
    talk = write(db, "U-1", "あ")
    with pytest.raises(NotHeld):
        holding.answer(db, talk, alice, Form("はい", "k"), MORNING)
    holding.claim(db, talk, bob, MORNING)
    with pytest.raises(HeldByOther):
        holding.answer(db, talk, alice, Form("はい", "k"), MORNING)
    with pytest.raises(HeldByOther):
        holding.give_back(db, talk, alice, MORNING)
    with pytest.raises(HeldByOther):
        holding.close(db, talk, alice, Outcome.ANSWERED, 10**9, MORNING)
    said = select(func.count()).where(Message.author == Author.STAFF)
    assert db.scalar(said) == 0


def test_who_blocked_us_gets_nothing_and_staff_are_told(db: Session) -> None:
    alice = employ(db, "Alice")
    talk = write(db, "U-1", "あ")
    holding.claim(db, talk, alice, MORNING)
    talk.address.unreachable_at = MORNING
    with pytest.raises(Unreachable):
        holding.answer(db, talk, alice, Form("はい", "k"), MORNING)


def test_a_word_that_came_meanwhile_keeps_the_conversation_open(db: Session) -> None:
    alice = employ(db, "Alice")
    talk = write(db, "U-1")
    seen = hear(db, talk, "ありがとう")
    holding.claim(db, talk, alice, MORNING)
    new = hear(db, talk, "やっぱり", at=LATER)
    with pytest.raises(NewMessages):
        holding.close(db, talk, alice, Outcome.ANSWERED, seen.id, LATER)
    holding.close(db, talk, alice, Outcome.ANSWERED, new.id, LATER)
    assert (talk.stage, talk.outcome, talk.owner_id) == (
        Stage.CLOSED,
        Outcome.ANSWERED,
        alice.id,
    )
    with pytest.raises(AlreadyClosed):
        holding.claim(db, talk, alice, LATER)
