"""Three stories as pictures of the phone, for people who decide without starting anything."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot import stories
from tests.storytelling import Telling
from tests.town import Town, text_of

STORIES = Path(__file__).parents[1] / "stories"
# Where the pictures of docs/content.ja.md come from; a folder of the test's own unless named.
PICTURES = os.environ.get("MADOGUCHI_TEST_PICTURES")
WIDTH = 390


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("story", "picture"),
    [
        ("first_message", "story-money.png"),
        ("danger_at_night", "story-night.png"),
        ("neighbour_menu", "story-neighbour.png"),
    ],
)
def test_a_story_is_seen_on_the_phone_as_it_is_told(
    town: Town, browser: Browser, tmp_path: Path, story: str, picture: str
) -> None:
    told = Telling(town, stories.load(STORIES / f"{story}.yaml"))
    assert not [complaint for complaints in told.play() for complaint in complaints]
    with town.platform.world.change() as state:
        phone = state.phones[told.user]
        phone.name, phone.is_friend = "あおい", True
    town.platform.account_name = town.system.script.office.name + " 総合相談"
    context = browser.new_context(
        viewport={"width": WIDTH, "height": 844}, locale="ja-JP", timezone_id="Asia/Tokyo"
    )
    page = context.new_page()
    page.goto(f"{town.settings.line_api_base}/#{told.user}")
    said = page.locator('[data-testid="bubble"][data-side="bot"]')
    last = town.platform.heard(told.user)[-1]
    expect(said.last).to_contain_text(text_of(last).split()[0])
    _fit(page)
    page.screenshot(path=(Path(PICTURES) if PICTURES else tmp_path) / picture)
    context.close()


def _fit(page: Page) -> None:
    """As tall as the talk, and nothing marked by a focus."""
    hidden = page.evaluate(
        "(() => { const log = document.getElementById('scroll');"
        " return log.scrollHeight - log.clientHeight; })()"
    )
    page.set_viewport_size({"width": WIDTH, "height": 844 + hidden})
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(300)
