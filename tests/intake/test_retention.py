"""What the office keeps no longer is erased, and only that."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from handlers import sweep
from intake import conversations, notes, staff
from intake.models import Conversation, Note, Outcome, Role
from tests.town import Town


def test_the_words_of_an_old_conversation_go_and_its_outcome_stays(town: Town) -> None:
    user = town.friend()
    town.write(user, "家賃が払えません。人と話したいです")
    with town.system.transaction() as session:
        who = staff.add(
            session, "hanako", "相談員", Role.COUNSELLOR, "correct horse battery", town.clock()
        )
        conversation = session.get_one(Conversation, town.conversation().id)
        notes.add(session, conversation, who.id, "電話は苦手とのこと", town.clock())
        conversations.close(session, conversation, Outcome.ANSWERED, town.clock())
    kept = timedelta(days=town.system.script.office.retention.texts_days)

    town.clock.forward(days=kept.days - 1)
    sweep.tidy(town.bench)
    assert "家賃が払えません。人と話したいです" in [each.text for each in town.messages()]

    town.clock.forward(days=2)
    sweep.tidy(town.bench)
    assert not [each.text for each in town.messages() if each.text]
    closed = town.conversation()
    assert closed.outcome is Outcome.ANSWERED
    assert closed.summary == ""
    with town.system.reading() as session:
        assert session.scalar(select(func.count()).select_from(Note)) == 0
