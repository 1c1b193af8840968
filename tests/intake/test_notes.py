"""Notes stay beside the conversation, sealed, and open pages hear of them."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from intake import notes, talk
from intake.models import Change, Posting
from intake.notes import NoteRefused
from tests.people import MORNING, employ, write


def test_a_note_is_for_staff_and_never_sent(db: Session) -> None:
    alice = employ(db, "Alice")
    conversation = write(db, "U-1", "あ")
    notes.add(db, conversation, alice.id, " 電話は夫が出ます ", MORNING)
    shown = talk.load(db, conversation)
    assert [(note.staff, note.text) for note in shown.notes] == [("Alice", "電話は夫が出ます")]
    assert db.scalars(select(Posting)).all() == []
    assert db.scalars(select(Change.kind)).all()[-1] == "message"
    kept = bytes(db.execute(text("SELECT text FROM notes")).scalar_one())
    assert "電話".encode() not in kept


@pytest.mark.parametrize("words", ["", " \n", "あ" * (notes.LONGEST + 1)])
def test_an_empty_or_endless_note_is_refused(db: Session, words: str) -> None:
    with pytest.raises(NoteRefused):
        notes.add(db, write(db, "U-1", "あ"), employ(db, "Alice").id, words, MORNING)
