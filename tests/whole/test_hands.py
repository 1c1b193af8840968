"""Two hands at once: what the bot does and what staff do come one after the other."""

from __future__ import annotations

import threading

from bot.turn import Stage
from handlers import attendance
from intake import holding, staff
from intake.models import Conversation, Role, Staff
from tests.town import Town

ROUNDS = 12


def test_a_claim_while_the_bot_hands_over_is_never_undone(town: Town) -> None:
    """However the two meet, whoever claimed holds it afterwards."""
    with town.system.transaction() as session:
        who = staff.add(
            session, "hanako", "相談員", Role.COUNSELLOR, "correct horse battery", town.clock()
        )
        staff_id = who.id
    for _ in range(ROUNDS):
        user = town.friend()
        town.write(user, "ちょっと聞いてください")
        town.platform.write(user, "人と話す")
        town.platform.deliver_due()
        conversation = town.conversation()
        meeting = threading.Barrier(2)
        hand = threading.Thread(target=claim, args=(town, conversation.id, staff_id, meeting))
        hand.start()
        meeting.wait()
        attendance.attend(town.system, town.bench.doors, town.bench.reader, conversation.contact_id)
        hand.join()
        row = town.conversation()
        assert row.stage is Stage.WITH_STAFF
        assert row.owner_id == staff_id
        town.settle()


def claim(town: Town, conversation_id: int, staff_id: int, meeting: threading.Barrier) -> None:
    """A click on 対応を始める at the moment of the meeting."""
    meeting.wait()
    with town.system.transaction() as session:
        row = session.get_one(Conversation, conversation_id)
        holding.claim(session, row, session.get_one(Staff, staff_id), town.clock())
