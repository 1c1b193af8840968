"""The numbered cases of docs/life-of-a-message.md: what fails, and what the resident sees."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from redis import Redis
from sqlalchemy import LargeBinary, select, type_coerce, update
from sqlalchemy.exc import OperationalError

import nlp
from bot.turn import Stage
from config.line import LineWords
from handlers import attendance, delivery, jobs, sweep
from handlers.bells import Bells
from handlers.line.sender import LineDoor
from intake import conversations, inbox, leases
from intake.database import open_engine
from intake.delivery import Answer
from intake.models import (
    Arrival,
    ArrivalState,
    Author,
    Conversation,
    Delivery,
    Parcel,
    ParcelState,
    Way,
)
from intake.parcels import Sendable
from tests.people import employ
from tests.town import TOKEN, Town

RENT = "家賃が払えません"


class Killed(BaseException):
    """The process ends here; nothing that handles errors gets to see it."""


class DyingReader(nlp.Reader):
    """A reader in whose hands the worker is killed."""

    def __init__(self) -> None:
        """Needs no words."""

    def read(self, text: str, context: nlp.Context | None = None) -> nlp.Reading:
        raise Killed


class PoisonedReader(nlp.Reader):
    """A reader that fails on one text and passes on the others."""

    def __init__(self, reader: nlp.Reader, poison: str) -> None:
        self._reader = reader
        self._poison = poison

    def read(self, text: str, context: nlp.Context | None = None) -> nlp.Reading:
        if text == self._poison:
            raise ValueError("poison")
        return self._reader.read(text, context)


class CutOffReader(nlp.Reader):
    """A reader that passes on all texts; the first time the database is gone meanwhile."""

    def __init__(self, reader: nlp.Reader) -> None:
        self._reader = reader
        self._is_cut_off = False

    def read(self, text: str, context: nlp.Context | None = None) -> nlp.Reading:
        if not self._is_cut_off:
            self._is_cut_off = True
            raise OperationalError("COMMIT", None, Exception("server closed the connection"))
        return self._reader.read(text, context)


class HangingDoor(LineDoor):
    """A door whose calls are answered when the test says so."""

    def __init__(self, base: str, words: LineWords) -> None:
        super().__init__(base, TOKEN, words)
        self.is_calling = threading.Event()
        self.may_answer = threading.Event()

    def send(self, parcel: Sendable) -> Answer:
        self.is_calling.set()
        assert self.may_answer.wait(20)
        return super().send(parcel)


class DyingDoor(LineDoor):
    """A door that has sent the parcel when the worker is killed."""

    def send(self, parcel: Sendable) -> Answer:
        super().send(parcel)
        raise Killed


def heard_of_rent(town: Town, user: str) -> int:
    """How often the phone showed the answer to `RENT`."""
    return sum("生活費" in text for text in town.heard(user))


def written(town: Town) -> list[str | None]:
    """What residents wrote, as stored."""
    return [each.text for each in town.messages() if each.author is Author.RESIDENT and each.text]


def arrivals(town: Town) -> list[Arrival]:
    with town.system.reading() as session:
        return list(session.scalars(select(Arrival).order_by(Arrival.id)))


def last_parcel(town: Town) -> Parcel:
    with town.system.reading() as session:
        return session.scalars(select(Parcel).order_by(Parcel.id.desc())).first() or Parcel()


def deliver_webhook(town: Town, user: str, text: str) -> int:
    """The event is stored and nobody has attended to it; the contact's id."""
    town.platform.write(user, text)
    town.platform.deliver_due()
    contact_id = arrivals(town)[-1].contact_id
    assert contact_id is not None
    return contact_id


def forget_bells(town: Town) -> None:
    """What was rung for is lost, as when Redis starts anew."""
    town.system.redis.flushall()


def give_reader(town: Town, reader: nlp.Reader) -> None:
    """Jobs and the sweep read with this one from now on."""
    town.bench = replace(town.bench, reader=reader)
    jobs.prepare(town.bench)


def pass_time(town: Town, seconds: float, step: float = 5) -> None:
    """Time goes by with the sweep going round."""
    while seconds > 0:
        town.clock.forward(seconds=step)
        town.sweep()
        seconds -= step


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


def test_a_worker_killed_during_the_call_does_not_send_twice(town: Town) -> None:
    user = town.friend()
    contact_id = deliver_webhook(town, user, RENT)
    attendance.attend(town.system, town.bench.doors, town.bench.reader, contact_id)
    forget_bells(town)
    door = DyingDoor(town.settings.line_api_base, TOKEN, town.system.line_words)
    with pytest.raises(Killed):
        delivery.deliver(town.system, {"line": door}, contact_id)
    pass_time(town, 120)
    assert heard_of_rent(town, user) == 1
    assert town.platform.usage() == 0
    assert town.messages()[-1].delivery is Delivery.SENT


