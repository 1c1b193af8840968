"""Replies are free, once and soon; pushes cost, and their retry keys keep them single."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from handlers.simulator import Platform
from tests.simulator.conftest import Clock, Line, Product, text

INVALID_TOKEN = {"message": "Invalid reply token"}


def shown(platform: Platform, user: str) -> list[Any]:
    return [message.get("text") for message in platform.heard(user)]


def test_a_reply_reaches_the_phone(platform: Platform, line: Line, alice: str, token: str) -> None:
    answer = line.reply(token, text("eins"), text("zwei"))
    assert answer.status_code == 200
    assert shown(platform, alice) == ["eins", "zwei"]
    bubbles = platform.screen(alice)["bubbles"][-2:]
    sent = answer.get_json()["sentMessages"]
    assert [one["id"] for one in sent] == [bubble["id"] for bubble in bubbles]
    assert all(one["quoteToken"] for one in sent)


def test_a_reply_token_is_good_once(line: Line, token: str) -> None:
    assert line.reply(token, text()).status_code == 200
    again = line.reply(token, text())
    assert (again.status_code, again.get_json()) == (400, INVALID_TOKEN)


def test_a_reply_token_is_good_for_a_minute(line: Line, clock: Clock, token: str) -> None:
    clock.forward(60.5)
    answer = line.reply(token, text())
    assert (answer.status_code, answer.get_json()) == (400, INVALID_TOKEN)


def test_a_made_up_reply_token_is_refused_in_the_same_words(line: Line) -> None:
    assert line.reply("0" * 32, text()).get_json() == INVALID_TOKEN


def test_a_refused_message_leaves_the_token_good(
    platform: Platform, line: Line, alice: str, token: str
) -> None:
    assert line.reply(token, text("fine"), text("x" * 5001)).status_code == 400
    assert shown(platform, alice) == []
    assert line.reply(token, text("fine")).status_code == 200


def test_a_redelivery_gives_another_minute(
    platform: Platform, product: Product, line: Line, clock: Clock, alice: str
) -> None:
    platform.world.state.console.redelivers = True
    product.answers = [500]
    platform.write(alice, "x")
    platform.deliver_due()
    clock.forward(15 * 60)
    platform.deliver_due()
    clock.forward(59)
    assert line.reply(product.last["replyToken"], text()).status_code == 200


def test_after_twenty_minutes_a_redelivery_gives_none(
    platform: Platform, product: Product, line: Line, clock: Clock, alice: str
) -> None:
    platform.world.state.console.redelivers = True
    product.answers = [500]
    platform.write(alice, "x")
    platform.deliver_due()
    clock.forward(20 * 60 + 1)
    platform.deliver_due()
    assert product.last["deliveryContext"]["isRedelivery"]
    assert line.reply(product.last["replyToken"], text()).get_json() == INVALID_TOKEN


def test_a_used_token_stays_used_when_its_event_comes_again(
    platform: Platform, product: Product, line: Line, clock: Clock, alice: str
) -> None:
    platform.world.state.console.redelivers = True
    product.answers = [500]
    platform.write(alice, "x")
    platform.deliver_due()
    assert line.reply(product.last["replyToken"], text()).status_code == 200
    clock.forward(30)
    platform.deliver_due()
    assert line.reply(product.last["replyToken"], text()).get_json() == INVALID_TOKEN


def test_a_reply_takes_no_retry_key(line: Line, token: str) -> None:
    assert line.reply(token, text(), X_Line_Retry_Key=str(uuid.uuid4())).status_code == 400
    assert line.reply(token, text()).status_code == 200


def test_a_push_is_counted_by_recipient_and_a_reply_never(
    platform: Platform, line: Line, alice: str, token: str
) -> None:
    line.reply(token, text())
    assert platform.usage() == 0
    line.push(alice, text("1"), text("2"), text("3"))
    assert line("GET", "/message/quota/consumption").get_json() == {"totalUsage": 1}


def test_beyond_the_monthly_limit_only_replies_go_out(
    platform: Platform, line: Line, alice: str, token: str
) -> None:
    platform.world.state.console.quota = 2
    assert line("GET", "/message/quota").get_json() == {"type": "limited", "value": 2}
    for status in (200, 200, 429):
        answer = line.push(alice, text())
        assert answer.status_code == status
    assert answer.get_json() == {"message": "You have reached your monthly limit."}
    assert line.reply(token, text()).status_code == 200


def test_a_new_month_begins_in_japan(
    platform: Platform, line: Line, clock: Clock, alice: str
) -> None:
    platform.world.state.console.quota = 1
    clock.now = clock.now.replace(month=10, day=31, hour=14, minute=59)
    assert line.push(alice, text()).status_code == 200
    assert line.push(alice, text()).status_code == 429
    clock.forward(61)
    assert line.push(alice, text()).status_code == 200


def test_a_plan_without_limit_has_none(platform: Platform, line: Line) -> None:
    platform.world.state.console.quota = None
    assert line("GET", "/message/quota").get_json() == {"type": "none"}


def test_a_retried_push_is_sent_once(platform: Platform, line: Line, alice: str) -> None:
    key = str(uuid.uuid4())
    first = line.push(alice, text("einmal"), X_Line_Retry_Key=key)
    again = line.push(alice, text("einmal"), X_Line_Retry_Key=key.upper())
    assert again.status_code == 409
    assert again.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
    assert again.get_json() == {
        "message": "The retry key is already accepted",
        "sentMessages": first.get_json()["sentMessages"],
    }
    assert shown(platform, alice) == ["einmal"]
    assert platform.usage() == 1


def test_a_retry_key_is_remembered_for_a_day(
    platform: Platform, line: Line, clock: Clock, alice: str
) -> None:
    key = str(uuid.uuid4())
    line.push(alice, text(), X_Line_Retry_Key=key)
    clock.forward(24 * 3600 - 1)
    assert line.push(alice, text(), X_Line_Retry_Key=key).status_code == 409
    clock.forward(1)
    assert line.push(alice, text(), X_Line_Retry_Key=key).status_code == 200
    assert len(shown(platform, alice)) == 2


def test_a_refused_push_does_not_use_up_its_key(line: Line, alice: str) -> None:
    key = str(uuid.uuid4())
    assert line.push(alice, text(""), X_Line_Retry_Key=key).status_code == 400
    assert line.push(alice, text(), X_Line_Retry_Key=key).status_code == 200


def test_a_retry_key_is_a_uuid(line: Line, alice: str) -> None:
    assert line.push(alice, text(), X_Line_Retry_Key="again").status_code == 400


def test_who_blocked_the_account_gets_nothing_and_costs_nothing(
    platform: Platform, line: Line, alice: str
) -> None:
    platform.block(alice)
    assert line.push(alice, text()).status_code == 200
    assert shown(platform, alice) == []
    assert platform.usage() == 0
    assert platform.record()["sent"][-1]["isShown"] is False


def test_a_stranger_can_be_reached_for_a_week_after_writing(
    platform: Platform, line: Line, clock: Clock
) -> None:
    stranger = platform.add_resident()
    assert line.push(stranger, text("zu früh")).status_code == 200
    platform.write(stranger, "x")
    clock.forward(7 * 86400)
    line.push(stranger, text("noch"))
    clock.forward(1)
    line.push(stranger, text("zu spät"))
    assert shown(platform, stranger) == ["noch"]


@pytest.mark.parametrize("to", ["", "Alice", "U123", "U" + "g" * 32])
def test_a_malformed_receiver_is_refused(line: Line, to: str) -> None:
    assert line.push(to, text()).status_code == 400


def test_an_unknown_receiver_is_refused(line: Line) -> None:
    answer = line.push("U" + "0" * 32, text())
    assert (answer.status_code, answer.get_json()["message"]) == (400, "Failed to send messages")


def test_quick_replies_of_the_last_message_show_until_the_next(
    platform: Platform, line: Line, alice: str, token: str
) -> None:
    action = {"type": "message", "label": "はい", "text": "はい"}
    choices = {"items": [{"type": "action", "action": action}]}
    line.reply(token, text("a"), text("b", quickReply=choices))
    assert platform.screen(alice)["quickReplies"] == choices["items"]
    line.push(alice, text("c", quickReply=choices), text("d"))
    assert platform.screen(alice)["quickReplies"] == []


def test_quick_replies_go_when_the_resident_writes_instead(
    platform: Platform, line: Line, alice: str
) -> None:
    action = {"type": "message", "label": "はい", "text": "はい"}
    line.push(alice, text("?", quickReply={"items": [{"type": "action", "action": action}]}))
    platform.write(alice, "ちがいます")
    assert platform.screen(alice)["quickReplies"] == []


def test_validating_sends_nothing(platform: Platform, line: Line, alice: str) -> None:
    for way in ("reply", "push"):
        path = f"/message/validate/{way}"
        assert line("POST", path, {"messages": [text()]}).status_code == 200
        assert line("POST", path, {"messages": [text("")]}).status_code == 400
    assert shown(platform, alice) == []
