"""The phone page in a real browser: write, tap, take back, and see what the account says."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from handlers.simulator import Platform
from tests.simulator.conftest import Line, Product, text
from tests.simulator.phone.conftest import eventually, open_phone
from tests.simulator.test_menus import menu, png


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
