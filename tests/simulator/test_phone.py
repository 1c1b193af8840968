"""The phone page in a real browser: write, tap, take back, at every width and without a mouse."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import make_server

from handlers.simulator import Platform, create_app
from tests.simulator.conftest import SECRET, TOKEN, Line, Product, text
from tests.simulator.test_menus import menu, png

CHROMIUM = os.environ.get("MADOGUCHI_TEST_CHROMIUM") or shutil.which("chromium")
DEMANDS_ALL = os.environ.get("MADOGUCHI_TEST_DEMAND_ALL") == "1"
pytestmark = pytest.mark.skipif(not CHROMIUM and not DEMANDS_ALL, reason="Chromium is not there")
WIDTHS = {"phone": (390, 780), "tablet": (900, 900), "desk": (1360, 860)}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def platform(product: Product) -> Iterator[Platform]:
    """On the real clock: a browser lives in no other."""
    platform = Platform(SECRET, TOKEN, "https://product.invalid", post=product)
    platform.start()
    yield platform
    platform.stop()


@pytest.fixture
def address(platform: Platform) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_app(platform), threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def page(browser: Browser, address: str, complaints: list[str]) -> Iterator[Page]:
    """The page of a desk's width; afterwards it must have complained about nothing."""
    page = browser.new_page(viewport={"width": 1360, "height": 860}, locale="ja-JP")
    page.set_default_timeout(5000)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield page
    page.close()
    assert complaints == []


def open_phone(page: Page, address: str, user: str) -> None:
    page.goto(f"{address}#{user}")
    expect(page.get_by_test_id("text-input")).to_be_visible()


def eventually(holds: Callable[[], bool], seconds: int = 5) -> None:
    """Waits, so long at most, for what another thread or process brings about."""
    for _ in range(seconds * 100):
        if holds():
            return
        time.sleep(0.01)
    raise AssertionError("it never came about")


def test_a_new_resident_becomes_a_friend_and_writes(
    page: Page, address: str, platform: Platform
) -> None:
    page.goto(address)
    page.get_by_test_id("add-resident").click()
    page.get_by_test_id("add-friend").click()
    expect(page.get_by_test_id("add-friend")).to_be_hidden()
    page.get_by_test_id("text-input").fill("はじめまして")
    page.get_by_test_id("send").click()
    bubble = page.locator("[data-testid=bubble][data-side=me]")
    expect(bubble).to_contain_text("はじめまして")
    expect(page.get_by_test_id("text-input")).to_be_empty()


def test_what_the_account_says_appears_by_itself(
    page: Page, address: str, platform: Platform, line: Line
) -> None:
    user = platform.add_friend()
    open_phone(page, address, user)
    line.push(user, text("お電話は 0120-279-338 へ"))
    bubble = page.locator("[data-testid=bubble][data-side=bot]")
    expect(bubble).to_contain_text("お電話は")
    expect(bubble.get_by_role("link")).to_have_attribute("href", "tel:0120-279-338")


def test_what_anybody_writes_is_text_and_never_markup(
    page: Page, address: str, platform: Platform, line: Line
) -> None:
    user = platform.add_friend()
    platform.write(user, "<img src=x onerror=alert(1)>")
    line.push(user, text("<b>太字</b>"))
    open_phone(page, address, user)
    said = page.get_by_test_id("bubble")
    expect(said.nth(0)).to_contain_text("<img src=x onerror=alert(1)>")
    expect(said.nth(1)).to_contain_text("<b>太字</b>")


def test_enter_sends_but_not_while_an_input_method_composes(
    page: Page, address: str, platform: Platform
) -> None:
    user = platform.add_friend()
    open_phone(page, address, user)
    box = page.get_by_test_id("text-input")
    box.fill("にほんご")
    for composing in ({"isComposing": True}, {"keyCode": 229}):
        box.dispatch_event("keydown", {"key": "Enter", "bubbles": True, **composing})
    box.press("Shift+Enter")
    box.press_sequentially("2行目")
    assert platform.screen(user)["bubbles"] == []
    box.press("Enter")
    expect(page.get_by_test_id("bubble")).to_have_count(1)
    assert platform.screen(user)["bubbles"][0]["message"]["text"] == "にほんご\n2行目"


def test_quick_replies_go_with_the_tap(
    page: Page, address: str, platform: Platform, product: Product, line: Line
) -> None:
    user = platform.add_friend()
    action = {
        "type": "postback",
        "label": "家族",
        "data": "family",
        "displayText": "家族です",
    }
    other = {"type": "message", "label": "人と話す", "text": "人と話す"}
    items = [{"type": "action", "action": one} for one in (action, other)]
    line.push(user, text("どなたの？", quickReply={"items": items}))
    open_phone(page, address, user)
    expect(page.get_by_test_id("quick-reply")).to_have_count(2)
    page.get_by_role("button", name="家族").click()
    expect(page.get_by_test_id("quick-reply")).to_have_count(0)
    expect(page.locator("[data-testid=bubble][data-side=me]")).to_contain_text("家族です")
    eventually(lambda: product.last["postback"]["data"] == "family")


