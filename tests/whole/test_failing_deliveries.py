"""The cases of docs/life-of-a-message.md from the answer on: what fails, and what is seen."""

from __future__ import annotations

import threading

import pytest

from handlers import attendance, delivery
from intake import conversations
from intake.models import (
    Conversation,
    Delivery,
    ParcelState,
    Way,
)
from tests.failures import (
    RENT,
    DyingDoor,
    HangingDoor,
    Killed,
    deliver_webhook,
    forget_bells,
    heard_of_rent,
    last_parcel,
    pass_time,
)
from tests.people import employ
from tests.town import TOKEN, Town


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


def test_help_that_the_months_limit_holds_keeps_no_stuck_parcel_from_its_next_try(
    town: Town,
) -> None:
    user = town.friend()
    town.write(user, RENT)
    with town.system.transaction() as session:
        talk = session.get_one(Conversation, town.conversation().id)
        conversations.answer(session, talk, employ(session, "Hanako"), "職員です", town.clock())
    town.clock.forward(minutes=5)
    town.platform.faults.add("push", "error", times=1)
    town.settle()
    contact_id = deliver_webhook(town, user, "死にたい。薬をためてある")
    attendance.attend(town.system, town.bench.doors, town.bench.reader, contact_id)
    forget_bells(town)
    town.clock.forward(minutes=30)  # its token is too old by now
    town.platform.faults.add("push", "monthly_limit", times=1)
    delivery.deliver(town.system, town.bench.doors, contact_id)
    assert Delivery.HELD in {each.delivery for each in town.messages()}
    assert town.heard(user).count("職員です") == 1


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
