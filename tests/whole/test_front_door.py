"""The main job through every room: a message on LINE reaches a person and the answer comes back."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select, update

from bot.turn import Stage
from intake import conversations, holding, staff
from intake.models import (
    Address,
    Arrival,
    Author,
    Conversation,
    Delivery,
    Parcel,
    Role,
    Staff,
    Way,
)
from nlp.reading import Risk
from tests.town import NIGHT, Town

FIRST = "先月で仕事が切れて家賃が2か月払えてません。息子は3年くらい部屋から出てきません"
DANGER = "死にたい。薬をためてある"


def counsellor(town: Town, login: str = "hanako") -> Staff:
    with town.system.transaction() as session:
        return staff.add(
            session, login, "相談員", Role.COUNSELLOR, "correct horse battery", town.clock()
        )


def take_up(town: Town, who: Staff) -> Conversation:
    with town.system.transaction() as session:
        conversation = session.get_one(Conversation, town.conversation().id)
        holding.claim(session, conversation, session.merge(who), town.clock())
        return conversation


def answer(town: Town, who: Staff, text: str) -> None:
    with town.system.transaction() as session:
        conversation = session.get_one(Conversation, town.conversation().id)
        conversations.answer(session, conversation, session.merge(who), text, town.clock())
    town.settle()


def test_a_first_message_is_understood_and_answered_on_the_free_reply(town: Town) -> None:
    user = town.friend()
    town.write(user, FIRST)
    said = "\n".join(town.heard(user))
    assert "仕事" in said
    assert "生活費" in said
    assert "ひきこもり" in said
    assert town.platform.usage() == 0


def test_questions_end_in_a_hand_over_that_says_who_and_when(town: Town) -> None:
    user = town.friend()
    town.write(user, FIRST)
    for _ in range(3):
        if town.conversation().stage is Stage.WAITING:
            break
        town.tap_value(user, "skip")
    assert town.conversation().stage is Stage.WAITING
    said = "\n".join(town.heard(user)[-4:])
    assert "相談員" in said, "who will read it"
    assert "17時15分" in said or "8時30分" in said, "when"
    assert "名前" in said, "that no name is needed"
    assert "0120-279-338" in said, "how to reach help before that"
    assert town.conversation().summary


def test_a_staff_answer_reaches_the_phone_and_the_reply_reaches_the_desk(town: Town) -> None:
    user = town.friend()
    town.write(user, "人と話したいです。家賃が払えません")
    who = counsellor(town)
    take_up(town, who)
    answer(town, who, "書いてくださってありがとうございます。")
    assert town.heard(user)[-1] == "書いてくださってありがとうございます。"
    before = len(town.heard(user))
    town.write(user, "はい、おねがいします")
    assert town.messages()[-1].text == "はい、おねがいします"
    assert len(town.heard(user)) == before, "the bot keeps silent while staff hold the talk"


def test_an_answer_within_a_minute_costs_nothing_and_a_late_one_is_one_push(town: Town) -> None:
    user = town.friend()
    town.write(user, "人と話す")
    who = counsellor(town)
    take_up(town, who)
    town.write(user, "聞いてもらえますか")
    answer(town, who, "もちろんです。")
    assert town.platform.usage() == 0
    town.clock.forward(minutes=5)
    answer(town, who, "いまも読んでいます。")
    assert town.platform.usage() == 1
    assert town.heard(user)[-1] == "いまも読んでいます。"


def test_danger_gets_numbers_and_an_alarm_while_a_question_is_open(town: Town) -> None:
    user = town.friend()
    town.write(user, FIRST)
    town.write(user, DANGER)
    said = "\n".join(town.heard(user)[-3:])
    assert "tel:119" in said
    assert "tel:0120279338" in said
    conversation = town.conversation()
    assert conversation.stage is Stage.WAITING
    assert conversation.risk is Risk.EMERGENCY
    assert conversation.alarm_at == town.clock()


def test_danger_is_answered_and_alarmed_while_staff_hold_the_talk(town: Town) -> None:
    user = town.friend()
    town.write(user, "人と話す")
    who = counsellor(town)
    take_up(town, who)
    town.write(user, DANGER)
    assert "tel:119" in "\n".join(town.heard(user)[-3:])
    conversation = town.conversation()
    assert conversation.stage is Stage.WITH_STAFF
    assert conversation.owner_id == who.id
    assert conversation.alarm_at == town.clock()


def test_a_closed_office_says_so_once_in_a_closed_period(town: Town) -> None:
    town.clock.at = NIGHT
    user = town.friend()
    town.write(user, "家賃が払えません")
    town.write(user, "人と話す")
    conversation = town.conversation()
    assert conversation.stage is Stage.WAITING
    told = [text for text in town.heard(user) if "8時30分" in text]
    assert told
    town.clock.forward(minutes=20)
    town.write(user, "眠れません")
    assert [text for text in town.heard(user) if "8時30分" in text] == told


def test_a_message_after_the_close_opens_a_new_conversation_with_the_same_face(town: Town) -> None:
    user = town.friend()
    town.write(user, "人と話す")
    who = counsellor(town)
    take_up(town, who)
    with town.system.transaction() as session:
        conversation = session.get_one(Conversation, town.conversation().id)
        conversations.move(session, conversation, Stage.CLOSED, town.clock())
    town.clock.forward(days=3)
    town.write(user, "また聞いてもらえますか")
    first, second = town.conversations()
    assert first.contact_id == second.contact_id
    assert second.stage is not Stage.CLOSED
    assert second.last_owner_id == who.id


def test_a_redelivered_event_is_answered_once(town: Town) -> None:
    user = town.friend()
    for do in ("duplicate", "parallel"):
        town.platform.faults.add("webhook", do)
        town.write(user, "家賃が払えません")
    town.sweep()
    written = [each for each in town.messages() if each.author is Author.RESIDENT and each.text]
    assert len(written) == 2
    with town.system.reading() as session:
        ways = list(session.scalars(select(Parcel.way)))
    assert ways == [Way.REPLY] * 3, "the greeting and one answer to each message"


def test_an_unfinished_talk_is_handed_over_when_the_person_falls_silent(town: Town) -> None:
    user = town.friend()
    town.write(user, FIRST)
    assert town.conversation().stage is Stage.WITH_BOT
    town.clock.forward(hours=2)
    town.sweep()
    assert town.conversation().stage is Stage.WAITING
    assert town.platform.usage() == 0


def test_every_odd_thing_is_taken_kindly(town: Town) -> None:
    user = town.friend()
    sends: tuple[Callable[[], object], ...] = (
        lambda: town.platform.send_sticker(user, "446", "1988", keywords=["sad"]),
        lambda: town.platform.send_photo(user, b"jpeg"),
        lambda: town.platform.send_audio(user, b"m4a", 2000),
        lambda: town.platform.send_location(user, 35.0, 139.0, address="架空県水守市若葉台1"),
        lambda: town.platform.send_file(user, "memo.pdf", b"pdf"),
        lambda: town.platform.send_event(user, "somethingNew"),
        lambda: town.platform.invite(user),
    )
    for send in sends:
        send()
        town.settle()
        town.clock.forward(minutes=1)
    assert all(arrival.state != "set_aside" for arrival in _arrivals(town))
    assert town.platform.verify_webhook()["success"] is True


def test_unsend_erases_the_words_everywhere(town: Town) -> None:
    user = town.friend()
    message = town.write(user, "となりのひみつを書いてしまいました")
    town.platform.unsend(user, message)
    town.settle()
    told = [each for each in town.messages() if each.author is Author.RESIDENT and each.text]
    assert not told
    assert all(arrival.payload is None for arrival in _arrivals(town))
    assert "ひみつ" not in town.conversation().summary


def test_a_message_that_was_taken_back_before_it_came_is_never_read(town: Town) -> None:
    user = town.friend()
    message = town.platform.write(user, "家賃が払えません。これは消します")
    town.platform.unsend(user, message)
    before = town.heard(user)
    town.settle()
    assert not [each for each in town.messages() if "家賃" in (each.text or "")]
    assert town.heard(user) == before


def test_erasing_asks_once_and_then_erases_what_they_wrote(town: Town) -> None:
    user = town.friend()
    town.write(user, "家賃が払えません")
    town.write(user, "消して")
    assert any("家賃" in (each.text or "") for each in town.messages())
    town.tap(user, "消す")
    assert not [each for each in town.messages() if "家賃" in (each.text or "")]
    assert "生活費" not in town.conversation().summary


def test_a_block_marks_the_person_unreachable_and_a_return_lifts_it(town: Town) -> None:
    user = town.friend()
    town.write(user, "人と話す")
    town.platform.block(user)
    town.settle()
    assert town.conversation().contact_id
    assert _unreachable(town)
    town.platform.unblock(user)
    town.settle()
    assert not _unreachable(town)


def test_a_dead_redis_loses_nothing(town: Town) -> None:
    user = town.friend()
    town.platform.write(user, "家賃が払えません")
    town.platform.deliver_due()
    town.system.redis.flushall()
    assert not [text for text in town.heard(user) if "生活費" in text]
    town.clock.forward(seconds=5)
    town.sweep()
    assert [text for text in town.heard(user) if "生活費" in text]


def test_a_late_greeting_is_not_worth_a_counted_message_but_help_is(town: Town) -> None:
    user = town.platform.add_friend()
    town.platform.deliver_due()
    town.clock.forward(minutes=10)
    town.settle()
    assert town.platform.usage() == 0
    town.platform.write(user, DANGER)
    town.platform.deliver_due()
    town.clock.forward(minutes=10)
    town.settle()
    assert town.platform.usage() > 0
    assert "tel:119" in "\n".join(town.heard(user))


def test_what_the_months_limit_holds_rides_on_the_next_reply_token(town: Town) -> None:
    user = town.friend()
    town.write(user, "人と話す")
    who = counsellor(town)
    take_up(town, who)
    town.clock.forward(minutes=5)
    with town.platform.world.change() as state:
        state.console.quota = 0
    answer(town, who, "お待たせしました。")
    assert town.messages()[-1].delivery is Delivery.HELD
    assert town.heard(user)[-1] != "お待たせしました。"
    town.write(user, "まだですか")
    assert "お待たせしました。" in town.heard(user)
    assert town.platform.usage() == 0


def test_what_is_held_goes_in_front_of_what_is_said_later_in_one_push(town: Town) -> None:
    user = town.friend()
    town.write(user, "人と話す")
    who = counsellor(town)
    take_up(town, who)
    town.clock.forward(minutes=5)
    with town.platform.world.change() as state:
        state.console.quota = 0
    answer(town, who, "一つめです。")
    with town.platform.world.change() as state:
        state.console.quota = 200
    answer(town, who, "二つめです。")
    assert town.heard(user)[-2:] == ["一つめです。", "二つめです。"]
    assert town.platform.usage() == 1


def test_at_the_months_limit_line_is_asked_once_however_much_waits(town: Town) -> None:
    user = town.friend()
    town.write(user, "人と話す")
    who = counsellor(town)
    take_up(town, who)
    town.clock.forward(minutes=5)
    with town.platform.world.change() as state:
        state.console.quota = 0
    with town.system.transaction() as session:
        conversation = session.get_one(Conversation, town.conversation().id)
        for number in range(8):
            told = session.merge(who)
            conversations.answer(session, conversation, told, f"{number}", town.clock())
    town.settle()
    pushes = [call for call in town.platform.world.record.calls if call["path"].endswith("push")]
    assert len(pushes) == 1
    assert all(each.delivery is Delivery.HELD for each in town.messages()[-8:])


def _arrivals(town: Town) -> list[Arrival]:
    with town.system.reading() as session:
        return list(session.scalars(select(Arrival)))


def _unreachable(town: Town) -> bool:
    with town.system.reading() as session:
        return any(address.unreachable_at for address in session.scalars(select(Address)))


def test_one_persons_trouble_in_the_sweep_holds_up_nobody_else(town: Town) -> None:
    troubled, other = town.friend(), town.friend()
    for user in (troubled, other):
        town.platform.write(user, "家賃が払えません")
    town.platform.deliver_due()
    town.system.redis.flushall()
    first = _arrivals(town)[-2].contact_id
    with town.system.transaction() as session:
        # A contact whose row is torn: every attempt to attend it raises.
        session.execute(update(Address).where(Address.contact_id == first).values(address=""))
        session.execute(update(Arrival).where(Arrival.contact_id == first).values(address_id=None))
    town.clock.forward(seconds=5)
    town.sweep()
    assert [text for text in town.heard(other) if "生活費" in text]
