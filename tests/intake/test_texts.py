"""Sentences are rows that are only added to; of two who edit at once, one is told."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from intake import audit, texts
from intake.models import Role
from intake.texts import Draft, Overtaken
from tests.people import MORNING, employ

HELLO = ("ja", "texts.hello")


def test_the_newest_version_counts_and_every_version_stays(db: Session) -> None:
    alice = employ(db, "Alice", Role.ADMIN).id
    texts.write(db, HELLO, Draft("ようこそ", "こんにちは", 0), alice, MORNING)
    texts.write(db, HELLO, Draft("いらっしゃい", "こんにちは", 1), alice, MORNING)
    assert texts.edits(db) == {HELLO: "いらっしゃい"}
    shown = texts.history(db, HELLO)
    assert [(each.number, each.text, each.staff) for each in shown] == [
        (2, "いらっしゃい", "Alice"),
        (1, "ようこそ", "Alice"),
    ]


def test_going_back_to_the_programs_own_is_a_version_too(db: Session) -> None:
    alice = employ(db, "Alice", Role.ADMIN).id
    texts.write(db, HELLO, Draft("ようこそ", "こんにちは", 0), alice, MORNING)
    texts.write(db, HELLO, Draft(None, "こんにちは", 1), alice, MORNING)
    assert texts.edits(db) == {}
    newest = texts.in_force(db)[HELLO]
    assert (newest.number, newest.is_base, newest.text) == (2, True, "こんにちは")


def test_who_edits_what_somebody_has_just_edited_is_told(db: Session) -> None:
    alice = employ(db, "Alice", Role.ADMIN).id
    texts.write(db, HELLO, Draft("ようこそ", "こんにちは", 0), alice, MORNING)
    for seen in (0, 2):
        with pytest.raises(Overtaken):
            texts.write(db, HELLO, Draft("やあ", "こんにちは", seen), alice, MORNING)
    assert texts.edits(db) == {HELLO: "ようこそ"}


def test_the_trail_names_the_sentence_and_holds_no_word_of_it(db: Session) -> None:
    alice = employ(db, "Alice", Role.ADMIN).id
    texts.write(db, HELLO, Draft("ようこそ", "こんにちは", 0), alice, MORNING)
    texts.write(db, HELLO, Draft(None, "こんにちは", 1), alice, MORNING + timedelta(hours=1))
    newest, before = audit.page(db)[:2]
    assert (newest.action, newest.topic) == ("text_reset", "ja:texts.hello")
    assert (before.action, before.topic, before.staff) == ("text_edit", "ja:texts.hello", "Alice")


def test_of_two_at_once_exactly_one_gets_through(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        alice = employ(session, "Alice", Role.ADMIN).id
    outcomes: list[str] = []
    barrier = threading.Barrier(2)

    def edit(words: str) -> None:
        barrier.wait()
        try:
            with Session(engine) as session, session.begin():
                texts.write(session, HELLO, Draft(words, "こんにちは", 0), alice, MORNING)
            outcomes.append("written")
        except Overtaken:
            outcomes.append("told")

    both = [threading.Thread(target=edit, args=(words,)) for words in ("ひとつ", "ふたつ")]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(outcomes) == ["told", "written"]
    with Session(engine) as session:
        assert len(texts.history(session, HELLO)) == 1


def test_the_mark_moves_with_every_version(db: Session) -> None:
    alice = employ(db, "Alice", Role.ADMIN).id
    marks = [texts.mark(db)]
    for seen in range(3):
        texts.write(db, HELLO, Draft(f"{seen}", "こんにちは", seen), alice, MORNING)
        marks.append(texts.mark(db))
    assert len(set(marks)) == 4
