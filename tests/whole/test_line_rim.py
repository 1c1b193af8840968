"""What LINE carries beside words, through every room."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

import nlp
from config import rich_menu
from config.settings import SAMPLE_CONTENT
from handlers import jobs
from handlers.desk.identity import COOKIE, PATH
from handlers.jobs import Bench
from handlers.line.menu import MenuShelf, compose
from intake import logins
from intake.models import AuditEntry, Author, Departure, Media, MediaPiece, MediaState, Role
from tests.people import employ
from tests.town import TOKEN, Town

JPEG = b"\xff\xd8\xff\xe0" + b"a room full of bags" * 40
PAGE = b"<html><script>alert(1)</script>"


@pytest.fixture
def desk(town: Town) -> FlaskClient:
    """A browser at the desk, logged in."""
    with town.system.transaction() as session:
        staff = employ(session, "Hanako", Role.COUNSELLOR)
        token = logins.start(session, staff.id, town.clock())
    client = town.app.test_client()
    client.set_cookie(COOKIE, token, path=PATH)
    return client


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


def read_marks(town: Town, user: str) -> list[bool]:
    """Of the resident's own bubbles, whether each is marked as read."""
    with town.platform.world.reading() as state:
        return [one.is_read for one in state.phones[user].bubbles if one.is_own and one.is_event]


def calls(town: Town, end: str) -> int:
    with town.platform.world.reading():
        return sum(call["path"].endswith(end) for call in town.platform.world.record.calls)


def open_page(town: Town, desk: FlaskClient) -> int:
    status = desk.get(f"/desk/c/{town.conversation().public_id}").status_code
    town.settle()
    return status


def test_a_message_is_marked_as_read_once_a_person_has_opened_it(
    town: Town, desk: FlaskClient
) -> None:
    user = town.friend()
    town.write(user, "人と話す")
    town.write(user, "夜ねむれません")
    assert read_marks(town, user) == [False, False], "an answer by the bot is no reading"
    desk.get(f"/desk/c/{town.conversation().public_id}/part")
    town.settle()
    assert read_marks(town, user) == [False, False], "nobody may be looking"
    open_page(town, desk)
    assert read_marks(town, user) == [True, True]
    open_page(town, desk)
    assert calls(town, "/markAsRead") == 1, "once is enough"


def test_where_line_sets_the_marks_itself_it_is_not_asked(town: Town, desk: FlaskClient) -> None:
    user = town.friend()
    town.write(user, "人と話す")
    with town.platform.world.change() as state:
        state.console.is_chat_on = False
    open_page(town, desk)
    assert calls(town, "/info") == 1
    assert calls(town, "/markAsRead") == 0


@pytest.mark.parametrize("path", ["/markAsRead", "/info"])
def test_a_mark_that_fails_disturbs_nobody_and_comes_with_the_next(
    town: Town, desk: FlaskClient, path: str
) -> None:
    user = town.friend()
    town.write(user, "人と話す")
    town.platform.faults.add(path, "error")
    assert open_page(town, desk) == 200
    town.write(user, "聞いてください")
    assert open_page(town, desk) == 200
    assert read_marks(town, user) == [True, True]


class SlowReader(nlp.Reader):
    """A reader that needs longer than a blink."""

    def __init__(self, reader: nlp.Reader) -> None:
        self._reader = reader

    def read(self, text: str, context: nlp.Context | None = None) -> nlp.Reading:
        time.sleep(0.6)
        return self._reader.read(text, context)


def slow_down(town: Town, blink: float) -> None:
    bench: Bench = replace(town.bench, reader=SlowReader(town.bench.reader), blink=blink)
    jobs.prepare(bench)


def test_an_answer_that_takes_longer_than_a_blink_shows_that_it_is_coming(town: Town) -> None:
    user = town.friend()
    slow_down(town, blink=0.05)
    town.write(user, "家賃が払えません")
    assert calls(town, "/loading/start") == 1
    assert any("生活費" in text for text in town.heard(user))


def test_a_quick_answer_shows_nothing_but_itself(town: Town) -> None:
    jobs.prepare(replace(town.bench, blink=30.0))
    user = town.friend()
    town.write(user, "家賃が払えません")
    assert calls(town, "/loading/start") == 0


def test_an_answer_that_is_on_its_way_is_no_longer_announced(town: Town) -> None:
    """LINE has it and is slow to say so: a sign now would come after the answer."""
    user = town.friend()
    jobs.prepare(replace(town.bench, blink=1.2))
    town.platform.faults.add("reply", "hang", times=1, seconds=2.0)
    town.write(user, "家賃が払えません")
    assert any("生活費" in text for text in town.heard(user))
    assert calls(town, "/loading/start") == 0


def test_a_sign_that_fails_breaks_no_answer(town: Town) -> None:
    user = town.friend()
    slow_down(town, blink=0.05)
    town.platform.faults.add("/loading/start", "drop")
    town.write(user, "家賃が払えません")
    assert any("生活費" in text for text in town.heard(user))


def test_nothing_promises_an_answer_while_staff_hold_the_talk(
    town: Town, desk: FlaskClient
) -> None:
    user = town.friend()
    town.write(user, "人と話す")
    slow_down(town, blink=0.05)
    town.write(user, "いますか")
    assert calls(town, "/loading/start") == 0


@pytest.mark.parametrize("kind", ["group", "room"])
def test_a_group_that_invites_us_is_left_without_a_word(town: Town, kind: str) -> None:
    user = town.friend()
    with town.platform.world.change() as state:
        state.console.allows_groups = True
    group = town.platform.invite(user, kind)
    assert group is not None
    town.platform.write_in_group(group, user, "みんなの前のひみつ")
    town.settle()
    assert not is_in(town, group)
    assert not [each for each in town.messages() if "ひみつ" in (each.text or "")]
    with town.system.reading() as session:
        assert [each.place for each in session.scalars(select(Departure))] == [None]


def test_a_group_that_could_not_be_left_is_left_later(town: Town) -> None:
    user = town.friend()
    with town.platform.world.change() as state:
        state.console.allows_groups = True
    town.platform.faults.add("/leave", "error")
    group = town.platform.invite(user)
    assert group is not None
    town.settle()
    assert is_in(town, group)
    town.clock.forward(seconds=6)
    town.sweep()
    assert not is_in(town, group)


def is_in(town: Town, group: str) -> bool:
    with town.platform.world.reading() as state:
        return state.groups[group].is_joined
