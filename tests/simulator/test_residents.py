"""What residents do becomes the events that LINE would send."""

from __future__ import annotations

import re
from typing import Any

import pytest

from handlers.simulator import PhoneError, Platform
from tests.simulator.conftest import Clock, Line, Product, text


def told(platform: Platform, product: Product) -> dict[str, Any]:
    """The last event after everything due has been delivered."""
    platform.deliver_due()
    return product.last


def test_every_event_carries_the_common_fields(
    platform: Platform, product: Product, clock: Clock, alice: str
) -> None:
    platform.write(alice, "x")
    event = told(platform, product)
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{26}", event["webhookEventId"])
    assert event["deliveryContext"] == {"isRedelivery": False}
    assert abs(event["timestamp"] - clock.now.timestamp() * 1000) < 100
    assert event["source"] == {"type": "user", "userId": alice}
    assert event["mode"] == "active"
    assert re.fullmatch(r"U[0-9a-f]{32}", alice)


def test_a_text_carries_its_tokens(platform: Platform, product: Product, alice: str) -> None:
    message = platform.write(alice, "助けて")
    event = told(platform, product)
    assert event["type"] == "message"
    assert event["message"]["id"] == message
    assert event["message"]["text"] == "助けて"
    assert event["message"]["quoteToken"]
    assert event["message"]["markAsReadToken"]
    assert event["replyToken"]


def test_adding_a_friend_is_follow(platform: Platform, product: Product) -> None:
    platform.add_friend()
    event = told(platform, product)
    assert event["follow"] == {"isUnblocked": False}
    assert event["replyToken"]


def test_blocking_is_unfollow_and_can_not_be_answered(
    platform: Platform, product: Product, alice: str
) -> None:
    platform.block(alice)
    event = told(platform, product)
    assert event["type"] == "unfollow"
    assert "replyToken" not in event


def test_unblocking_is_follow_that_says_so(
    platform: Platform, product: Product, alice: str
) -> None:
    platform.block(alice)
    platform.unblock(alice)
    assert told(platform, product)["follow"] == {"isUnblocked": True}


def test_who_blocks_can_not_write(platform: Platform, alice: str) -> None:
    platform.block(alice)
    with pytest.raises(PhoneError):
        platform.write(alice, "x")


def test_a_stranger_can_write(platform: Platform, product: Product) -> None:
    stranger = platform.add_resident()
    platform.write(stranger, "友だちではないけれど")
    event = told(platform, product)
    assert event["source"]["userId"] == stranger


def test_unsending_erases_the_bubble_and_names_only_the_id(
    platform: Platform, product: Product, alice: str
) -> None:
    message = platform.write(alice, "やっぱりやめます")
    platform.unsend(alice, message)
    event = told(platform, product)
    assert event["unsend"] == {"messageId": message}
    assert "replyToken" not in event
    assert platform.screen(alice)["bubbles"][-1]["message"] == {"type": "unsent"}
    assert "やめます" not in str(platform.world.state.phones)


def test_a_message_can_be_unsent_once_by_its_writer_and_not_for_ever(
    platform: Platform, clock: Clock, alice: str
) -> None:
    bob = platform.add_friend()
    message = platform.write(alice, "x")
    with pytest.raises(PhoneError):
        platform.unsend(bob, message)
    platform.unsend(alice, message)
    with pytest.raises(PhoneError):
        platform.unsend(alice, message)
    old = platform.write(alice, "y")
    clock.forward(25 * 3600)
    with pytest.raises(PhoneError):
        platform.unsend(alice, old)


def test_a_sticker_tells_its_keywords(platform: Platform, product: Product, alice: str) -> None:
    platform.send_sticker(alice, "446", "1988", keywords=("つらい", "泣く"))
    message = told(platform, product)["message"]
    assert message["keywords"] == ["つらい", "泣く"]
    assert message["stickerResourceType"] == "STATIC"
    assert message["quoteToken"]


def test_media_name_their_provider(platform: Platform, product: Product, alice: str) -> None:
    platform.send_photo(alice, b"photo")
    assert told(platform, product)["message"]["contentProvider"] == {"type": "line"}
    platform.send_audio(alice, b"sound", 2000)
    message = told(platform, product)["message"]
    assert message["duration"] == 2000
    assert "quoteToken" not in message


def test_photos_sent_together_form_a_set(platform: Platform, product: Product, alice: str) -> None:
    platform.send_photos(alice, [b"1", b"2", b"3"])
    platform.deliver_due()
    sets = [event["message"]["imageSet"] for event in product.events[-3:]]
    assert len({one["id"] for one in sets}) == 1
    assert [(one["index"], one["total"]) for one in sets] == [(1, 3), (2, 3), (3, 3)]


def test_a_file_tells_name_and_size(platform: Platform, product: Product, alice: str) -> None:
    platform.send_file(alice, "督促状.pdf", b"12345")
    message = told(platform, product)["message"]
    assert (message["fileName"], message["fileSize"]) == ("督促状.pdf", 5)


def test_a_place_need_not_have_a_name(platform: Platform, product: Product, alice: str) -> None:
    platform.send_location(alice, 35.5, 139.5)
    message = told(platform, product)["message"]
    assert (message["latitude"], message["longitude"]) == (35.5, 139.5)
    assert "title" not in message


