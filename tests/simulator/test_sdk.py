"""The real SDK can't tell the stand-in from LINE: it knows every event and every answer.

Over a socket, since that is where connections break.
"""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Iterator

import pytest
from flask import Flask
from linebot.v3 import webhooks
from linebot.v3.messaging import (
    ApiClient,
    ApiException,
    Configuration,
    FlexContainer,
    FlexMessage,
    MarkMessagesAsReadByTokenRequest,
    MessageAction,
    MessagingApi,
    MessagingApiBlob,
    PushMessageRequest,
    QuickReply,
    QuickReplyItem,
    ReplyMessageRequest,
    RichMenuArea,
    RichMenuBounds,
    RichMenuRequest,
    RichMenuSize,
    ShowLoadingAnimationRequest,
    TextMessage,
    ValidateMessageRequest,
)
from linebot.v3.messaging import TestWebhookEndpointRequest as EndpointToTest
from linebot.v3.models import UnknownEvent
from linebot.v3.webhook import WebhookParser
from urllib3.exceptions import HTTPError
from werkzeug.serving import make_server

from handlers.simulator import Platform
from tests.simulator.conftest import SECRET, TOKEN, Product
from tests.simulator.test_menus import png


@pytest.fixture
def client(app: Flask) -> Iterator[ApiClient]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    host = f"http://127.0.0.1:{server.server_port}"
    configuration = Configuration(access_token=TOKEN, host=host)
    configuration.retries = False
    yield ApiClient(configuration)
    server.shutdown()
    server.server_close()


@pytest.fixture
def api(client: ApiClient) -> MessagingApi:
    return MessagingApi(client)


def say(words: str = "はい") -> TextMessage:
    return TextMessage(text=words)


def test_its_parser_knows_every_event(platform: Platform, product: Product, alice: str) -> None:
    platform.world.state.console.allows_groups = True
    message = platform.write(alice, "x")
    platform.send_sticker(alice, "446", "1988", keywords=["x"])
    platform.send_photos(alice, [b"1", b"2"])
    platform.send_audio(alice, b"x", 1)
    platform.send_video(alice, b"x", 1)
    platform.send_file(alice, "x", b"x")
    platform.send_location(alice, 35.0, 139.0)
    platform.unsend(alice, message)
    group = platform.invite(alice)
    assert group
    platform.write_in_group(group, alice, "x")
    platform.remove_from_group(group, alice)
    platform.block(alice)
    platform.unblock(alice)
    platform.deliver_due()
    parser = WebhookParser(SECRET)
    for raw, headers in zip(product.raw, product.headers, strict=True):
        for event in parser.parse(raw.decode(), headers["X-Line-Signature"]):
            assert not isinstance(event, UnknownEvent)
            if isinstance(event, webhooks.MessageEvent):
                assert type(event.message) is not webhooks.MessageContent


def test_its_client_knows_every_answer(
    platform: Platform, product: Product, client: ApiClient, api: MessagingApi, alice: str
) -> None:
    platform.write(alice, "x")
    platform.deliver_due()
    body = {"type": "box", "layout": "vertical", "contents": [{"type": "text", "text": "x"}]}
    flex = FlexMessage(
        altText="x", contents=FlexContainer.from_dict({"type": "bubble", "body": body})
    )
    action = MessageAction(label="はい", text="はい")
    choices = TextMessage(text="x", quickReply=QuickReply(items=[QuickReplyItem(action=action)]))
    api.validate_reply(ValidateMessageRequest(messages=[flex, choices]))
    replied = api.reply_message(
        ReplyMessageRequest(replyToken=product.last["replyToken"], messages=[flex, choices])
    )
    assert len(replied.sent_messages) == 2
    platform.tap(alice, "はい")
    platform.deliver_due()
    token = product.last["message"]["markAsReadToken"]
    api.mark_messages_as_read_by_token(MarkMessagesAsReadByTokenRequest(markAsReadToken=token))
    api.show_loading_animation(ShowLoadingAnimationRequest(chatId=alice, loadingSeconds=5))
    assert api.push_message(PushMessageRequest(to=alice, messages=[say()])).sent_messages
    assert api.get_message_quota().value == 200
    assert api.get_message_quota_consumption().total_usage == 1
    assert api.get_profile(alice).display_name == "Alice"
    assert api.get_bot_info().chat_mode == "chat"
    assert api.test_webhook_endpoint(EndpointToTest()).success
    assert api.get_webhook_endpoint().active
    photo = platform.send_photo(alice, b"\xff\xd8x")
    assert MessagingApiBlob(client).get_message_content(photo) == b"\xff\xd8x"


def test_its_client_sets_up_a_rich_menu(client: ApiClient, api: MessagingApi) -> None:
    area = RichMenuArea(
        bounds=RichMenuBounds(x=0, y=0, width=1200, height=405),
        action=MessageAction(label="x", text="x"),
    )
    menu = api.create_rich_menu(
        RichMenuRequest(
            size=RichMenuSize(width=1200, height=405),
            selected=True,
            name="x",
            chatBarText="x",
            areas=[area],
        )
    )
    headers = {"Content-Type": "image/png"}
    MessagingApiBlob(client).set_rich_menu_image(menu.rich_menu_id, png(), _headers=headers)
    api.set_default_rich_menu(menu.rich_menu_id)
    assert api.get_default_rich_menu_id().rich_menu_id == menu.rich_menu_id
    assert api.get_rich_menu_list().richmenus[0].areas[0].action.label == "x"


def test_a_refusal_arrives_with_body_and_headers(api: MessagingApi, alice: str) -> None:
    key = str(uuid.uuid4())
    request = PushMessageRequest(to=alice, messages=[say()])
    api.push_message(request, x_line_retry_key=key)
    with pytest.raises(ApiException) as caught:
        api.push_message(request, x_line_retry_key=key)
    assert caught.value.status == 409
    assert caught.value.headers["x-line-accepted-request-id"]
    assert json.loads(caught.value.body)["sentMessages"]


@pytest.mark.parametrize(("do", "is_done"), [("drop", True), ("refuse", False)])
def test_a_broken_connection_is_broken(
    platform: Platform, api: MessagingApi, alice: str, do: str, is_done: bool
) -> None:
    platform.faults.add("push", do)
    with pytest.raises(HTTPError):
        api.push_message(PushMessageRequest(to=alice, messages=[say()]))
    assert bool(platform.heard(alice)) is is_done


def test_many_threads_at_once_lose_nothing(
    platform: Platform, api: MessagingApi, alice: str
) -> None:
    platform.world.state.console.quota = None

    def push() -> None:
        for _ in range(10):
            api.push_message(PushMessageRequest(to=alice, messages=[say()]))

    threads = [threading.Thread(target=push) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(platform.heard(alice)) == platform.usage() == 40
    assert len({bubble["id"] for bubble in platform.screen(alice)["bubbles"]}) == 40
