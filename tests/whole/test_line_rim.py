"""What LINE carries beside words, through every room."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from config import rich_menu
from config.settings import SAMPLE_CONTENT
from handlers.line.menu import MenuShelf, compose
from intake.models import AuditEntry, Author, Media, MediaPiece, MediaState
from tests.town import TOKEN, Town

JPEG = b"\xff\xd8\xff\xe0" + b"a room full of bags" * 40
PAGE = b"<html><script>alert(1)</script>"


def media(town: Town) -> Media:
    with town.system.reading() as session:
        return session.scalars(select(Media).order_by(Media.id.desc())).first() or Media()


def pieces(town: Town) -> int:
    with town.system.reading() as session:
        return session.scalar(select(func.count()).select_from(MediaPiece)) or 0


def trail(town: Town) -> list[str]:
    with town.system.reading() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def page_of(town: Town, desk: FlaskClient) -> str:
    return desk.get(f"/desk/c/{town.conversation().public_id}").text


def link(town: Town, desk: FlaskClient) -> str:
    found = re.search(r'href="([^"]+/media/[^"]+)"', page_of(town, desk))
    assert found, "no link to what was sent"
    return found.group(1)


def test_a_photo_is_fetched_and_shown_behind_a_click_that_is_recorded(
    town: Town, desk: FlaskClient
) -> None:
    user = town.friend()
    town.platform.send_photo(user, JPEG)
    town.settle()
    assert media(town).state is MediaState.STORED
    assert "<img" not in page_of(town, desk), "nothing is shown before the click"
    page = desk.get(link(town, desk))
    assert f'src="{link(town, desk)}/bytes"' in page.text
    assert "media" not in trail(town), "the page alone shows nothing yet"
    answer = desk.get(link(town, desk) + "/bytes")
    assert answer.data == JPEG
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert trail(town).count("media") == 1


def test_a_page_that_calls_itself_a_photo_is_only_ever_saved(town: Town, desk: FlaskClient) -> None:
    user = town.friend()
    town.platform.send_photo(user, PAGE, "image/svg+xml")
    town.settle()
    answer = desk.get(link(town, desk) + "/bytes")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_files_name_leads_out_of_no_folder(town: Town, desk: FlaskClient) -> None:
    user = town.friend()
    town.platform.send_file(user, "../../etc/\u202efdp.exe", b"MZ")
    town.settle()
    answer = desk.get(link(town, desk) + "/bytes")
    told = answer.headers["Content-Disposition"]
    assert told.startswith("attachment")
    assert "/" not in told
    assert "\u202e" not in told
    assert "%E2%80%AE" not in told


def test_a_voice_can_be_heard_without_being_saved(town: Town, desk: FlaskClient) -> None:
    user = town.friend()
    town.platform.send_audio(user, b"\x00\x00\x00\x20ftypM4A voice", 2400)
    town.settle()
    assert "3秒" in page_of(town, desk)
    assert "<audio" in desk.get(link(town, desk)).text
    assert desk.get(link(town, desk) + "/bytes").mimetype == "audio/mp4"


def test_nobody_sees_a_photo_without_a_login(town: Town, desk: FlaskClient) -> None:
    user = town.friend()
    town.platform.send_photo(user, JPEG)
    town.settle()
    address = link(town, desk)
    assert town.web.get(address).status_code == 302
    assert town.web.get(address + "/bytes").status_code == 302


def test_unsend_erases_the_photo_too(town: Town, desk: FlaskClient) -> None:
    user = town.friend()
    message = town.platform.send_photo(user, JPEG)
    town.settle()
    address = link(town, desk)
    town.platform.unsend(user, message)
    town.settle()
    assert pieces(town) == 0
    assert desk.get(address + "/bytes").status_code == 404
    assert "/media/" not in page_of(town, desk)


def test_erasing_takes_the_photo_with_it(town: Town) -> None:
    user = town.friend()
    town.platform.send_photo(user, JPEG)
    town.settle()
    town.write(user, "消して")
    assert pieces(town) == 1
    town.tap(user, "消す")
    assert pieces(town) == 0
    assert media(town).state is MediaState.ERASED


def test_a_video_that_line_still_prepares_is_fetched_later(town: Town) -> None:
    user = town.friend()
    town.platform.send_video(user, b"\x00\x00\x00\x20ftypmp42", 9000, preparing_ms=8000)
    town.settle()
    assert media(town).state is MediaState.PENDING
    for _ in range(2):
        town.clock.forward(seconds=10)
        town.sweep()
    assert media(town).state is MediaState.STORED


@pytest.mark.parametrize("fault", ["error", "rate_limit", "drop", "refuse", "unauthorized"])
def test_what_line_could_not_give_is_asked_for_again(town: Town, fault: str) -> None:
    user = town.friend()
    town.platform.faults.add("/content", fault)
    town.platform.send_photo(user, JPEG)
    town.settle()
    assert media(town).state is MediaState.PENDING
    town.clock.forward(seconds=4)
    town.sweep()
    assert media(town).state is MediaState.STORED


def test_what_was_unsent_before_it_was_fetched_is_gone(town: Town, desk: FlaskClient) -> None:
    user = town.friend()
    town.platform.faults.add("/content", "error")
    message = town.platform.send_photo(user, JPEG)
    town.settle()
    with town.platform.world.change() as state:
        state.console.uses_webhook = False  # the unsend itself gets lost
    town.platform.unsend(user, message)
    town.clock.forward(seconds=4)
    town.sweep()
    assert media(town).state is MediaState.GONE
    assert "受け取れませんでした" in page_of(town, desk)


def test_what_is_too_large_is_not_kept_and_staff_are_told(town: Town, desk: FlaskClient) -> None:
    town.system.settings = town.settings.model_copy(update={"media_megabytes": 1})
    user = town.friend()
    town.platform.send_photo(user, JPEG + b"x" * 1024 * 1024)
    town.settle()
    assert media(town).state is MediaState.TOO_LARGE
    assert pieces(town) == 0
    assert "大きすぎる" in page_of(town, desk)


def test_a_large_photo_comes_back_whole(town: Town, desk: FlaskClient) -> None:
    user = town.friend()
    large = JPEG + bytes(range(256)) * 6000
    town.platform.send_photo(user, large)
    town.settle()
    assert pieces(town) == 3
    assert desk.get(link(town, desk) + "/bytes").data == large


def test_fetching_leaves_no_id_of_theirs_in_the_log(
    town: Town, capfd: pytest.CaptureFixture[str]
) -> None:
    user = town.friend()
    town.platform.faults.add("/content", "error", times=2)
    message = town.platform.send_photo(user, JPEG)
    town.settle()
    said = capfd.readouterr()
    assert "media_not_fetched" in said.out + said.err
    assert message not in said.out + said.err
    assert user not in said.out + said.err


def test_a_sticker_is_taken_by_its_meaning_and_answered_warmly(town: Town) -> None:
    user = town.friend()
    town.platform.send_sticker(user, "11538", "51626531", keywords=["cony", "泣く", "つらい"])
    town.settle()
    assert town.messages()[-2].text == "つらい、かなしい"
    assert "スタンプ" in town.heard(user)[-1]


def test_who_sends_a_sad_sticker_and_falls_silent_is_seen_by_a_person(town: Town) -> None:
    user = town.friend()
    town.platform.send_sticker(user, "11538", "51626531", keywords=["泣く"])
    town.settle()
    town.clock.forward(hours=1)
    town.sweep()
    assert len(town.waiting()) == 1


def test_a_sticker_changes_nobodys_language(town: Town) -> None:
    user = town.friend()
    town.write(user, "I lost my job and I can not pay the rent this month, please help me")
    spoken = town.conversation().language
    assert spoken != "ja"
    town.platform.send_sticker(user, "11538", "51626531", keywords=["sad"])
    town.settle()
    assert town.conversation().language == spoken


def test_the_words_on_a_message_sticker_are_read_like_any_others(town: Town) -> None:
    user = town.friend()
    town.platform.send_sticker(user, "1", "2", keywords=["smile"], text="もう死にたい")
    town.settle()
    assert town.conversation().alarm_at is not None


def test_a_tap_on_the_menu_is_understood_and_staff_see_its_words(town: Town) -> None:
    menu = rich_menu.load(SAMPLE_CONTENT)
    body = compose(menu, town.system.script.scenario)
    list(MenuShelf(town.settings.line_api_base, TOKEN).put_up(body, menu.picture))
    user = town.friend()
    town.write(user, "家賃が払えません")
    town.tap(user, "人と話す")
    town.tap(user, "生活費のこと")
    assert len(town.waiting()) == 1
    written = [each.text for each in town.messages() if each.author is Author.RESIDENT]
    assert written[-2:] == ["人と話す", "生活費のこと"]
