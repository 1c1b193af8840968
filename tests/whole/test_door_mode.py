"""Door mode: LINE shows the way, danger is heard all the same, and nothing else is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.turn import Stage
from config.office import LineDoor
from handlers.simulator import residents as doings
from intake import conversations, holding
from intake.models import Arrival, Author, Conversation, Media, Message, Role, Tag
from tests.people import employ
from tests.town import Town

SECRET_WORDS = "夫の借金のことを誰にも言えません"
DANGER = "死にたい。薬をためてある"


@pytest.fixture
def door(town: Town) -> Town:
    """The town, its LINE being a door only."""
    office = town.system.script.office
    line = LineDoor.model_validate({**office.line.model_dump(), "mode": "door"})
    office = office.model_copy(update={"line": line})
    town.system.script = replace(town.system.script, office=office)
    return town


def link(town: Town, user: str) -> str:
    """The path of the newest link on this phone."""
    for message in reversed(town.platform.heard(user)):
        if message["type"] == "flex":
            for part in message["contents"]["body"]["contents"]:
                uri = part.get("action", {}).get("uri", "")
                if uri.startswith("https://pages.invalid/chat/"):
                    return str(uri.removeprefix("https://pages.invalid"))
    raise AssertionError("no link")


def residents(town: Town) -> list[Message]:
    return [each for each in town.messages() if each.author is Author.RESIDENT]


def test_who_adds_the_account_gets_hours_numbers_and_a_link(door: Town) -> None:
    user = door.friend()
    said = "\n".join(door.heard(user))
    assert "8時30分" in said
    assert "tel:119" in said
    assert link(door, user)
    assert door.platform.usage() == 0


def test_what_is_written_is_counted_and_not_kept(door: Town) -> None:
    user = door.friend()
    door.clock.forward(minutes=5)
    door.write(user, SECRET_WORDS)
    door.platform.send_photo(user, b"\xff\xd8\xffphoto")
    door.platform.send_sticker(user, "1", "2", keywords=["sad"])
    door.settle()
    assert residents(door) == []
    with door.system.reading() as session:
        arrivals = session.scalars(select(Arrival)).all()
        assert len(arrivals) == 4
        assert all(arrival.payload is None for arrival in arrivals)
        assert session.scalars(select(Media)).all() == []
        assert session.scalars(select(Tag)).all() == []
    assert door.conversation().summary == ""
    assert "窓口には残りません" in "\n".join(door.heard(user))


def test_bubbles_that_follow_closely_get_one_link(door: Town) -> None:
    user = door.friend()
    door.clock.forward(minutes=5)
    before = len(door.heard(user))
    for text in ("あの", "じつは", "借金が"):
        door.write(user, text)
    after = len(door.heard(user))
    door.clock.forward(minutes=2)
    door.write(user, "きこえますか")
    assert len(door.heard(user)) - after == after - before


def test_who_writes_right_after_the_greeting_is_not_met_with_silence(door: Town) -> None:
    user = door.friend()
    greeted = len(door.heard(user))
    door.clock.forward(seconds=30)
    door.write(user, "家賃が払えません")
    assert "窓口には残りません" in "\n".join(door.heard(user)[greeted:])


def test_danger_is_answered_with_numbers_and_alarms(door: Town) -> None:
    user = door.friend()
    door.write(user, DANGER)
    assert "tel:119" in "\n".join(door.heard(user)[-3:])
    conversation = door.conversation()
    assert conversation.stage is Stage.WAITING
    assert conversation.alarm_at == door.clock()
    assert [each.text for each in residents(door)] == [DANGER], "staff must see what it is"


def test_who_was_in_danger_is_heard_until_the_talk_is_closed(door: Town) -> None:
    user = door.friend()
    door.write(user, DANGER)
    door.write(user, "まだここにいます")
    assert residents(door)[-1].text == "まだここにいます"
    with door.system.transaction() as session:
        talk = session.get_one(Conversation, door.conversation().id)
        staff = employ(session, "Hanako", Role.COUNSELLOR)
        holding.claim(session, talk, staff, door.clock())
        conversations.answer(session, talk, staff, "読んでいます。", door.clock())
    door.settle()
    assert door.heard(user)[-1] == "読んでいます。"
    with door.system.transaction() as session:
        talk = session.get_one(Conversation, door.conversation().id)
        conversations.move(session, talk, Stage.CLOSED, door.clock())
    door.clock.forward(minutes=5)
    count = len(residents(door))
    door.write(user, SECRET_WORDS)
    assert len(residents(door)) == count
    assert link(door, user)


def test_erasing_works_at_the_door_and_takes_the_links_with_it(door: Town) -> None:
    user = door.friend()
    path = link(door, user)
    door.write(user, "消して")
    door.tap(user, "消す")
    assert not [each for each in residents(door) if each.text]
    assert door.web.get(path).status_code == 410


def test_a_link_opens_once_and_a_preview_uses_nothing_up(door: Town) -> None:
    user = door.friend()
    path = link(door, user)
    for _ in range(3):
        page = door.web.get(path)
        assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    entered = door.web.post(path)
    assert "まだ準備中" in entered.text
    assert "tel:119" in entered.text
    assert door.web.post(path).status_code == 410
    assert door.web.get(path).status_code == 410


def test_a_link_runs_out_and_the_page_says_how_to_get_another(door: Town) -> None:
    user = door.friend()
    path = link(door, user)
    door.clock.forward(hours=2)
    page = door.web.get(path)
    assert page.status_code == 410
    assert "新しいリンク" in page.text
    door.write(user, "もういちど")
    assert link(door, user) != path


def test_staff_never_see_the_link(door: Town) -> None:
    door.friend()
    assert all("/chat/" not in (each.text or "") for each in door.messages())


def test_a_lock_screen_learns_nothing_of_the_link(door: Town) -> None:
    user = door.friend()
    cards = [each for each in door.platform.heard(user) if each["type"] == "flex"]
    assert {each["altText"] for each in cards} == {door.system.line_words.alt_text}


def test_taps_on_an_old_menu_lead_to_the_page_too(door: Town) -> None:
    user = door.platform.add_friend()
    door.settle()
    door.clock.forward(minutes=5)
    before = link(door, user)
    with door.platform.world.change():
        doings.postback(door.platform.world, user, "money", None, "生活費のこと")
    door.settle()
    assert link(door, user) != before
    assert residents(door) == []


def test_an_office_can_not_open_a_door_that_leads_nowhere() -> None:
    with pytest.raises(ValueError, match="door mode needs"):
        LineDoor(mode="door")


def test_talk_mode_shows_no_link(town: Town) -> None:
    user = town.friend()
    with pytest.raises(AssertionError, match="no link"):
        link(town, user)
