"""`madoguchi run` as a newcomer and two people would: one at the phone, one at the desk."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

FIRST = "先月で仕事が切れて家賃が2か月払えてません。息子は3年くらい部屋から出てきません"
DANGER = "死にたい。薬をためてある"
START_SECONDS = 60.0
# Where the pictures of README come from; a folder of the test's own unless one is named.
PICTURES = os.environ.get("MADOGUCHI_TEST_PICTURES")


@dataclass
class Demo:
    """A running demo, its addresses and its login."""

    process: subprocess.Popen[str]
    phone: str
    desk: str
    password: str

    def stop(self) -> str:
        """Ctrl-C; gives what was still printed. Fails when it does not end cleanly."""
        self.process.send_signal(signal.SIGINT)
        rest, _ = self.process.communicate(timeout=20)
        assert self.process.returncode == 0, rest
        return rest


def start(folder: Path) -> Demo:
    """`madoguchi run` in `folder`, as soon as it has said where it is."""
    process = subprocess.Popen(
        [sys.executable, "-m", "handlers.cli", "run"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent.parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    said = ""
    deadline = time.monotonic() + START_SECONDS
    while "ログイン" not in said:
        line = process.stdout.readline()
        assert line, f"it ended: {said}"
        assert time.monotonic() < deadline, said
        said += line
    phone, desk = re.findall(r"http://[\d.]+:\d+/(?:desk)?(?=\n)", said)[:2]
    password = re.findall(r"/ (\S+)\n", said)[-1]
    return Demo(process, phone, desk, password)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Demo]:
    demo = start(tmp_path_factory.mktemp("demo"))
    yield demo
    if demo.process.poll() is None:
        demo.process.kill()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    return Path(PICTURES) if PICTURES else tmp_path


def open_phone(browser: Browser, demo: Demo) -> Page:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP")
    page = context.new_page()
    page.goto(demo.phone)
    page.get_by_test_id("add-resident").click()
    page.get_by_test_id("add-friend").click()
    expect(bubbles(page).filter(has_text="名前は書かなくて大丈夫")).to_have_count(1)
    return page


def open_desk(browser: Browser, demo: Demo, login: str = "soudan") -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="ja-JP")
    page = context.new_page()
    page.goto(demo.desk)
    page.get_by_test_id("login-name").fill(login)
    page.get_by_test_id("login-password").fill(demo.password)
    page.get_by_test_id("login-button").click()
    expect(page).to_have_url(re.compile(r"/desk/?$"))
    return page


def bubbles(page: Page) -> Locator:
    return page.locator('[data-testid="bubble"][data-side="bot"]')


def write(page: Page, text: str) -> None:
    page.get_by_test_id("text-input").fill(text)
    page.get_by_test_id("send").click()


def test_a_message_on_the_phone_reaches_a_person_and_the_answer_comes_back(
    browser: Browser, demo: Demo, pictures: Path
) -> None:
    desk = open_desk(browser, demo)
    phone = open_phone(browser, demo)
    write(phone, FIRST)
    heard = bubbles(phone).filter(has_text="ひきこもり")
    expect(heard).to_have_count(1, timeout=5000)
    for word in ("仕事", "生活費"):
        expect(heard).to_contain_text(word)
    for _ in range(3):  # at most three questions, each with a way past it
        skip = phone.get_by_test_id("quick-reply").filter(
            has_text=re.compile("答えない|わからない|言いたくない")
        )
        if phone.get_by_text("が読みます").count() > 1 or not skip.count():
            break
        skip.first.click()
        phone.wait_for_timeout(600)
    expect(phone.get_by_text("0120-279-338").first).to_be_visible()
    phone.screenshot(path=pictures / "phone.png")

    lead = desk.get_by_test_id("waiting").get_by_test_id("queue-item").first
    expect(lead).to_contain_text("ひきこもり", timeout=6000)
    expect(lead).to_contain_text("さん")
    desk.screenshot(path=pictures / "desk.png")
    lead.get_by_test_id("claim-button").click()
    told = desk.get_by_test_id("bubble-resident").filter(has_text="家賃が2か月")
    expect(told).to_have_count(1)
    desk.get_by_test_id("answer-box").fill("書いてくださってありがとうございます。")
    desk.get_by_test_id("send-button").click()
    # It would be counted: it waits ten seconds for what else is being typed.
    expect(bubbles(phone).last).to_contain_text("書いてくださって", timeout=20_000)

    write(phone, "はい。電話は苦手です")
    expect(desk.get_by_test_id("bubble-resident").last).to_contain_text("電話は苦手", timeout=6000)
    desk.get_by_test_id("note-box").fill("電話は苦手とのこと")
    desk.get_by_test_id("note-button").click()
    expect(desk.get_by_test_id("note")).to_contain_text("電話は苦手とのこと")
    assert "とのこと" not in phone.content()
    desk.screenshot(path=pictures / "conversation.png", full_page=True)


def test_danger_is_answered_at_once_and_alarms_the_desk(
    browser: Browser, demo: Demo, pictures: Path
) -> None:
    desk = open_desk(browser, demo, "kanri")
    phone = open_phone(browser, demo)
    write(phone, DANGER)
    expect(phone.locator('a[href="tel:119"]').first).to_be_visible(timeout=5000)
    expect(phone.locator('a[href="tel:0120279338"]').first).to_be_visible()
    expect(desk.get_by_test_id("alarm-banner")).to_be_visible(timeout=6000)
    expect(desk.get_by_test_id("waiting").get_by_test_id("queue-item").first).to_contain_text(
        "死にたい"
    )
    phone.screenshot(path=pictures / "phone-danger.png")
    desk.screenshot(path=pictures / "desk-danger.png")
    desk.get_by_test_id("alarm-link").first.click()
    expect(desk.get_by_test_id("bubble-resident").last).to_contain_text("死にたい")
    expect(desk.get_by_test_id("alarm-link")).to_have_count(0, timeout=6000)


def test_a_close_ends_the_talk_and_a_later_message_shows_the_history(
    browser: Browser, demo: Demo
) -> None:
    desk = open_desk(browser, demo)
    phone = open_phone(browser, demo)
    write(phone, "パチンコがやめられません")
    write(phone, "人と話す")
    lead = desk.get_by_test_id("waiting").get_by_test_id("queue-item").filter(has_text="依存")
    lead.get_by_test_id("claim-button").click(timeout=6000)
    expect(desk.get_by_test_id("answer-box")).to_be_visible()
    name = desk.locator("h1").inner_text()
    desk.locator("#ending summary").click()
    desk.locator("#outcome-answered").check()
    desk.get_by_test_id("close-button").click()
    expect(desk.get_by_test_id("answer-box")).to_have_count(0)

    write(phone, "また話したいです。家賃が払えません")
    expect(bubbles(phone).filter(has_text="生活費")).to_have_count(1, timeout=5000)
    write(phone, "人と話す")
    desk.goto(demo.desk)
    again = desk.get_by_test_id("waiting").get_by_test_id("queue-item").filter(has_text=name[:6])
    again.get_by_test_id("claim-button").click(timeout=6000)
    expect(desk.get_by_test_id("past")).to_be_visible()


def test_ctrl_c_ends_all_of_it_and_a_second_run_keeps_the_data(demo: Demo) -> None:
    folder = Path(f"/proc/{demo.process.pid}/cwd").resolve()
    assert "終了しました" in demo.stop()
    left = subprocess.run(
        ["pgrep", "-f", str(folder)], capture_output=True, text=True, check=False
    ).stdout
    assert left == ""
    again = start(folder)
    try:
        assert again.password == demo.password
    finally:
        again.stop()