def test_a_message_is_taken_back_from_its_menu(
    page: Page, address: str, platform: Platform
) -> None:
    user = platform.add_friend()
    platform.write(user, "やっぱりやめる")
    open_phone(page, address, user)
    page.get_by_role("button", name="このメッセージの操作").click()
    page.get_by_test_id("unsend").click()
    expect(page.get_by_text("送信を取り消しました")).to_be_visible()
    expect(page.get_by_text("やっぱりやめる")).to_have_count(0)


def test_read_shows_when_the_account_has_read(
    page: Page, address: str, platform: Platform, line: Line
) -> None:
    user = platform.add_friend()
    platform.write(user, "x")
    open_phone(page, address, user)
    expect(page.get_by_test_id("read")).to_have_count(0)
    token = platform.world.state.phones[user].bubbles[0].read_token
    line("POST", "/chat/markAsRead", {"markAsReadToken": token})
    expect(page.get_by_test_id("read")).to_have_text("既読")


def test_loading_shows_until_the_answer(
    page: Page, address: str, platform: Platform, line: Line
) -> None:
    user = platform.add_friend()
    open_phone(page, address, user)
    line("POST", "/chat/loading/start", {"chatId": user})
    expect(page.get_by_test_id("loading")).to_be_visible()
    line.push(user, text())
    expect(page.get_by_test_id("loading")).to_be_hidden()


def test_who_reads_the_end_stays_there_and_who_reads_back_is_left_alone(
    page: Page, address: str, platform: Platform, line: Line
) -> None:
    user = platform.add_friend()
    for number in range(40):
        platform.write(user, f"{number}")
    open_phone(page, address, user)
    bubbles = page.get_by_test_id("bubble")
    expect(bubbles.last).to_be_in_viewport()
    line.push(user, text("neu"))
    expect(bubbles).to_have_count(41)
    expect(bubbles.last).to_be_in_viewport()
    bubbles.first.scroll_into_view_if_needed()
    line.push(user, text("noch eins"))
    expect(bubbles).to_have_count(42)
    expect(bubbles.first).to_be_in_viewport()
    expect(bubbles.last).not_to_be_in_viewport()


def test_blocking_takes_the_text_box_away_until_it_is_lifted(
    page: Page, address: str, platform: Platform
) -> None:
    user = platform.add_friend()
    open_phone(page, address, user)
    page.get_by_role("button", name="トークの設定").click()
    page.get_by_test_id("block").click()
    expect(page.get_by_test_id("text-input")).to_be_hidden()
    page.get_by_test_id("unblock").click()
    expect(page.get_by_test_id("text-input")).to_be_visible()


def test_the_tray_sends_stickers_photos_and_places(
    page: Page, address: str, platform: Platform
) -> None:
    user = platform.add_friend()
    open_phone(page, address, user)
    for opener, choice in (("tray-stickers", "しんどい"), ("tray-places", "市役所")):
        page.get_by_role("button", name="スタンプ・写真など").click()
        page.get_by_test_id(opener).click()
        page.get_by_role("dialog").get_by_role("button", name=choice).click()
    page.get_by_role("button", name="スタンプ・写真など").click()
    page.get_by_test_id("sample-photo").click()
    expect(page.get_by_test_id("bubble")).to_have_count(3)
    expect(page.get_by_role("img", name="スタンプ：しんどい")).to_be_visible()
    photo = page.get_by_role("img", name="送った写真")
    expect(photo).to_be_visible()
    assert photo.evaluate("image => image.decode().then(() => image.naturalWidth)") == 640


def test_cards_are_drawn_with_links_and_buttons(
    page: Page, address: str, platform: Platform, product: Product, line: Line
) -> None:
    user = platform.add_friend()
    call = {"type": "uri", "label": "電話する", "uri": "tel:0120279338"}
    human = {"type": "postback", "label": "人と話す", "data": "human"}
    buttons = [{"type": "button", "style": "primary", "action": one} for one in (call, human)]
    words = {"type": "text", "text": "話せる窓口", "wrap": True, "color": "#AA0000"}
    body = {"type": "box", "layout": "vertical", "contents": [words, *buttons]}
    confirm = {
        "type": "confirm",
        "text": "終わりますか",
        "actions": [{**human, "label": "はい"}, {**human, "label": "いいえ", "data": "no"}],
    }
    line.push(
        user,
        {"type": "flex", "altText": "案内", "contents": {"type": "bubble", "body": body}},
        {"type": "template", "altText": "確認", "template": confirm},
    )
    open_phone(page, address, user)
    expect(page.get_by_role("link", name="電話する")).to_have_attribute("href", "tel:0120279338")
    expect(page.get_by_text("話せる窓口").first).to_have_css("color", "rgb(170, 0, 0)")
    page.get_by_role("button", name="いいえ").click()
    eventually(lambda: product.last["type"] == "postback")
    assert product.last["postback"]["data"] == "no"