def test_in_standby_nothing_can_be_answered(
    platform: Platform, product: Product, alice: str
) -> None:
    platform.stand_by(alice)
    platform.write(alice, "x")
    event = told(platform, product)
    assert event["mode"] == "standby"
    assert "replyToken" not in event


def test_an_event_of_an_unknown_type_comes_with_its_fields(
    platform: Platform, product: Product, alice: str
) -> None:
    platform.send_event(alice, "somethingNew", {"something": {"new": 1}})
    event = told(platform, product)
    assert (event["type"], event["something"]) == ("somethingNew", {"new": 1})


def test_who_did_not_consent_has_no_id(platform: Platform, product: Product, alice: str) -> None:
    platform.world.state.phones[alice].has_consented = False
    platform.write(alice, "x")
    assert told(platform, product)["source"] == {"type": "user"}


def test_invited_to_a_group_the_console_forbids_nothing_happens(
    platform: Platform, product: Product, alice: str
) -> None:
    assert platform.invite(alice) is None
    assert platform.deliver_due() == 0


def test_a_group_is_joined_written_in_and_left(
    platform: Platform, product: Product, line: Line, alice: str
) -> None:
    platform.world.state.console.allows_groups = True
    group = platform.invite(alice)
    assert group
    assert told(platform, product)["source"] == {"type": "group", "groupId": group}
    platform.write_in_group(group, alice, "みんな")
    event = told(platform, product)
    assert event["source"] == {"type": "group", "groupId": group, "userId": alice}
    assert line("POST", f"/group/{group}/leave").status_code == 200
    assert line("POST", f"/group/{group}/leave").status_code == 404
    assert line.push(group, text()).status_code == 400


def test_removed_from_a_room_the_account_hears_leave(
    platform: Platform, product: Product, alice: str
) -> None:
    platform.world.state.console.allows_groups = True
    room = platform.invite(alice, "room")
    assert room
    platform.remove_from_group(room, alice)
    event = told(platform, product)
    assert (event["type"], event["source"]) == ("leave", {"type": "room", "roomId": room})


def quick(*actions: dict[str, Any]) -> dict[str, Any]:
    return text("?", quickReply={"items": [{"type": "action", "action": one} for one in actions]})


def test_a_message_action_is_told_as_if_typed(
    platform: Platform, product: Product, line: Line, alice: str
) -> None:
    line.push(alice, quick({"type": "message", "label": "はい", "text": "はい、そうです"}))
    platform.tap(alice, "はい")
    event = told(platform, product)
    assert event["message"]["text"] == "はい、そうです"
    assert platform.screen(alice)["quickReplies"] == []


def test_a_postback_shows_a_bubble_that_is_no_message(
    platform: Platform, product: Product, line: Line, alice: str
) -> None:
    action = {
        "type": "postback",
        "label": "家族",
        "data": "about=family",
        "displayText": "家族です",
    }
    line.push(alice, quick(action))
    platform.tap(alice, "家族")
    event = told(platform, product)
    assert event["type"] == "postback"
    assert event["postback"] == {"data": "about=family"}
    assert event["replyToken"]
    bubble = platform.screen(alice)["bubbles"][-1]
    assert (bubble["side"], bubble["message"]["text"]) == ("me", "家族です")
    with pytest.raises(PhoneError):
        platform.unsend(alice, bubble["id"])


def test_a_quick_reply_can_be_tapped_once(platform: Platform, line: Line, alice: str) -> None:
    line.push(alice, quick({"type": "postback", "label": "家族", "data": "x"}))
    platform.tap(alice, "家族")
    with pytest.raises(PhoneError):
        platform.tap(alice, "家族")


def test_a_picked_moment_comes_as_parameter(
    platform: Platform, product: Product, line: Line, alice: str
) -> None:
    line.push(
        alice, quick({"type": "datetimepicker", "label": "いつ", "data": "when", "mode": "date"})
    )
    platform.tap(alice, "いつ", value="2026-10-09")
    postback = told(platform, product)["postback"]
    assert postback == {"data": "when", "params": {"date": "2026-10-09"}}


def test_buttons_inside_cards_can_be_tapped_again_and_again(
    platform: Platform, product: Product, line: Line, alice: str
) -> None:
    button = {
        "type": "button",
        "action": {"type": "postback", "label": "人と話す", "data": "human"},
    }
    body = {"type": "box", "layout": "vertical", "contents": [button]}
    line.push(
        alice,
        {"type": "flex", "altText": "案内", "contents": {"type": "bubble", "body": body}},
    )
    for _ in range(2):
        platform.tap(alice, "人と話す")
        assert told(platform, product)["postback"]["data"] == "human"


def test_a_telephone_link_tells_the_account_nothing(
    platform: Platform, product: Product, line: Line, alice: str
) -> None:
    line.push(alice, quick({"type": "uri", "label": "電話", "uri": "tel:0120279338"}))
    assert platform.tap(alice, "電話")["uri"] == "tel:0120279338"
    assert platform.deliver_due() == 0


def test_what_is_not_shown_can_not_be_tapped(platform: Platform, alice: str) -> None:
    with pytest.raises(PhoneError):
        platform.tap_exactly(alice, "quickReply", {"type": "message", "label": "x", "text": "x"})
