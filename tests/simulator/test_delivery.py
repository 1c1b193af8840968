"""Webhooks arrive signed, are told to have failed when they did, and come again if so switched."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from handlers.simulator import Platform
from handlers.simulator.delivery import encode, post, sign
from tests.simulator.conftest import SECRET, TOKEN, Clock, Line, Product, signature, text


def test_the_signature_is_the_one_line_publishes_as_example() -> None:
    body = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
    secret = "8c570fa6dd201bb328f1c1eac23a96d8"
    assert sign(secret, body) == "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="


def test_a_body_is_signed_as_it_is_sent(platform: Platform, product: Product) -> None:
    platform.write(platform.add_friend(), "𠮷野家のとなりです")
    platform.deliver_due()
    for raw, headers in zip(product.raw, product.headers, strict=True):
        assert headers["X-Line-Signature"] == signature(raw)


def test_a_lone_surrogate_travels_escaped() -> None:
    body = encode("U0", [{"text": "\ud83d 𠮷"}])
    assert b"\\ud83d" in body
    assert "𠮷".encode() in body


def test_every_body_names_the_account(platform: Platform, product: Product, line: Line) -> None:
    platform.add_friend()
    platform.deliver_due()
    assert product.bodies[0]["destination"] == line("GET", "/info").get_json()["userId"]


def test_residents_events_may_share_a_body(platform: Platform, product: Product) -> None:
    alice, bob = platform.add_friend(), platform.add_friend()
    platform.deliver_due()
    with platform.in_one_body():
        platform.write(alice, "a")
        platform.write(bob, "b")
    platform.deliver_due()
    events = product.bodies[-1]["events"]
    assert [event["source"]["userId"] for event in events] == [alice, bob]


def test_without_redelivery_a_failed_webhook_is_lost(
    platform: Platform, product: Product, clock: Clock, alice: str
) -> None:
    product.answers = [500]
    platform.write(alice, "x")
    platform.deliver_due()
    clock.forward(3600)
    assert platform.deliver_due() == 0


def test_a_redelivered_body_is_the_same_but_says_so(
    platform: Platform, product: Product, clock: Clock, alice: str
) -> None:
    platform.world.state.console.redelivers = True
    product.answers = [503, TimeoutError()]
    platform.write(alice, "x")
    platform.deliver_due()
    for _ in range(3):
        clock.forward(60)
        platform.deliver_due()
    first, second, third = (body["events"][0] for body in product.bodies[-3:])
    assert not first["deliveryContext"]["isRedelivery"]
    assert second["deliveryContext"]["isRedelivery"]
    assert third == second
    assert {**second, "deliveryContext": None} == {**first, "deliveryContext": None}


def test_redeliveries_come_ever_later_and_end(product: Product, clock: Clock) -> None:
    platform = Platform(
        SECRET,
        TOKEN,
        "https://product.invalid",
        clock=clock,
        post=product,
        redelivers=True,
        redelivery_seconds=(1, 10),
    )
    product.answers = [500] * 10
    platform.add_friend()
    posts = []
    for _ in range(30):
        posts.append(platform.deliver_due())
        clock.forward(1)
    assert [second for second, number in enumerate(posts) if number] == [0, 1, 11]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (500, "error_status_code"),
        (302, "error_status_code"),
        (TimeoutError(), "request_timeout"),
        (ConnectionRefusedError(), "could_not_connect"),
    ],
)
def test_the_console_names_what_went_wrong(
    platform: Platform, product: Product, alice: str, answer: int | OSError, error: str
) -> None:
    product.answers = [answer]
    platform.write(alice, "x")
    platform.deliver_due()
    assert [post["error"] for post in platform.world.record.failures()] == [error]


def test_a_webhook_switched_off_brings_nothing(platform: Platform, product: Product) -> None:
    platform.world.state.console.uses_webhook = False
    platform.write(platform.add_friend(), "x")
    assert platform.deliver_due() == 0


def test_the_verify_button_sends_no_events(
    platform: Platform, product: Product, line: Line
) -> None:
    answer = line("POST", "/channel/webhook/test", {})
    assert product.bodies[-1]["events"] == []
    assert answer.get_json()["success"] is True
    assert answer.get_json()["statusCode"] == 200


def test_verifying_a_silent_address_says_so(product: Product, line: Line) -> None:
    product.answers = [TimeoutError()]
    answer = line("POST", "/channel/webhook/test", {}).get_json()
    assert answer["success"] is False
    assert answer["statusCode"] == 0
    assert answer["reason"] == "REQUEST_TIMEOUT"


def test_no_two_events_have_the_same_time(platform: Platform, product: Product) -> None:
    user = platform.add_friend()
    for _ in range(5):
        platform.write(user, "x")
    platform.deliver_due()
    times = [event["timestamp"] for event in product.events]
    assert times == sorted(set(times))


class _Slow(BaseHTTPRequestHandler):
    """Takes a request and keeps silent until the test is over."""

    over = threading.Event()

    def do_POST(self) -> None:
        self.over.wait(10)

    def log_message(self, *_args: object) -> None:
        """Silent in every way."""


def test_who_stays_silent_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.simulator.delivery.ANSWER_SECONDS", 0.05)
    server = HTTPServer(("127.0.0.1", 0), _Slow)
    threading.Thread(target=server.handle_request, daemon=True).start()
    with pytest.raises(TimeoutError):
        post(f"http://127.0.0.1:{server.server_port}/hook", b"{}", {})
    _Slow.over.set()
    server.server_close()


def test_threads_deliver_without_being_asked(product: Product) -> None:
    arrived = threading.Event()

    def receive(url: str, body: bytes, headers: object) -> int:
        product(url, body, {})
        if len(product.events) == 3:
            arrived.set()
        return 200

    platform = Platform(SECRET, TOKEN, "https://product.invalid", post=receive)
    platform.start()
    user = platform.add_friend()
    platform.write(user, "one")
    platform.write(user, "two")
    assert arrived.wait(5)
    platform.stop()
    assert [event["message"]["text"] for event in product.events[1:]] == ["one", "two"]


def test_a_silent_product_holds_up_nobody_else() -> None:
    release, heard = threading.Event(), threading.Event()

    def receive(_url: str, body: bytes, _headers: object) -> int:
        if b"stuck" in body:
            release.wait(5)
        if b"through" in body:
            heard.set()
        return 200

    platform = Platform(SECRET, TOKEN, "https://product.invalid", post=receive)
    alice, bob = platform.add_friend(), platform.add_friend()
    platform.start()
    platform.write(alice, "stuck")
    platform.write(bob, "through")
    assert heard.wait(5)
    release.set()
    platform.stop()


def test_what_was_not_delivered_survives_a_restart(
    product: Product, clock: Clock, tmp_path: Path
) -> None:
    def start() -> Platform:
        return Platform(
            SECRET,
            TOKEN,
            "https://product.invalid",
            clock=clock,
            post=product,
            state_path=tmp_path / "line.json",
        )

    before = start()
    before.write(before.add_friend(), "noch da")
    after = start()
    assert after.deliver_due() == 2
    assert product.last["message"]["text"] == "noch da"
    # And its token is good in the new process.
    from handlers.simulator import sending

    body = {"replyToken": product.last["replyToken"], "messages": [text()]}
    assert sending.reply(after.world, body, has_retry_key=False)["sentMessages"]
