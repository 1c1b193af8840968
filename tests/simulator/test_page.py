"""The page's own requests: from this page alone, and never more than a phone can do."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from handlers.simulator import Platform, create_served_app
from handlers.simulator.props import props
from tests.simulator.conftest import SECRET, TOKEN, Line, Product, text


@pytest.fixture
def page(app: Flask) -> FlaskClient:
    return app.test_client()


def test_the_page_runs_no_inline_script_and_asks_no_other_host(page: FlaskClient) -> None:
    answer = page.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    html = answer.get_data(as_text=True)
    assert " style=" not in html
    assert "<style" not in html
    assert "//" not in html.replace("<!doctype", "")


def test_the_view_shows_phones_line_and_screen(
    page: FlaskClient, platform: Platform, alice: str
) -> None:
    platform.write(alice, "こんにちは")
    view = page.get(f"/simulator/view?phone={alice}").get_json()
    assert [phone["name"] for phone in view["phones"]] == ["Alice"]
    assert view["screen"]["bubbles"][0]["message"]["text"] == "こんにちは"
    assert (view["line"]["usage"], view["line"]["quota"]) == (0, 200)
    assert page.get("/simulator/view?phone=nobody").get_json()["screen"] is None


def test_a_resident_is_added_and_becomes_a_friend(page: FlaskClient, platform: Platform) -> None:
    user = page.post("/simulator/phones", json={}).get_json()["user"]
    assert not platform.screen(user)["isFriend"]
    assert page.post(f"/simulator/phones/{user}/friend", json={}).status_code == 200
    assert platform.screen(user)["isFriend"]
    assert page.post(f"/simulator/phones/{user}/friend", json={}).status_code == 409


def test_every_new_resident_has_a_name_of_their_own(page: FlaskClient) -> None:
    for _ in range(len(props().residents) + 2):
        page.post("/simulator/phones", json={})
    names = [one["name"] for one in page.get("/simulator/view").get_json()["phones"]]
    assert len(set(names)) == len(names)


def test_all_that_the_tray_offers_can_be_sent(
    page: FlaskClient, platform: Platform, alice: str
) -> None:
    phone = f"/simulator/phones/{alice}"
    page.post(f"{phone}/texts", json={"text": "x"})
    page.post(f"{phone}/stickers", json={"index": 3})
    page.post(f"{phone}/locations", json={"index": 0})
    page.post(f"{phone}/sample-photos", json={})
    page.post(f"{phone}/sample-voices", json={})
    page.post(f"{phone}/photos", data=b"\x89PNG", content_type="image/png")
    page.post(f"{phone}/files?name=a.pdf", data=b"%PDF", content_type="application/pdf")
    bubbles = platform.screen(alice)["bubbles"]
    kinds = [bubble["message"]["type"] for bubble in bubbles]
    assert kinds == ["text", "sticker", "location", "image", "audio", "image", "file"]
    assert bubbles[1]["message"]["keywords"] == list(props().stickers[3].keywords)
    content = page.get(f"/simulator/contents/{bubbles[5]['id']}")
    assert content.data == b"\x89PNG"
    assert "sandbox" in content.headers["Content-Security-Policy"]


def test_half_a_character_breaks_neither_page_nor_record(
    page: FlaskClient, platform: Platform, product: Product, alice: str
) -> None:
    page.post(f"/simulator/phones/{alice}/texts", json={"text": "半分\ud83d"})
    platform.deliver_due()
    assert product.last["message"]["text"] == "半分\ud83d"
    assert page.get(f"/simulator/view?phone={alice}").status_code == 200
    assert page.get("/simulator/record").status_code == 200


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("texts", {}),
        ("texts", {"text": "  "}),
        ("texts", {"text": 3}),
        ("texts", [1]),
        ("stickers", {"index": 99}),
        ("stickers", {"index": -1}),
        ("locations", {"index": "0"}),
        ("taps", {"where": "quickReply"}),
        ("unsends", {}),
    ],
)
def test_nonsense_is_refused(page: FlaskClient, alice: str, what: str, body: Any) -> None:
    assert page.post(f"/simulator/phones/{alice}/{what}", json=body).status_code == 400


def test_what_is_no_picture_is_no_photo(page: FlaskClient, alice: str) -> None:
    photos = f"/simulator/phones/{alice}/photos"
    assert page.post(photos, data=b"x", content_type="text/html").status_code == 415
    assert page.post(photos, data=b"", content_type="image/png").status_code == 400
    too_much = bytes(10 * 1024 * 1024 + 1)
    assert page.post(photos, data=too_much, content_type="image/png").status_code == 413


def test_only_what_is_shown_can_be_tapped(
    page: FlaskClient, platform: Platform, line: Line, product: Product, alice: str
) -> None:
    action = {"type": "postback", "label": "はい", "data": "yes"}
    line.push(alice, text(quickReply={"items": [{"type": "action", "action": action}]}))
    taps = f"/simulator/phones/{alice}/taps"
    forged = {**action, "data": "no"}
    assert page.post(taps, json={"where": "quickReply", "action": forged}).status_code == 409
    assert page.post(taps, json={"where": "quickReply", "action": action}).status_code == 200
    platform.deliver_due()
    assert product.last["postback"] == {"data": "yes"}


def test_an_own_message_is_taken_back(page: FlaskClient, platform: Platform, alice: str) -> None:
    message = platform.write(alice, "x")
    unsends = f"/simulator/phones/{alice}/unsends"
    assert page.post(unsends, json={"message": message}).status_code == 200
    assert page.post(unsends, json={"message": message}).status_code == 409


@pytest.mark.parametrize(
    ("headers", "is_let_in"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, True),
        ({"Origin": "http://localhost"}, True),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://evil.invalid"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "http://evil.invalid"}, False),
        ({"Origin": "null"}, False),
    ],
)
@pytest.mark.parametrize("path", ["phones", "faults", "console", "travel", "verify"])
def test_other_sites_can_change_nothing(
    page: FlaskClient, path: str, headers: dict[str, str], is_let_in: bool
) -> None:
    answer = page.post(f"/simulator/{path}", json={}, headers=headers)
    assert (answer.status_code != 403) is is_let_in


def test_the_consoles_switches_work_and_no_others(page: FlaskClient, platform: Platform) -> None:
    assert page.post("/simulator/console", json={"redelivers": True}).status_code == 200
    assert platform.world.state.console.redelivers
    for wrong in ({"quota": 9}, {"__class__": 1}, [1], 3):
        assert page.post("/simulator/console", json=wrong).status_code == 400


def test_travelling_makes_tokens_old(page: FlaskClient, line: Line, token: str) -> None:
    assert page.post("/simulator/travel", json={"seconds": 61}).status_code == 200
    assert line.reply(token, text()).status_code == 400


def test_the_stream_speaks_when_something_changed(platform: Platform, alice: str) -> None:
    from handlers.simulator.page import _versions

    stream = _versions(platform)
    assert next(stream).startswith("retry:")
    first = next(stream)
    platform.write(alice, "x")
    second = next(stream)
    assert first.startswith("data: ")
    assert second.startswith("data: ")
    assert first != second


def test_a_served_app_has_phones_ready_and_delivers(product: Product) -> None:
    app = create_served_app(
        channel_secret=SECRET,
        channel_access_token=TOKEN,
        webhook_url="https://product.invalid",
        post=product,
    )
    assert len(app.test_client().get("/simulator/view").get_json()["phones"]) == 2
