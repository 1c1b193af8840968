"""What the account may ask, and what LINE answers when it may not."""

from __future__ import annotations

import pytest

from handlers.simulator import Platform
from tests.simulator.conftest import Clock, Line, Product, text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/message/push"),
        ("GET", "/info"),
        ("GET", "/message/1/content"),
        ("GET", "/richmenu/list"),
        ("GET", "/no/such/path"),
    ],
)
def test_a_wrong_token_is_refused_everywhere(line: Line, method: str, path: str) -> None:
    answer = line(method, path, token="stolen")
    assert answer.status_code == 401
    assert answer.get_json()["message"].startswith("Authentication failed")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/info", 200),
        ("GET", "/no/such/path", 404),
        ("DELETE", "/message/push", 405),
        ("POST", "/message/push", 415),
    ],
)
def test_every_answer_has_a_request_id(line: Line, method: str, path: str, status: int) -> None:
    first, second = line(method, path), line(method, path)
    assert first.status_code == second.status_code == status
    assert first.headers["x-line-request-id"] != second.headers["x-line-request-id"]
    if status >= 400:
        assert first.get_json()["message"]


@pytest.mark.parametrize("body", [b"{", b"\xff", b'{"to":"\\ud83d"}', b"[]", b"3"])
def test_what_is_no_json_is_refused(line: Line, body: bytes) -> None:
    answer = line.send_bytes("/message/push", body, "application/json")
    assert answer.status_code == 400
    assert "could not be parsed as JSON" in answer.get_json()["message"]


def test_over_two_megabytes_is_too_much(line: Line, alice: str) -> None:
    answer = line.push(alice, text("x" * (2 * 1024 * 1024)))
    assert answer.status_code == 413
    assert answer.headers["x-line-request-id"]


def test_the_account_tells_whether_chat_is_on(platform: Platform, line: Line) -> None:
    info = line("GET", "/info").get_json()
    assert (info["chatMode"], info["markAsReadMode"]) == ("chat", "manual")
    platform.world.state.console.is_chat_on = False
    info = line("GET", "/info").get_json()
    assert (info["chatMode"], info["markAsReadMode"]) == ("bot", "auto")


def test_a_friends_profile_is_known_until_they_block(
    platform: Platform, line: Line, alice: str
) -> None:
    assert line("GET", f"/profile/{alice}").get_json()["displayName"] == "Alice"
    platform.block(alice)
    assert line("GET", f"/profile/{alice}").status_code == 404


def test_a_profile_without_consent_or_contact_is_unknown(platform: Platform, line: Line) -> None:
    shy, stranger = platform.add_friend(), platform.add_resident()
    platform.world.state.phones[shy].has_consented = False
    for user in (shy, stranger, "U" + "0" * 32):
        assert line("GET", f"/profile/{user}").status_code == 404


def test_marking_as_read_covers_all_before_it(
    platform: Platform, product: Product, line: Line, alice: str
) -> None:
    for words in ("one", "two", "three"):
        platform.write(alice, words)
    platform.deliver_due()
    second = product.events[-2]["message"]["markAsReadToken"]
    assert line("POST", "/chat/markAsRead", {"markAsReadToken": second}).status_code == 200
    assert [bubble["isRead"] for bubble in platform.screen(alice)["bubbles"]] == [True, True, False]


def test_a_made_up_read_token_is_refused(line: Line, alice: str) -> None:
    assert line("POST", "/chat/markAsRead", {"markAsReadToken": "x"}).status_code == 400


def test_with_chat_off_everything_is_read_at_once(
    platform: Platform, product: Product, alice: str
) -> None:
    platform.world.state.console.is_chat_on = False
    platform.write(alice, "x")
    platform.deliver_due()
    assert platform.screen(alice)["bubbles"][-1]["isRead"]
    assert "markAsReadToken" not in product.last["message"]


def test_loading_shows_until_its_time_or_the_next_message(
    platform: Platform, line: Line, clock: Clock, alice: str
) -> None:
    answer = line("POST", "/chat/loading/start", {"chatId": alice, "loadingSeconds": 10})
    assert (answer.status_code, answer.get_json()) == (202, {})
    assert platform.screen(alice)["isLoading"]
    clock.forward(10)
    assert not platform.screen(alice)["isLoading"]
    line("POST", "/chat/loading/start", {"chatId": alice})
    line.push(alice, text())
    assert not platform.screen(alice)["isLoading"]


@pytest.mark.parametrize("seconds", [0, 3, 7, 61, "10", True])
def test_loading_takes_five_to_sixty_seconds_in_fives(
    line: Line, alice: str, seconds: object
) -> None:
    body = {"chatId": alice, "loadingSeconds": seconds}
    assert line("POST", "/chat/loading/start", body).status_code == 400


def test_loading_is_for_people_and_says_nothing_about_them(
    platform: Platform, line: Line, alice: str
) -> None:
    group = {"chatId": "C" + "0" * 32}
    assert line("POST", "/chat/loading/start", group).status_code == 400
    platform.block(alice)
    assert line("POST", "/chat/loading/start", {"chatId": alice}).status_code == 202
    assert not platform.screen(alice)["isLoading"]


def test_a_photo_can_be_fetched_until_it_is_unsent(
    platform: Platform, line: Line, alice: str
) -> None:
    message = platform.send_photo(alice, b"\xff\xd8photo")
    for path in ("content", "content/preview"):
        answer = line("GET", f"/message/{message}/{path}")
        assert (answer.data, answer.mimetype) == (b"\xff\xd8photo", "image/jpeg")
    platform.unsend(alice, message)
    assert line("GET", f"/message/{message}/content").status_code == 410
    assert platform.world.keep.get(message) is None


def test_texts_and_unknown_messages_have_no_content(
    platform: Platform, line: Line, alice: str
) -> None:
    for message in (platform.write(alice, "x"), "404"):
        assert line("GET", f"/message/{message}/content").status_code == 404


def test_a_long_sound_is_prepared_first(
    platform: Platform, line: Line, clock: Clock, alice: str
) -> None:
    message = platform.send_audio(alice, b"sound", 90_000, preparing_ms=5000)
    status = f"/message/{message}/content/transcoding"
    assert line("GET", f"/message/{message}/content").status_code == 202
    assert line("GET", status).get_json() == {"status": "processing"}
    clock.forward(5)
    assert line("GET", f"/message/{message}/content").data == b"sound"
    assert line("GET", status).get_json() == {"status": "succeeded"}


def test_the_webhook_address_can_be_changed(platform: Platform, line: Line) -> None:
    path = "/channel/webhook/endpoint"
    assert line("GET", path).get_json() == {
        "endpoint": "https://product.invalid/hook",
        "active": True,
    }
    assert line("PUT", path, {"endpoint": "https://elsewhere.invalid/"}).status_code == 200
    assert line("GET", path).get_json()["endpoint"] == "https://elsewhere.invalid/"
    long = "https://long.invalid/" + "x" * 500
    for wrong in ("ftp://files.invalid/", "", long, None):
        assert line("PUT", path, {"endpoint": wrong}).status_code == 400


def test_without_an_address_there_is_none_to_tell_or_test(platform: Platform, line: Line) -> None:
    platform.world.state.webhook_url = ""
    assert line("GET", "/channel/webhook/endpoint").status_code == 404
    assert line("POST", "/channel/webhook/test", {}).status_code == 404
