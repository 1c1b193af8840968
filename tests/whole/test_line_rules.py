"""What LINE's rules ask of us, where no other test says it: docs/life-of-a-message.md names all."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bot.turn import Stage
from handlers import attendance, delivery
from handlers.line.sender import LineDoor
from intake import conversations, holding
from intake.delivery import Answer
from intake.models import (
    Address,
    Arrival,
    ArrivalState,
    Author,
    Contact,
    Conversation,
    Delivery,
    Parcel,
    Role,
    Way,
)
from intake.parcels import Sendable
from tests.people import employ
from tests.town import SECRET, TOKEN, Town

RENT = "家賃が払えません"
DANGER = "死にたい。薬をためてある"
ALICE, BOB = "U" + "a" * 32, "U" + "b" * 32


def event(number: int, user: str = ALICE, **fields: Any) -> dict[str, Any]:
    """A text event as LINE writes it."""
    return {
        "type": "message",
        "mode": "active",
        "timestamp": 1_794_963_600_000 + number,
        "source": {"type": "user", "userId": user},
        "webhookEventId": f"01H{number:023d}",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": f"{number:032x}",
        "message": {"type": "text", "id": f"5{number:08d}", "quoteToken": "q", "text": RENT},
        **fields,
    }


def text(number: int, words: str) -> dict[str, Any]:
    return {"type": "text", "id": f"5{number:08d}", "quoteToken": "q", "text": words}


def post(town: Town, *events: Any, raw: bytes | None = None) -> int:
    body = raw or json.dumps({"destination": "U" + "0" * 32, "events": events}).encode()
    digest = hmac.digest(SECRET.encode(), body, hashlib.sha256)
    headers = {"x-line-signature": base64.b64encode(digest).decode()}
    return town.web.post("/line/webhook", data=body, headers=headers).status_code


def written(town: Town) -> list[str | None]:
    return [each.text for each in town.messages() if each.author is Author.RESIDENT]


def arrivals(town: Town) -> list[Arrival]:
    with town.system.reading() as session:
        return list(session.scalars(select(Arrival).order_by(Arrival.id)))


def addresses(town: Town) -> list[Address]:
    with town.system.reading() as session:
        return list(session.scalars(select(Address)))


def parcels(town: Town) -> list[Parcel]:
    with town.system.reading() as session:
        return list(session.scalars(select(Parcel).order_by(Parcel.id)))


def take_up_and_say(town: Town, words: str) -> None:
    with town.system.transaction() as session:
        who = employ(session, "Hanako", Role.COUNSELLOR)
        talk = session.get_one(Conversation, town.conversation().id)
        holding.claim(session, talk, who, town.clock())
        town.clock.forward(minutes=5)
        conversations.answer(session, talk, who, words, town.clock())
    town.settle()


def test_each_of_several_people_in_one_body_keeps_their_own_words(town: Town) -> None:
    mixed = [
        event(1, ALICE, message=text(1, "わたしはアリスです")),
        event(2, BOB, message=text(2, "わたしはボブです")),
        event(3, ALICE, message=text(3, "またアリスです")),
    ]
    assert post(town, *mixed) == 200
    town.settle()
    said = {
        address.address: [
            each.text
            for each in town.messages()
            if each.contact_id == address.contact_id and each.author is Author.RESIDENT
        ]
        for address in addresses(town)
    }
    assert said == {ALICE: ["わたしはアリスです", "またアリスです"], BOB: ["わたしはボブです"]}


@pytest.mark.parametrize(
    "odd",
    [
        {"type": "hologramShown", "hologram": {"depth": 3}},
        {"mode": "dreaming"},
        {"message": {"type": "smell", "id": "9"}},
        {"message": {**text(1, RENT), "newField": {"deep": [1]}, "mention": {"mentionees": 7}}},
        {"source": {"type": "planet", "planetId": "P1"}},
        {"source": {"type": "user"}},
        {"deliveryContext": "again"},
        {"timestamp": "yesterday"},
        {"replyToken": 12},
    ],
)
def test_unknown_types_and_fields_come_in_and_disturb_nobody(
    town: Town, odd: dict[str, Any]
) -> None:
    later = event(2, BOB, message=text(2, "人と話したいです"))
    assert post(town, event(1, **odd), later) == 200
    town.settle()
    assert len(arrivals(town)) == 2, "what we don't know is kept all the same"
    assert not [each for each in arrivals(town) if each.state is ArrivalState.SET_ASIDE]
    assert "人と話したいです" in written(town)


def test_who_is_not_named_can_be_recorded_and_not_answered(town: Town) -> None:
    assert post(town, event(1, source={"type": "user"})) == 200
    town.settle()
    (only,) = arrivals(town)
    assert only.state is ArrivalState.UNADDRESSED
    assert town.platform.world.record.calls == []


def test_a_long_body_of_many_events_is_taken_whole(town: Town) -> None:
    many = [event(n, f"U{n % 20:032x}", message=text(n, "あ" * 1000)) for n in range(1, 301)]
    body = json.dumps({"events": many}, ensure_ascii=False).encode()
    assert 1_000_000 < len(body) < 4_000_000
    assert post(town, raw=body) == 200
    assert len(arrivals(town)) == 300


class Endless:
    """A body that goes on and on and counts what was read of it."""

    def __init__(self) -> None:
        self.read_bytes = 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0, "never all at once"
        self.read_bytes += size
        return b"x" * size if self.read_bytes < 20_000_000 else b""


@pytest.mark.parametrize("has_length", [True, False])
def test_twenty_megabytes_are_refused_before_they_fill_the_memory(
    town: Town, has_length: bool
) -> None:
    endless = Endless()
    environ = EnvironBuilder("/line/webhook", method="POST").get_environ()
    environ |= {"wsgi.input": endless, "wsgi.input_terminated": True}
    environ |= {"CONTENT_LENGTH": "20000000"} if has_length else {}
    _, status, _ = run_wsgi_app(town.app, environ)
    assert status.startswith("413")
    assert endless.read_bytes < 6_000_000
    assert arrivals(town) == []


def test_half_a_surrogate_and_nul_reach_staff_as_the_words_around_them(town: Town) -> None:
    raw = json.dumps({"events": [event(1, message=text(1, "家賃が@払えません"))]}).encode()
    assert post(town, raw=raw.replace(b"@", b"\\ud83d\\u0000")) == 200
    town.settle()
    assert written(town) == [RENT]


@pytest.mark.parametrize("skew", [timedelta(hours=-3), timedelta(hours=3)])
def test_a_clock_that_goes_wrong_disorders_and_loses_nothing(town: Town, skew: timedelta) -> None:
    at = int((town.clock() + skew).timestamp() * 1000)
    first = event(1, timestamp=at, message=text(1, "はじめのことば"))
    second = event(2, timestamp=at + 5000, message=text(2, "つぎのことば"))
    assert post(town, second, first) == 200
    town.settle()
    assert written(town) == ["はじめのことば", "つぎのことば"]
    assert parcels(town)[0].way is Way.REPLY, "the token's minute is counted by our own clock"


def test_a_late_unfollow_does_not_undo_a_return(town: Town) -> None:
    gone = event(1, type="unfollow", replyToken=None, message=None)
    back = event(2, type="follow", follow={"isUnblocked": True}, message=None)
    assert post(town, back) == 200
    town.settle()
    assert post(town, gone) == 200
    town.settle()
    assert [each.unreachable_at for each in addresses(town)] == [None]


def test_a_push_to_who_blocked_us_is_no_sign_of_the_block(town: Town) -> None:
    user = town.friend()
    town.write(user, "人と話す")
    with town.platform.world.change() as state:
        state.phones[user].is_blocked = True  # and LINE's `unfollow` got lost
    take_up_and_say(town, "読んでいます")
    assert town.messages()[-1].delivery is Delivery.SENT
    assert [each.unreachable_at for each in addresses(town)] == [None]


def test_in_standby_words_are_kept_danger_alarms_and_nothing_is_sent(town: Town) -> None:
    user = town.friend()
    heard = town.heard(user)
    town.platform.stand_by(user)
    town.write(user, DANGER)
    assert DANGER in written(town)
    assert town.conversation().alarm_at is not None
    assert town.heard(user) == heard


def test_the_mark_of_a_redelivery_decides_nothing(town: Town) -> None:
    again = event(1, deliveryContext={"isRedelivery": True})
    assert post(town, again) == 200, "the first copy that ever reached us"
    town.settle()
    assert post(town, event(1)) == 200
    town.settle()
    assert written(town) == [RENT]


def test_two_workers_at_one_person_take_turns(town: Town) -> None:
    for number in range(1, 7):
        post(town, event(number, message=text(number, f"{number}つめです")))
    contact_id = addresses(town)[0].contact_id
    meeting = threading.Barrier(2)

    def attend() -> None:
        meeting.wait()
        attendance.attend(town.system, town.bench.doors, town.bench.reader, contact_id)

    workers = [threading.Thread(target=attend) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert written(town) == [f"{number}つめです" for number in range(1, 7)]


class Looking(LineDoor):
    """A door that looks at the rows in the middle of its call."""

    def __init__(self, town: Town) -> None:
        super().__init__(town.settings.line_api_base, TOKEN, town.system.line_words)
        self._town = town
        self.seen: list[tuple[str, int]] = []

    def send(self, parcel: Sendable) -> Answer:
        self.seen += [(row.retry_key, row.attempts) for row in parcels(self._town)[-1:]]
        return super().send(parcel)


def test_the_key_of_a_push_is_a_row_before_the_call_and_stays_the_same(town: Town) -> None:
    user = town.friend()
    town.platform.write(user, DANGER)
    town.platform.deliver_due()
    contact_id = addresses(town)[0].contact_id
    attendance.attend(town.system, town.bench.doors, town.bench.reader, contact_id)
    town.clock.forward(minutes=2)  # the reply token is gone
    town.platform.faults.add("push", "error", times=2)
    door = Looking(town)
    for _ in range(3):
        delivery.deliver(town.system, {"line": door}, contact_id)
        town.clock.forward(seconds=30)
    keys, attempts = zip(*door.seen, strict=True)
    assert len(set(keys)) == 1
    assert attempts == (1, 2, 3)
    sent = {call["retryKey"] for call in town.platform.world.record.calls if call["retryKey"]}
    assert sent == set(keys)


def test_danger_is_answered_on_the_free_reply_when_the_month_is_spent(town: Town) -> None:
    user = town.friend()
    with town.platform.world.change() as state:
        state.console.quota = 0
    town.write(user, DANGER)
    assert any("tel:119" in words for words in town.heard(user))
    assert town.platform.usage() == 0


def test_at_the_months_limit_the_conversation_stays_in_the_queue(town: Town) -> None:
    user = town.friend()
    town.write(user, "人と話す")
    with town.platform.world.change() as state:
        state.console.quota = 0
    assert town.conversation().stage is Stage.WAITING
    take_up_and_say(town, "お待たせしました")
    assert town.conversation().stage is Stage.WITH_STAFF
    assert town.messages()[-1].delivery is Delivery.HELD
    town.sweep()
    assert town.messages()[-1].delivery is Delivery.HELD, "and nothing storms LINE"


def test_the_webhook_asks_nothing_of_line(town: Town) -> None:
    town.platform.faults.add("*", "hang", times=None, seconds=30)
    assert post(town, event(1)) == 200
    assert town.platform.world.record.calls == []


def test_while_the_secret_changes_both_are_believed_and_afterwards_only_the_new(
    town: Town,
) -> None:
    old = town.settings
    town.system.settings = old.model_copy(update={"line_channel_secret": ("new", SECRET)})
    assert post(town, event(1)) == 200
    town.system.settings = old.model_copy(update={"line_channel_secret": ("new",)})
    assert post(town, event(2)) == 400


@pytest.mark.parametrize("data", ["concern=money", "x" * 300, "'; DROP TABLE inbox", "feedback=9"])
def test_a_tap_that_nobody_offered_is_taken_as_words_of_a_stranger(town: Town, data: str) -> None:
    town.friend()
    user = addresses(town)[0].address
    forged = event(1, user, type="postback", message=None, postback={"data": data})
    assert post(town, forged) == 200
    town.settle()
    assert not [each for each in arrivals(town) if each.state is ArrivalState.SET_ASIDE]


def test_nothing_we_send_names_the_person_where_a_lock_screen_or_a_button_shows_it(
    town: Town,
) -> None:
    user = town.friend()
    town.write(user, "先月で仕事が切れて家賃が払えません")
    town.write(user, DANGER)
    with town.system.reading() as session:
        names = list(session.scalars(select(Contact.code_name)))
    sent = town.platform.heard(user)
    for message in sent:
        shown = json.dumps([message.get("altText"), message.get("quickReply")], ensure_ascii=False)
        assert not any(word in shown for word in ("家賃", "死", "薬", user, *names))
    assert any(message.get("altText") for message in sent)