def test_a_refused_reply_travels_as_a_push_when_it_is_worth_one(town: Town) -> None:
    user = town.friend()
    deliver_webhook(town, user, RENT)
    with town.platform.world.change() as state:
        for token in state.tokens.values():
            token.is_used = True
    town.settle()
    assert heard_of_rent(town, user) == 1
    assert last_parcel(town).way is Way.PUSH
    assert town.platform.usage() == 1


def test_a_reply_that_was_taken_without_an_answer_is_not_sent_again(town: Town) -> None:
    user = town.friend()
    town.platform.faults.add("reply", "drop")
    town.write(user, RENT)
    pass_time(town, 120)
    assert heard_of_rent(town, user) == 1
    assert town.platform.usage() == 0
    assert town.messages()[-1].delivery is Delivery.SENT


def test_a_reply_that_stays_unanswered_is_shown_as_uncertain(town: Town) -> None:
    user = town.friend()
    town.platform.faults.add("reply", "refuse", times=None)
    town.write(user, RENT)
    pass_time(town, 120)
    assert heard_of_rent(town, user) == 0
    assert town.platform.usage() == 0, "it may have arrived: a push could say it twice"
    assert town.messages()[-1].delivery is Delivery.UNCERTAIN


@pytest.mark.parametrize("fault", ["error", "error_after", "drop", "refuse", "rate_limit"])
def test_a_push_is_tried_again_and_heard_once(town: Town, fault: str) -> None:
    user = town.friend()
    deliver_webhook(town, user, RENT)
    town.clock.forward(minutes=5)  # the reply token is gone
    town.platform.faults.add("push", fault, times=2)
    town.settle()
    pass_time(town, 120)
    assert heard_of_rent(town, user) == 1
    assert last_parcel(town).way is Way.PUSH
    assert town.platform.usage() == 1
    assert town.messages()[-1].delivery is Delivery.SENT


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


def test_help_in_danger_waits_behind_no_stuck_parcel(town: Town) -> None:
    user = town.friend()
    deliver_webhook(town, user, RENT)
    town.clock.forward(minutes=5)
    town.platform.faults.add("push", "error", times=None)
    town.settle()
    assert last_parcel(town).way is Way.PUSH
    town.write(user, "死にたい。薬をためてある")
    assert any("tel:119" in text for text in town.heard(user))


def test_help_in_danger_is_rather_said_twice_than_not_at_all(town: Town) -> None:
    user = town.friend()
    town.platform.faults.add("reply", "refuse", times=None)
    town.write(user, "死にたい。薬をためてある")
    pass_time(town, 120)
    assert any("tel:119" in text for text in town.heard(user))
    assert last_parcel(town).way is Way.PUSH


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


def test_who_answers_too_late_changes_no_parcel_whose_fate_is_known(town: Town) -> None:
    user = town.friend()
    contact_id = deliver_webhook(town, user, RENT)
    attendance.attend(town.system, town.bench.doors, town.bench.reader, contact_id)
    door = HangingDoor(town.settings.line_api_base, town.system.line_words)
    slow = threading.Thread(target=delivery.deliver, args=(town.system, {"line": door}, contact_id))
    slow.start()
    assert door.is_calling.wait(20)
    town.clock.forward(seconds=20)  # its lease has run out; another has sent the parcel meanwhile
    pass_time(town, 5)
    door.may_answer.set()
    slow.join()
    assert heard_of_rent(town, user) == 1
    assert last_parcel(town).state is ParcelState.SENT
    assert town.messages()[-1].delivery is Delivery.SENT


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


def test_a_message_we_cannot_make_is_shown_as_failed_and_holds_up_nobody(
    town: Town, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    user = town.friend()

    def refuse(*_given: object) -> list[dict[str, object]]:
        raise ValueError("家賃のひみつ")

    with monkeypatch.context() as patched:
        patched.setattr("handlers.line.render.render", refuse)
        town.write(user, RENT)
    assert town.messages()[-1].delivery is Delivery.FAILED
    said = capfd.readouterr()
    assert "parcel_unfit" in said.out + said.err
    assert "ひみつ" not in said.out + said.err
    town.write(user, "人と話す")
    assert town.messages()[-1].delivery is Delivery.SENT


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


def test_only_the_help_is_said_again_and_not_what_travelled_with_it(town: Town) -> None:
    user = town.friend()
    contact_id = deliver_webhook(town, user, "死にたい。薬をためてある")
    attendance.attend(town.system, town.bench.doors, town.bench.reader, contact_id)
    with town.system.transaction() as session:
        talk = session.get_one(Conversation, town.conversation().id)
        who = employ(session, "Hanako")
        conversations.answer(session, talk, who, "職員です", town.clock())
    forget_bells(town)
    town.platform.faults.add("reply", "drop", times=1)
    town.platform.faults.add("reply", "refuse", times=None)
    town.settle()
    delivery.deliver(town.system, town.bench.doors, contact_id)
    pass_time(town, 120)
    assert town.heard(user).count("職員です") == 1
    assert sum("tel:119" in text for text in town.heard(user)) == 2
    (answered,) = [each for each in town.messages() if each.text == "職員です"]
    assert answered.delivery is Delivery.UNCERTAIN
