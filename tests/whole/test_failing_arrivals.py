"""The cases of docs/life-of-a-message.md up to the reading: what fails, and what is seen."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from redis import Redis
from sqlalchemy import LargeBinary, select, type_coerce, update
from sqlalchemy.exc import OperationalError

from bot.turn import Stage
from handlers import attendance, jobs, sweep
from handlers.bells import Bells
from intake import inbox, leases
from intake.database import open_engine
from intake.models import (
    Arrival,
    ArrivalState,
)
from tests.failures import (
    RENT,
    CutOffReader,
    DyingReader,
    HangingDoor,
    Killed,
    PoisonedReader,
    arrivals,
    deliver_webhook,
    forget_bells,
    give_reader,
    heard_of_rent,
    pass_time,
    written,
)
from tests.town import Town


def test_an_event_that_could_not_be_stored_is_asked_for_again(town: Town) -> None:
    user = town.friend()
    with town.platform.world.change() as state:
        state.console.redelivers = True
    engine, town.system.engine = town.system.engine, open_engine("sqlite:////nowhere/madoguchi.db")
    town.platform.write(user, RENT)
    town.platform.deliver_due()
    town.system.engine = engine
    assert written(town) == []
    town.clock.forward(minutes=10)
    town.settle()
    assert written(town) == [RENT]
    assert heard_of_rent(town, user) == 1


def test_without_redis_events_are_stored_and_answered_by_the_sweep(town: Town) -> None:
    user = town.friend()
    town.system.bells = Bells(Redis.from_url("unix:///nowhere/redis.sock"))
    deliver_webhook(town, user, RENT)
    assert heard_of_rent(town, user) == 0
    pass_time(town, 10)
    assert heard_of_rent(town, user) == 1
    assert town.platform.usage() == 0


def test_a_worker_killed_before_its_commit_leaves_the_event_to_another(town: Town) -> None:
    user = town.friend()
    contact_id = deliver_webhook(town, user, RENT)
    with pytest.raises(Killed):
        attendance.attend(town.system, town.bench.doors, DyingReader(), contact_id)
    assert written(town) == []
    forget_bells(town)
    pass_time(town, 5)
    assert written(town) == [RENT]
    assert heard_of_rent(town, user) == 1


def test_the_lease_of_a_dead_worker_runs_out_by_itself(town: Town) -> None:
    user = town.friend()
    contact_id = deliver_webhook(town, user, RENT)
    forget_bells(town)
    with town.system.transaction() as session:
        assert leases.take(session, f"attend:{contact_id}", town.clock())
    pass_time(town, 10)
    assert written(town) == []
    pass_time(town, 10)
    assert written(town) == [RENT]
    assert heard_of_rent(town, user) == 1


def test_a_worker_killed_after_its_commit_repeats_nothing(town: Town) -> None:
    user = town.friend()
    contact_id = deliver_webhook(town, user, RENT)
    attendance.attend(town.system, town.bench.doors, town.bench.reader, contact_id)
    forget_bells(town)
    assert heard_of_rent(town, user) == 0
    pass_time(town, 5)
    assert written(town) == [RENT]
    assert heard_of_rent(town, user) == 1
    assert town.platform.usage() == 0


def test_a_poisoned_event_is_set_aside_and_holds_up_nobody(town: Town) -> None:
    user = town.friend()
    poison = "読めない文"
    reader = town.bench.reader
    give_reader(town, PoisonedReader(reader, poison))
    town.write(user, poison)
    town.write(user, RENT)
    assert written(town) == [RENT]
    assert heard_of_rent(town, user) == 1
    pass_time(town, 300)
    with town.system.reading() as session:
        (aside,) = inbox.set_aside(session)
    assert aside.error == "ValueError"
    give_reader(town, reader)
    with town.system.transaction() as session:
        assert inbox.try_again(session, aside.id, town.clock())
    pass_time(town, 5)
    assert sorted(filter(None, written(town))) == sorted([RENT, poison])
    assert all(each.state is ArrivalState.DONE for each in arrivals(town))
    assert town.conversation().stage is not Stage.CLOSED


def test_events_that_overtook_one_another_are_read_in_the_order_they_were_written(
    town: Town,
) -> None:
    user = town.friend()
    town.platform.faults.add("webhook", "reorder")
    town.platform.write(user, "家のことで")
    town.clock.forward(seconds=1)
    town.platform.write(user, RENT)
    town.settle()
    assert written(town) == ["家のことで", RENT]


def test_a_database_that_was_away_lets_nobody_overtake(town: Town) -> None:
    user = town.friend()
    deliver_webhook(town, user, "家のことで")
    town.clock.forward(seconds=1)
    contact_id = deliver_webhook(town, user, RENT)
    forget_bells(town)
    reader = CutOffReader(town.bench.reader)
    with pytest.raises(OperationalError):
        attendance.attend(town.system, town.bench.doors, reader, contact_id)
    assert written(town) == []
    assert [each.attempts for each in arrivals(town)[-2:]] == [0, 0], "no fault of theirs"
    pass_time(town, 10)
    assert written(town) == ["家のことで", RENT]


def test_an_event_that_cannot_be_opened_keeps_no_neighbour_shut(town: Town) -> None:
    user = town.friend()
    deliver_webhook(town, user, "これは開けない")
    with town.system.transaction() as session:
        torn = session.execute(select(Arrival.id).order_by(Arrival.id.desc())).scalars().first()
        table = Arrival.__table__
        session.execute(
            update(table)  # type: ignore[arg-type]
            .where(table.c.id == torn)
            .values(payload=type_coerce(b"torn", LargeBinary))
        )
    town.write(user, RENT)
    assert written(town) == [RENT]
    pass_time(town, 300)
    with town.system.reading() as session:
        (aside,) = inbox.set_aside(session)
    assert (aside.id, aside.error) == (torn, "SealError")


def test_while_line_hangs_the_sweep_still_reads_what_was_written(town: Town) -> None:
    slow, other = town.friend(), town.friend()
    contact_id = deliver_webhook(town, slow, RENT)
    attendance.attend(town.system, town.bench.doors, town.bench.reader, contact_id)
    forget_bells(town)
    door = HangingDoor(town.settings.line_api_base, town.system.line_words)
    town.clock.forward(seconds=5)
    stop = threading.Event()
    bench = replace(town.bench, doors={"line": door})
    sweeping = threading.Thread(target=sweep.run, args=(bench, stop))
    sweeping.start()
    assert door.is_calling.wait(20)
    deliver_webhook(town, other, "死にたい。薬をためてある")
    forget_bells(town)
    town.clock.forward(seconds=5)
    for _ in range(100):
        if "死にたい。薬をためてある" in written(town):
            break
        threading.Event().wait(0.1)
    assert town.conversation().alarm_at is not None
    assert not door.may_answer.is_set()
    door.may_answer.set()
    stop.set()
    sweeping.join()


def test_a_job_that_fails_leaves_no_word_in_redis_or_the_log(
    town: Town, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(*_given: object) -> None:
        raise ValueError("家賃のひみつ")

    monkeypatch.setattr(attendance, "attend", fail)
    jobs.attend(1)
    said = capfd.readouterr()
    assert "job_put_off" in said.out + said.err
    assert "ひみつ" not in said.out + said.err


def test_what_was_set_aside_and_then_taken_back_is_nowhere(town: Town) -> None:
    user = town.friend()
    poison = "読めないひみつ"
    give_reader(town, PoisonedReader(town.bench.reader, poison))
    message = town.write(user, poison)
    pass_time(town, 300)
    town.platform.unsend(user, message)
    town.settle()
    assert all(each.payload is None for each in arrivals(town))
    with town.system.reading() as session:
        assert inbox.set_aside(session) == []
