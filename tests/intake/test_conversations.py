"""A new talk knows what the last one left: who held it, and the language it was had in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.turn import Place, Stage, pack_place, unpack_place
from intake import conversations
from intake.models import Address, Outcome
from tests.people import MORNING, employ, write


@pytest.mark.parametrize(("days", "is_known"), [(90, True), (91, False)])
def test_who_comes_back_in_time_finds_the_staff_member_they_knew(
    db: Session, days: int, is_known: bool
) -> None:
    alice = employ(db, "Alice")
    talk = write(db, "U-1", stage=Stage.WITH_STAFF)
    talk.owner_id = alice.id
    conversations.close(db, talk, Outcome.ANSWERED, MORNING)
    address = db.get_one(Address, talk.address_id)
    later = MORNING + timedelta(days=days)
    anew = conversations.begin(db, address, talk, later, timedelta(days=90))
    assert (anew.last_owner_id == alice.id) is is_known


def test_a_new_talk_is_had_in_the_language_of_the_last(db: Session) -> None:
    talk = write(db, "U-1")
    talk.place = pack_place(Place(language="vi", is_language_chosen=True, concerns=("debt",)))
    conversations.close(db, talk, Outcome.ANSWERED, MORNING)
    address = db.get_one(Address, talk.address_id)
    anew = conversations.begin(db, address, talk, MORNING, timedelta(days=90))
    assert unpack_place(anew.place) == Place(language="vi", is_language_chosen=True)
    assert anew.language == "vi"
