"""The queue: danger first, then waiting time, and nobody for ever behind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from bot.track import Track
from bot.turn import Stage
from intake import holding, queue, sight
from intake.models import Arrival, ArrivalState, Outcome
from nlp.reading import Risk
from tests.people import MORNING, employ, hear, tag, write

MINUTE = timedelta(minutes=1)


def ordered(*leads: tuple[Risk, int]) -> list[tuple[Risk, int]]:
    """Leads as `(risk, minutes waited)`, first in the queue first."""
    return sorted(leads, key=lambda lead: queue.rank(lead[0], lead[1] * MINUTE), reverse=True)


def test_danger_is_strictly_first_however_long_others_wait() -> None:
    month = 30 * 24 * 60
    assert ordered(
        (Risk.NONE, month), (Risk.WATCH, month), (Risk.URGENT, 1), (Risk.EMERGENCY, 0)
    ) == [(Risk.EMERGENCY, 0), (Risk.URGENT, 1), (Risk.WATCH, month), (Risk.NONE, month)]


@pytest.mark.parametrize("risk", list(Risk))
def test_waiting_raises_the_rank_without_end(risk: Risk) -> None:
    years = [timedelta(days=365 * year) for year in range(5)]
    ranks = [queue.rank(risk, waited) for waited in years]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == len(ranks)


def test_watch_is_a_head_start_and_no_more() -> None:
    assert ordered((Risk.NONE, 59), (Risk.WATCH, 0))[0] == (Risk.WATCH, 0)
    assert ordered((Risk.NONE, 61), (Risk.WATCH, 0))[0] == (Risk.NONE, 61)


def test_who_wants_to_take_part_waits_for_the_coordinator_apart_from_troubles(db: Session) -> None:
    trouble, garden = write(db, "U-1", "家賃"), write(db, "U-2", "畑をしたい")
    garden.track = Track.COMMUNITY
    board = queue.board(db, 0, MORNING)
    assert [card.id for card in board.waiting.cards] == [trouble.id]
    assert [card.id for card in board.community.cards] == [garden.id]
    hear(db, garden, "もうだめ", risk=Risk.URGENT)
    board = queue.board(db, 0, MORNING)
    assert [card.id for card in board.waiting.cards] == [garden.id, trouble.id]
    assert board.community.count == 0


def test_the_board_sorts_by_rank_and_parts_by_holder(db: Session) -> None:
    alice, bob = employ(db, "Alice"), employ(db, "Bob")
    old = write(db, "U-old", "家賃のこと", at=MORNING)
    new = write(db, "U-new", "介護のこと", at=MORNING + 30 * MINUTE)
    danger = write(db, "U-danger", "もうだめ", risk=Risk.EMERGENCY, at=MORNING + 40 * MINUTE)
    bot = write(db, "U-bot", "こんにちは", stage=Stage.WITH_BOT)
    mine, theirs = write(db, "U-mine", "仕事"), write(db, "U-theirs", "借金")
    holding.claim(db, mine, alice, MORNING)
    holding.claim(db, theirs, bob, MORNING)
    board = queue.board(db, alice.id, MORNING + 41 * MINUTE)
    assert [card.id for card in board.waiting.cards] == [danger.id, old.id, new.id]
    assert [card.id for card in board.mine.cards] == [mine.id]
    assert [card.id for card in board.others.cards] == [theirs.id]
    assert [card.id for card in board.with_bot.cards] == [bot.id]
    assert board.others.cards[0].owner == "Bob"


def test_a_card_names_the_words_that_led_to_its_tags(db: Session) -> None:
    talk = write(db, "U-1")
    message = hear(db, talk, "家賃が払えません。もう死にたい", risk=Risk.URGENT)
    tag(db, message, "money", "家賃が払えません")
    tag(db, message, "money", "家賃")
    card = queue.board(db, 0, MORNING).waiting.cards[0]
    assert [(each.code, each.words) for each in card.concerns] == [("money", ("家賃が払えません",))]
    assert card.risk_words == ("家賃が払えません。もう死にたい",)


def test_my_own_wait_for_my_word_first(db: Session) -> None:
    alice = employ(db, "Alice")
    talks = [write(db, f"U-{each}", "あ", at=MORNING + each * MINUTE) for each in range(3)]
    for talk in talks:
        holding.claim(db, talk, alice, MORNING)
    holding.answer(db, talks[0], alice, holding.Form("はい", "key"), MORNING + 5 * MINUTE)
    hear(db, talks[2], "たすけて", risk=Risk.EMERGENCY, at=MORNING + 6 * MINUTE)
    mine = queue.mine(db, alice.id)
    assert [card.id for card in mine] == [talks[2].id, talks[1].id, talks[0].id]
    assert [card.is_our_turn for card in mine] == [True, True, False]
    sight.see(db, talks[2], alice, MORNING + 7 * MINUTE)
    db.expire_all()
    assert queue.mine(db, alice.id)[0].id == talks[2].id, "danger stays first once it was read"


def test_a_person_who_returns_shows_who_held_them_before(db: Session) -> None:
    alice = employ(db, "Alice")
    first = write(db, "U-1", "はじめて")
    holding.claim(db, first, alice, MORNING)
    holding.close(db, first, alice, Outcome.ANSWERED, 10**9, MORNING)
    write(db, "U-1", "また来ました")
    assert queue.board(db, alice.id, MORNING).waiting.cards[0].last_owner == "Alice"


def test_an_alarm_is_listed_whoever_holds_the_conversation(db: Session) -> None:
    bob = employ(db, "Bob")
    talk = write(db, "U-1", "あ")
    holding.claim(db, talk, bob, MORNING)
    assert queue.alarms(db) == []
    hear(db, talk, "もう死にたい", risk=Risk.URGENT)
    assert [(alarm.public_id, alarm.owner) for alarm in queue.alarms(db)] == [
        (talk.public_id, "Bob")
    ]


def test_closed_ones_come_a_page_at_a_time_and_each_once(db: Session) -> None:
    alice = employ(db, "Alice")
    for each in range(queue.PAGE + 5):
        talk = write(db, f"U-{each}", "あ")
        holding.claim(db, talk, alice, MORNING)
        holding.close(db, talk, alice, Outcome.ANSWERED, 10**9, MORNING + each // 3 * MINUTE)
    first = queue.closed(db)
    second = queue.closed(db, first[-1].public_id)
    assert len(first) == queue.PAGE
    assert len({card.id for card in first + second}) == queue.PAGE + 5


def test_search_finds_part_of_a_code_name_and_takes_no_wildcards(db: Session) -> None:
    talk = write(db, "U-1", "あ")
    name = talk.contact.code_name
    assert [card.id for card in queue.search(db, f" {name[1:]}さん ")] == [talk.id]
    assert queue.search(db, "%") == []
    assert queue.search(db, "") == []


def test_what_was_set_aside_is_counted(db: Session) -> None:
    db.add(
        Arrival(
            door="line",
            event_id="e",
            occurred_at=MORNING,
            received_at=MORNING,
            due_at=MORNING,
            payload="{}",
            state=ArrivalState.SET_ASIDE,
        )
    )
    assert queue.trouble(db) == queue.Trouble(set_aside=1, held=0)


def queries(engine: Engine, session: Session, staff_id: int) -> int:
    """How many statements the board, the alarms and the trouble take."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    queue.board(session, staff_id, MORNING)
    queue.alarms(session)
    queue.trouble(session)
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_the_board_takes_the_same_few_queries_for_one_and_for_many(
    db: Session, engine: Engine
) -> None:
    alice = employ(db, "Alice")
    write(db, "U-0", "あ")
    db.expire_all()
    few = queries(engine, db, alice.id)
    for each in range(1, 20):
        talk = write(db, f"U-{each}")
        tag(db, hear(db, talk, "家賃が払えません", risk=Risk.WATCH), "money", "家賃")
        if each % 2:
            holding.claim(db, talk, alice, MORNING)
    db.flush()
    db.expire_all()
    assert queries(engine, db, alice.id) == few
    assert few <= 8


# SQLite explains its plan in words that can be tested.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_closed_conversations_cost_the_board_nothing(db: Session, engine: Engine) -> None:
    plans: list[str] = []

    def explain(
        connection: object, _cursor: object, statement: str, values: object, *_: object
    ) -> None:
        if statement.lstrip().startswith("SELECT") and "FROM conversations" in statement:
            rows = db.connection().connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            plans.extend(str(row[3]) for row in rows.fetchall())

    event.listen(engine, "before_cursor_execute", explain)
    queue.board(db, 1, MORNING)
    queue.alarms(db)
    event.remove(engine, "before_cursor_execute", explain)
    walked = [plan for plan in plans if plan.startswith("SCAN conversations")]
    assert walked, "the board reads the open ones"
    assert all("INDEX ix_conversations_" in plan for plan in walked), walked
