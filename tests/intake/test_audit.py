"""The trail: every view once a minute, in order, by page."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from intake import audit
from intake.audit import Action
from tests.people import MORNING, employ, write


def test_views_of_one_person_within_a_minute_are_one_line(db: Session) -> None:
    alice, bob = employ(db, "Alice"), employ(db, "Bob")
    talk, other = write(db, "U-1", "あ"), write(db, "U-2", "い")
    for seconds in (0, 20, 40, 70):
        audit.record_view(db, alice.id, talk.id, MORNING + timedelta(seconds=seconds))
        db.flush()
    audit.record_view(db, bob.id, talk.id, MORNING)
    audit.record_view(db, alice.id, other.id, MORNING)
    lines = [(trace.staff, trace.conversation) for trace in audit.page(db)]
    assert sorted(lines) == sorted(
        [
            ("Alice", talk.public_id),
            ("Alice", talk.public_id),
            ("Alice", other.public_id),
            ("Bob", talk.public_id),
        ]
    )


def test_pages_go_back_in_time_and_name_a_command_as_nobody(db: Session) -> None:
    alice = employ(db, "Alice")
    for _ in range(audit.PAGE + 3):
        audit.record(db, Action.LOGIN, alice.id, MORNING)
    audit.record(db, Action.ACCOUNT_PASSWORD, None, MORNING, subject_id=alice.id)
    db.flush()
    first = audit.page(db)
    assert (first[0].staff, first[0].subject) == (None, "Alice")
    assert len(first) == audit.PAGE
    assert len(audit.page(db, first[-1].id)) == 4
