"""The desk in a real browser: live without a reload, nothing half-written lost, usable by all."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import make_server

from handlers.desk.identity import COOKIE, PATH
from handlers.desk.live import create_live
from intake import changes, outbox, quota
from intake.delivery import TOKEN_LIFE
from intake.models import Address
from nlp.reading import Risk
from tests.desk.conftest import Room

SOON = 20_000  # ms: the watcher looks every half second here


class Hall:
    """The desk served over HTTP, and browsers before it."""

    def __init__(self, room: Room, browser: Browser) -> None:
        self.room = room
        self.browser = browser
        room.clock.at = datetime.now(UTC)
        live = create_live(room.system, beat=1.0, patience=0.5)
        app = DispatcherMiddleware(room.app, {"/desk/live": live})
        self.server = make_server("127.0.0.1", 0, app, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.contexts: list[BrowserContext] = []

    def sit(self, name: str, **options: Any) -> BrowserContext:
        """A browser that `name` is logged in with."""
        context = self.browser.new_context(base_url=self.url, locale="ja-JP", **options)
        cookie = {"name": COOKIE, "value": self.room.token(name), "url": self.url + PATH}
        context.add_cookies([cookie])  # type: ignore[list-item]
        context.set_default_timeout(SOON)
        self.contexts.append(context)
        return context

    def open(self, name: str, path: str, **options: Any) -> Page:
        """A page in a browser of its own."""
        page = self.sit(name, **options).new_page()
        page.goto(path)
        return page

    def close(self) -> None:
        """Ends the browsers, then the server."""
        for context in self.contexts:
            context.close()
        self.server.shutdown()
        self.server.server_close()


def claim(page: Page) -> None:
    """Takes the conversation and waits until its page, scripts included, is there."""
    with page.expect_navigation(wait_until="load"):
        page.get_by_test_id("claim-button").click()


@pytest.fixture
def hall(room: Room, browser: Browser) -> Iterator[Hall]:
    hall = Hall(room, browser)
    yield hall
    hall.close()


def test_a_lead_is_seen_taken_and_answered_without_a_reload(hall: Hall) -> None:
    page = hall.open("Bob", "/desk")
    expect(page.get_by_test_id("queue-item")).to_have_count(0)
    talk = hall.room.write("U-1", "家賃が払えません")
    expect(page.get_by_test_id("queue-item")).to_have_count(1, timeout=SOON)
    claim(page)
    box = page.get_by_test_id("answer-box")
    box.fill("ゆっくりで")
    hall.room.hear("U-1", "まだいますか")
    expect(page.get_by_test_id("bubble-resident")).to_have_count(2, timeout=SOON)
    expect(box).to_have_value("ゆっくりで")
    expect(box).to_be_focused()
    page.keyboard.type("大丈夫です")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("bubble-staff")).to_have_text(re.compile("ゆっくりで大丈夫です"))
    expect(box).to_have_value("")
    box.fill("もうひとつ")
    page.get_by_test_id("send-button").dblclick()
    expect(page.get_by_test_id("bubble-staff")).to_have_count(2)
    assert hall.room.said(talk)[2:] == ["ゆっくりで大丈夫です", "もうひとつ"]


def test_enter_makes_a_line_and_never_sends_while_an_ime_composes(hall: Hall) -> None:
    talk = hall.room.write("U-1", "あ")
    page = hall.open("Bob", f"/desk/c/{talk}")
    claim(page)
    box = page.get_by_test_id("answer-box")
    box.fill("かんじ")
    box.press("Enter")
    expect(box).to_have_value("かんじ\n")
    for options in ("isComposing: true", "keyCode: 229"):
        box.evaluate(
            "(box) => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', "
            f"ctrlKey: true, bubbles: true, {options}}}))"
        )
    page.wait_for_timeout(400)
    assert hall.room.said(talk) == ["あ"]


def test_a_draft_survives_a_reload_and_a_lost_login_and_not_a_logout(hall: Hall) -> None:
    talk = hall.room.write("U-1", "あ")
    page = hall.open("Bob", f"/desk/c/{talk}")
    claim(page)
    page.get_by_test_id("answer-box").fill("書きかけ")
    page.reload()
    expect(page.get_by_test_id("answer-box")).to_have_value("書きかけ")
    page.context.clear_cookies()
    page.get_by_test_id("send-button").click()
    expect(page.locator("#answer-out")).to_be_visible()
    expect(page.get_by_test_id("answer-box")).to_have_value("書きかけ")
    assert hall.room.said(talk) == ["あ"]
    cookie = {"name": COOKIE, "value": hall.room.token("Bob"), "url": hall.url + PATH}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    page.goto(f"/desk/c/{talk}")
    expect(page.get_by_test_id("answer-box")).to_have_value("書きかけ")
    page.get_by_text("Bob", exact=False).first.click()
    page.get_by_test_id("logout").click()
    page.wait_for_url("**/desk/login*")
    kept = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('desk-draft'))")
    assert kept == []


def test_a_template_lands_where_the_cursor_is(hall: Hall) -> None:
    talk = hall.room.write("U-1", "あ")
    page = hall.open("Bob", f"/desk/c/{talk}")
    claim(page)
    box = page.get_by_test_id("answer-box")
    box.fill("こんにちは")
    first = hall.room.system.templates[0]
    page.get_by_test_id("template").select_option(label=first.label)
    expect(box).to_have_value(f"こんにちは\n{first.text}")
    expect(box).to_be_focused()
    page.keyboard.type("つづき")
    expect(box).to_have_value(f"こんにちは\n{first.text}つづき")


def test_an_answer_is_kept_when_the_line_is_cut_and_sent_once_when_it_is_back(hall: Hall) -> None:
    talk = hall.room.write("U-1", "あ")
    page = hall.open("Bob", f"/desk/c/{talk}")
    claim(page)
    page.get_by_test_id("answer-box").fill("届いてほしい")

    def lose(route: Any) -> None:
        route.fetch()  # it arrives, and the answer is lost
        route.abort()

    page.route("**/answer", lose)
    page.get_by_test_id("send-button").click()
    expect(page.locator("#answer-lost")).to_be_visible()
    expect(page.get_by_test_id("answer-box")).to_have_value("届いてほしい")
    page.unroute("**/answer")
    page.get_by_test_id("send-button").click()
    expect(page.get_by_test_id("answer-box")).to_have_value("")
    assert hall.room.said(talk) == ["あ", "届いてほしい"]


def test_an_alarm_is_seen_and_heard_on_every_page_until_somebody_opens_it(hall: Hall) -> None:
    page = hall.open("Carol", "/desk/closed")
    page.get_by_role("heading", level=1).click()  # a gesture: from now on sound is allowed
    expect(page.get_by_text("警報の音：鳴ります")).to_be_visible()
    talk = hall.room.write("U-1", "もう死にたい", risk=Risk.EMERGENCY)
    expect(page.get_by_test_id("alarm-banner")).to_be_visible(timeout=SOON)
    expect(page).to_have_title(re.compile("^【警報】"))
    assert page.evaluate("Number(localStorage.getItem('desk-rung-at'))") > 0
    hall.room.seat("Bob").get(f"/desk/c/{talk}")
    expect(page.get_by_test_id("alarm-banner")).to_have_count(0, timeout=SOON)


def test_danger_that_nobody_opens_calls_again_and_a_silent_page_says_that_it_is(
    hall: Hall,
) -> None:
    page = hall.open("Carol", "/desk/closed")
    talk = hall.room.write("U-1", "もう死にたい", risk=Risk.EMERGENCY)
    expect(page.get_by_test_id("alarm-banner")).to_be_visible(timeout=SOON)
    expect(page.get_by_text("この画面では、警報の音が鳴りません")).to_be_visible()
    page.get_by_role("button", name="音を有効にする").last.click()
    expect(page.get_by_text("この画面では、警報の音が鳴りません")).to_be_hidden()
    rung = page.evaluate("Number(localStorage.getItem('desk-rung-at'))")
    assert rung > 0
    with hall.room.system.transaction() as session:
        row = session.merge(hall.room.find(talk))
        row.follow_ups = 1
        changes.note(session, "alarm", row, hall.room.clock())
    expect(page.get_by_test_id("reminder")).to_contain_text("1回目の呼びかけ", timeout=SOON)
    page.wait_for_function(f"Number(localStorage.getItem('desk-rung-at')) > {rung}", timeout=SOON)


def test_an_alarm_on_the_open_page_waits_for_a_hand(hall: Hall) -> None:
    talk = hall.room.write("U-1", "あ")
    page = hall.open("Bob", f"/desk/c/{talk}")
    hall.room.hear("U-1", "もう死にたい", Risk.EMERGENCY)
    with hall.room.system.transaction() as session:
        changes.note(session, "alarm", hall.room.find(talk), hall.room.clock())
    expect(page.get_by_test_id("alarm-banner")).to_be_visible(timeout=SOON)
    page.get_by_test_id("alarm-read").click()
    expect(page.get_by_test_id("alarm-banner")).to_have_count(0)


def test_all_tabs_of_a_browser_share_one_stream_and_one_takes_over(hall: Hall) -> None:
    context = hall.sit("Bob")
    streams: list[str] = []
    context.on(
        "request", lambda request: streams.append(request.url) if "/live" in request.url else None
    )
    tabs = [context.new_page() for _ in range(7)]
    for tab in tabs:
        tab.goto("/desk")
    hall.room.write("U-1", "あ")
    for tab in tabs:
        expect(tab.get_by_test_id("queue-item")).to_have_count(1, timeout=SOON)
    assert sum("/desk/live" in each for each in streams) == 1
    tabs[0].close()
    hall.room.write("U-2", "い")
    expect(tabs[6].get_by_test_id("queue-item")).to_have_count(2, timeout=SOON)
    tabs[1].wait_for_timeout(500)
    assert sum("/desk/live" in each for each in streams) == 2


def test_a_cut_line_is_said_and_what_was_missed_appears_when_it_is_back(hall: Hall) -> None:
    context = hall.sit("Bob")
    page = context.new_page()
    page.clock.install()
    page.goto("/desk")
    page.clock.run_for(1000)
    note = page.get_by_test_id("cut-off").get_by_text("接続が切れています")
    expect(note).to_be_hidden()
    page.route("**/desk/live**", lambda route: route.abort())
    context.set_offline(True)
    for _ in range(4):
        page.clock.run_for(6000)
    expect(note).to_be_visible()
    hall.room.write("U-1", "あ")
    context.set_offline(False)
    page.clock.run_for(25000)  # the stream is still away: the poll finds it
    page.clock.run_for(1000)
    expect(page.get_by_test_id("queue-item")).to_have_count(1, timeout=SOON)
    expect(note).to_be_visible()
    page.unroute("**/desk/live**")
    page.clock.run_for(25000)
    expect(note).to_be_hidden(timeout=SOON)


def test_a_login_that_ends_is_said_aloud(hall: Hall) -> None:
    page = hall.open("Bob", "/desk")
    hall.room.clock.forward(hours=13)
    expect(page.get_by_text("ログインが切れました")).to_be_visible(timeout=SOON)


@pytest.mark.parametrize("width", [1280, 360])
def test_every_page_is_accessible_fits_and_asks_no_other_host(hall: Hall, width: int) -> None:
    room, hosts = hall.room, set[str]()
    ended = room.write("U-0", "まえの相談")
    bob = room.seat("Bob")
    bob.post(f"/desk/c/{ended}/claim")
    bob.post(f"/desk/c/{ended}/close", outcome="answered", last_seen_id=10**9)
    room.write("U-0", "またきました")
    danger = room.write("U-1", "家賃が払えません。もう死にたい", risk=Risk.EMERGENCY)
    mine, theirs = room.write("U-2", "あ" * 900), room.write("U-3", "い")
    alice = room.seat("Alice")
    alice.post(f"/desk/c/{mine}/claim")
    bob.post(f"/desk/c/{theirs}/claim")
    alice.post(f"/desk/c/{mine}/note", text="メモ")
    size = {"width": width, "height": 800}
    page = hall.open("Alice", "/desk", viewport=size, bypass_csp=True)
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    talks = [f"c/{each}" for each in (mine, theirs, ended, danger)]
    sentences = ["texts.handed_over", "buttons.human", "danger.kinds.suicide.minor.now"]
    admin = ["admin/accounts", "admin/trail", "admin/arrivals", "admin/texts"]
    admin += ["admin/overview"]
    admin += [f"admin/texts/ja/{key}" for key in sentences]
    for path in ["", "closed", "password", "nowhere", *admin, *talks]:
        page.goto(f"/desk/{path}".rstrip("/"))
        for fold in page.query_selector_all("main details"):
            fold.evaluate("(fold) => { fold.open = true; }")
        _demand_accessible(page, path)
    page.context.clear_cookies()
    page.goto("/desk/login")
    _demand_accessible(page, "login")
    assert hosts == {hall.url.removeprefix("http://")}


def _demand_accessible(page: Page, path: str) -> None:
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], path
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, path


def test_a_sentence_is_shown_as_on_a_phone_while_it_is_typed(hall: Hall) -> None:
    page = hall.open("Alice", "/desk/admin/texts/ja/texts.hello")
    box, preview = page.get_by_test_id("text-box"), page.get_by_test_id("preview")
    box.fill("ようこそ、")
    page.get_by_role("button", name="窓口の名前").click()
    expect(box).to_have_value("ようこそ、{window}")
    expect(preview).to_contain_text("ようこそ、水守市")
    box.fill("ようこそ、{who}")
    expect(page.get_by_test_id("faults")).to_contain_text("{who}")
    box.fill("ようこそ、{window}です。")
    expect(page.get_by_test_id("faults")).to_have_count(0)
    page.get_by_test_id("text-save").click()
    expect(page.get_by_test_id("notice")).to_contain_text("新しい文にしました")


def test_a_danger_text_is_read_with_somebody_before_it_is_spoken(hall: Hall) -> None:
    page = hall.open("Alice", "/desk/admin/texts/ja/danger.again", bypass_csp=True)
    page.get_by_test_id("text-box").fill("もう一度、電話番号をお伝えします。")
    page.get_by_test_id("text-save").click()
    expect(page.get_by_test_id("asked")).to_be_visible()
    _demand_accessible(page, "asked")
    page.get_by_test_id("text-save").click()
    expect(page.get_by_test_id("notice")).to_have_count(0)
    page.get_by_test_id("read-with").fill("保健師の佐藤")
    page.get_by_test_id("confirm").check()
    page.get_by_test_id("text-save").click()
    expect(page.get_by_test_id("notice")).to_contain_text("新しい文にしました")
    expect(page.get_by_test_id("history")).to_contain_text("保健師の佐藤")


def test_a_sentence_half_edited_survives_a_lost_login(hall: Hall) -> None:
    page = hall.open("Alice", "/desk/admin/texts/ja/texts.hello")
    page.get_by_test_id("text-box").fill("ようこそ、{window}です。")
    page.context.clear_cookies()
    page.get_by_test_id("text-save").click()
    page.wait_for_url("**/desk/login*")
    cookie = {"name": COOKIE, "value": hall.room.token("Alice"), "url": hall.url + PATH}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    page.goto("/desk/admin/texts/ja/texts.hello")
    page.get_by_test_id("kept-draft").get_by_role("button").first.click()
    expect(page.get_by_test_id("text-box")).to_have_value("ようこそ、{window}です。")
    page.get_by_test_id("text-save").click()
    expect(page.get_by_test_id("notice")).to_contain_text("新しい文にしました")
    page.reload()
    expect(page.get_by_test_id("kept-draft")).to_be_hidden()


def test_the_note_beside_the_box_moves_from_free_to_counted_by_itself(hall: Hall) -> None:
    talk = hall.room.write("U-1", "あ")
    hall.room.seat("Bob").post(f"/desk/c/{talk}/claim")
    with hall.room.system.transaction() as session:
        came = hall.room.clock() - TOKEN_LIFE + timedelta(seconds=6)
        outbox.keep_token(session, session.query(Address).one(), "token", came)
    page = hall.open("Bob", f"/desk/c/{talk}")
    fare = page.get_by_test_id("fare")
    expect(fare.get_by_text("無料")).to_be_visible()
    expect(fare.get_by_text("1通")).to_be_hidden()
    expect(fare.get_by_text("1通")).to_be_visible(timeout=SOON)
    expect(fare.get_by_text("無料")).to_be_hidden()


def test_a_box_that_grows_never_hides_the_last_words(hall: Hall) -> None:
    talk = hall.room.write("U-1", *(f"{number}つめの話です。" for number in range(30)))
    hall.room.seat("Bob").post(f"/desk/c/{talk}/claim")
    page = hall.open("Bob", f"/desk/c/{talk}", viewport={"width": 1280, "height": 800})
    with hall.room.system.transaction() as session:
        quota.tried(session, "line", hall.room.clock())
        session.flush()
        quota.note(session, "line", 200, 200, hall.room.clock())
    expect(page.get_by_test_id("fare")).to_contain_text("保留になります", timeout=SOON)
    page.wait_for_timeout(300)
    hidden = page.evaluate(
        "document.getElementById('messages').getBoundingClientRect().bottom"
        " - document.getElementById('holder').getBoundingClientRect().top"
    )
    assert hidden <= 8
