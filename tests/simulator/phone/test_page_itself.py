"""The phone page as a page: at every width, for everybody, and when the stand-in was away."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from handlers.simulator import Platform
from tests.simulator.conftest import Line, text
from tests.simulator.phone.conftest import eventually, open_phone

TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
WIDTHS = {"phone": (390, 780), "tablet": (900, 900), "desk": (1360, 860)}


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
    page.evaluate(TWO_FRAMES)  # a thumb takes longer: the page has heard of it by then
    line.push(user, text("noch eins"))
    expect(bubbles).to_have_count(42)
    expect(bubbles.first).to_be_in_viewport()
    expect(bubbles.last).not_to_be_in_viewport()


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
