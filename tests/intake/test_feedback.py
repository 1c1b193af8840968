"""How it was is asked once, kindly, at no cost, and only counted."""

from __future__ import annotations

from datetime import timedelta

from bot.feedback import Face
from bot.turn import Stage
from config.office import Feedback
from intake import conversations, feedback, holding, sight
from intake.models import Author, Conversation, Outcome, Role, Staff
from intake.staff import add
from tests.town import Town

ASKED = "話せてよかったですか"


def talk_and_close(town: Town, outcome: Outcome = Outcome.ANSWERED) -> str:
    user = town.friend()
    town.write(user, "人と話したいです")
    with town.system.transaction() as session:
        who = add(session, "hanako", "相談員", Role.COUNSELLOR, "correct horse", town.clock())
        talk = session.get_one(Conversation, town.conversation().id)
        holding.claim(session, talk, session.get_one(Staff, who.id), town.clock())
        sight.see(session, talk, who, town.clock())
        conversations.close(session, talk, outcome, town.clock())
    return user


def counts(town: Town) -> dict[Face | None, int]:
    with town.system.reading() as session:
        return dict(feedback.counts(session, town.clock() - timedelta(days=400)))


def asked(town: Town, user: str) -> int:
    return sum(ASKED in text for text in town.heard(user))


def test_who_comes_back_with_thanks_is_asked_once_and_counted(town: Town) -> None:
    user = talk_and_close(town)
    town.clock.forward(days=1)
    town.sweep()
    assert asked(town, user) == 0
    town.write(user, "ありがとうございました")
    assert asked(town, user) == 1
    assert counts(town) == {None: 1}
    before = len(town.conversations())
    town.tap(user, "😊 よかった")
    assert counts(town) == {Face.GOOD: 1}
    assert len(town.conversations()) == before
    town.write(user, "こんにちは")
    assert asked(town, user) == 1
    assert town.platform.usage() == 0


def test_a_face_is_no_message_of_anybody(town: Town) -> None:
    user = talk_and_close(town)
    town.write(user, "ありがとうございました")
    said = len([each for each in town.messages() if each.author is Author.RESIDENT])
    town.tap(user, "😞 よくなかった")
    assert len([each for each in town.messages() if each.author is Author.RESIDENT]) == said
    assert town.conversation().stage is Stage.WITH_BOT


def test_who_brings_a_trouble_is_not_asked(town: Town) -> None:
    user = talk_and_close(town)
    town.write(user, "私の生活費が足りません")
    assert asked(town, user) == 0


def test_a_talk_that_staff_did_not_have_is_not_asked_about(town: Town) -> None:
    user = talk_and_close(town, Outcome.NO_REPLY)
    town.write(user, "ありがとうございました")
    assert asked(town, user) == 0


def test_after_weeks_nobody_is_asked(town: Town) -> None:
    user = talk_and_close(town)
    town.clock.forward(days=31)
    town.write(user, "ありがとうございました")
    assert asked(town, user) == 0


def test_an_office_that_wants_to_know_at_once_pays_for_it(town: Town) -> None:
    script = town.system.script
    office = script.office.model_copy(update={"feedback": Feedback(push=True)})
    town.system.script = type(script)(script.scenario, office, script.hotlines, script.taxonomy)
    user = talk_and_close(town)
    town.clock.forward(minutes=2)
    town.sweep()
    town.sweep()
    assert asked(town, user) == 1
    assert town.platform.usage() == 1
    town.tap(user, "😐 どちらでもない")
    assert counts(town) == {Face.SO_SO: 1}
    assert len(town.conversations()) == 1, "a face opens nothing anew"