def test_the_rich_menu_can_be_opened_and_tapped(
    page: Page, address: str, platform: Platform, line: Line, complaints: list[str]
) -> None:
    user = platform.add_friend()
    menu_id = line("POST", "/richmenu", menu(selected=False)).get_json()["richMenuId"]
    line.send_bytes(f"/richmenu/{menu_id}/content", png(), "image/png")
    line("POST", f"/user/all/richmenu/{menu_id}")
    open_phone(page, address, user)
    page.get_by_role("button", name="メニュー", exact=True).click()
    area = page.get_by_role("button", name="相談")
    area.focus()
    area.press("Enter")
    expect(page.locator("[data-testid=bubble][data-side=me]")).to_contain_text("相談したい")


def test_the_panel_switches_redelivery_and_travels_in_time(
    page: Page, address: str, platform: Platform
) -> None:
    user = platform.add_friend()
    open_phone(page, address, user)
    page.get_by_test_id("redelivers").check()
    before = platform.world.now_ms()
    page.get_by_test_id("travel-minute").click()
    expect(page.locator("#travelled")).to_contain_text("1分")
    assert platform.world.now_ms() - before >= 60_000
    eventually(lambda: platform.world.state.console.redelivers)


SERVE = """
import sys
from pathlib import Path
from werkzeug.serving import make_server
from handlers.simulator import create_served_app
app = create_served_app(channel_secret="s", channel_access_token="t",
                        webhook_url="http://127.0.0.1:9/", state_path=Path(sys.argv[2]))
make_server("127.0.0.1", int(sys.argv[1]), app, threaded=True).serve_forever()
"""


@contextmanager
def served(port: int, state: Path) -> Iterator[str]:
    """The stand-in as a process of its own, killed afterwards as a machine that goes down."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(port), str(state)], stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}/"
    try:
        eventually(lambda: _answers(address), seconds=20)
        yield address
    finally:
        process.kill()
        process.wait()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address + "simulator/view") as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def test_chat_and_page_come_back_when_the_stand_in_does(
    page: Page, tmp_path: Path, complaints: list[str]
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with served(port, tmp_path / "line.json") as address:
        page.goto(address)
        page.get_by_test_id("phone").first.click()
        page.get_by_test_id("text-input").fill("まえ")
        page.get_by_test_id("send").click()
        expect(page.get_by_test_id("bubble")).to_have_count(1)
        user = page.evaluate("location.hash.slice(1)")
    with served(port, tmp_path / "line.json") as address:
        request = urllib.request.Request(
            f"{address}simulator/phones/{user}/texts",
            data=json.dumps({"text": "あと"}).encode(),
            headers={"Content-Type": "application/json"},
        )
        urllib.request.urlopen(request).close()
        # Without a reload: the page notices by itself that the stand-in is back.
        expect(page.get_by_test_id("bubble")).to_have_count(2, timeout=15_000)
        page.goto("about:blank")
    complaints.clear()  # Of course the browser complained about the time without a server.


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_sticks_out_at_any_width(
    page: Page, address: str, platform: Platform, line: Line, width: str
) -> None:
    user = platform.add_friend()
    platform.write(user, "あ" * 300 + "https://x.invalid/" + "x" * 300)
    wide, high = WIDTHS[width]
    page.set_viewport_size({"width": wide, "height": high})
    open_phone(page, address, user)
    expect(page.get_by_test_id("bubble")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= wide
    chat = page.locator("#chat-screen").bounding_box()
    assert chat
    if width == "phone":
        assert (chat["width"], chat["height"]) == (wide, high)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_has_no_accessibility_faults(
    page: Page, address: str, platform: Platform, line: Line, width: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    user = platform.add_friend()
    platform.send_sticker(user, "11537", "52002734")
    platform.send_location(user, 35.0, 139.0, title="市役所")
    action = {"type": "postback", "label": "家族", "data": "x"}
    line.push(user, text("どなたの？", quickReply={"items": [{"action": action}]}))
    wide, high = WIDTHS[width]
    page.set_viewport_size({"width": wide, "height": high})
    open_phone(page, address, user)
    expect(page.get_by_test_id("quick-reply")).to_be_visible()
    found = axe.run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []


@pytest.fixture
def app(platform: Platform) -> Flask:
    return create_app(platform)
