"""Letters that come together share a commit; one that can't be stored costs no other."""

from __future__ import annotations

import socket
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select, text

from handlers import bells
from handlers.bells import Bells
from handlers.letterbox import Letterbox, NotStored
from intake.inbox import Letter
from intake.models import Arrival
from tests.town import Town

AT = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
# Seconds of patience where it is not what is tested: a busy disk makes no difference then.
LONG = 60.0


def letter(number: int, event_id: Any = None) -> Letter:
    return Letter(event_id or f"e{number}", AT, "{}", f"U{number}")


def stored(town: Town) -> int:
    with town.system.reading() as session:
        return session.scalar(select(func.count()).select_from(Arrival)) or 0


def put_together(box: Letterbox, letters: list[Letter]) -> list[str]:
    """Each by a thread of its own, at the same time; what went wrong, by event id."""
    failed: list[str] = []
    meeting = threading.Barrier(len(letters))

    def put(each: Letter) -> None:
        meeting.wait()
        try:
            box.put("line", [each])
        except NotStored:
            failed.append(str(each.event_id))

    threads = [threading.Thread(target=put, args=(each,)) for each in letters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=LONG)
    assert not any(thread.is_alive() for thread in threads)
    return failed


def test_letters_that_come_together_share_commits(town: Town) -> None:
    commits: list[int] = []
    event.listen(town.system.engine, "commit", lambda _connection: commits.append(1))
    letters = [letter(number) for number in range(24)]
    assert put_together(Letterbox(town.system, LONG), letters) == []
    assert stored(town) == 24
    assert len(commits) < 24


def test_a_letter_that_cannot_be_stored_costs_no_other(town: Town) -> None:
    bad = letter(99, event_id={"no": "id"})
    letters = [*(letter(number) for number in range(7)), bad]
    assert put_together(Letterbox(town.system, LONG), letters) == [str(bad.event_id)]
    assert stored(town) == 7


def test_line_is_told_in_time_while_the_database_is_busy(town: Town) -> None:
    """Before the lock is gone the answer is there; the letter is stored afterwards all the same."""
    box = Letterbox(town.system, patience=0.3)
    with town.system.engine.connect() as other, other.begin():
        if other.dialect.name == "postgresql":
            other.execute(text("LOCK TABLE inbox IN EXCLUSIVE MODE"))
        with pytest.raises(NotStored):
            box.put("line", [letter(1)])
    for _ in range(300):
        if stored(town):
            break
        time.sleep(0.1)
    Letterbox(town.system, LONG).put("line", [letter(1)])
    assert stored(town) == 1


def test_a_frozen_redis_keeps_no_letter_waiting(town: Town, tmp_path: Path) -> None:
    place = str(tmp_path / "frozen.sock")
    with socket.socket(socket.AF_UNIX) as frozen:
        frozen.bind(place)
        frozen.listen()
        town.system.bells = Bells(bells.connect(f"unix://{place}"))
        began = time.monotonic()
        Letterbox(town.system, LONG).put("line", [letter(1)])
        assert time.monotonic() - began < LONG / 2
    assert stored(town) == 1


def test_after_a_failure_the_next_letter_is_stored(town: Town) -> None:
    box = Letterbox(town.system, LONG)
    with pytest.raises(NotStored):
        box.put("line", [letter(1, event_id={"no": "id"})])
    box.put("line", [letter(2)])
    assert stored(town) == 1
