"""Two hands at once: what the bot does and what staff do come one after the other."""

from __future__ import annotations

import threading

import nlp
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


def test_a_claim_while_the_answer_is_worked_out_silences_the_bot(town: Town) -> None:
    """What was decided for a talk with the bot does not hold for one with staff."""
    with town.system.transaction() as session:
        who = staff.add(
            session, "hanako", "相談員", Role.COUNSELLOR, "correct horse battery", town.clock()
        )
        staff_id = who.id
    user = town.friend()
    town.write(user, "家賃が払えません")
    said = town.heard(user)
    conversation = town.conversation()
    town.platform.write(user, "北原です")
    town.platform.deliver_due()

    reader = ClaimingReader(town, conversation.id, staff_id)
    attendance.attend(town.system, town.bench.doors, reader, conversation.contact_id)
    town.settle()
    assert town.conversation().stage is Stage.WITH_STAFF
    assert town.heard(user) == said
    assert "北原です" in [message.text for message in town.messages()]


class ClaimingReader(nlp.Reader):
    """Somebody claims the conversation just when this is read."""

    def __init__(self, town: Town, conversation_id: int, staff_id: int) -> None:
        self._town = town
        self._conversation_id = conversation_id
        self._staff_id = staff_id

    def read(self, text: str, context: nlp.Context | None = None) -> nlp.Reading:
        claim(self._town, self._conversation_id, self._staff_id, threading.Barrier(1))
        return self._town.bench.reader.read(text, context)


def claim(town: Town, conversation_id: int, staff_id: int, meeting: threading.Barrier) -> None:
    """A click on 対応を始める at the moment of the meeting."""
    meeting.wait()
    with town.system.transaction() as session:
        row = session.get_one(Conversation, conversation_id)
        holding.claim(session, row, session.get_one(Staff, staff_id), town.clock())
