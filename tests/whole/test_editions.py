"""What the office edits is spoken at once by every process, and a bad edit by none."""

from __future__ import annotations

from dataclasses import replace

from handlers import wiring
from intake import texts
from intake.models import Role
from intake.texts import Draft
from tests.people import employ
from tests.town import Town


def edit(town: Town, key: str, *versions: str | None) -> None:
    with town.system.transaction() as session:
        alice = employ(session, "Alice", Role.ADMIN).id
        for seen, text in enumerate(versions):
            draft = Draft(text, "もとの文", seen)
            texts.write(session, ("ja", key), draft, alice, town.clock())


def test_a_running_worker_speaks_the_new_words_without_a_restart(town: Town) -> None:
    before = town.friend()
    assert "困っていることや気になることを、何でも書いてください" in town.heard(before)[0]
    edit(town, "texts.hello", "よく来てくださいました。{window}です。")
    after = town.friend()
    assert town.heard(after)[0].startswith("よく来てくださいました。")
    assert "{" not in town.heard(after)[0]


def test_danger_is_answered_in_the_edited_words_with_the_numbers(town: Town) -> None:
    edit(town, "danger.kinds.suicide.now", "書いてくれてありがとう。すぐ119へ。")
    user = town.friend()
    town.write(user, "死にたい。薬をためてある")
    said = " ".join(town.heard(user))
    assert "書いてくれてありがとう。すぐ119へ。" in said
    assert "tel:119" in said


def test_an_edit_that_no_longer_fits_gives_way_to_the_programs_words(town: Town) -> None:
    edit(town, "texts.hello", "{a_placeholder_of_the_past}です")
    user = town.friend()
    assert "何でも書いてください" in town.heard(user)[0]


def test_going_back_is_heard_at_once_too(town: Town) -> None:
    edit(town, "texts.hello", "よく来てくださいました。", None)
    assert "何でも書いてください" in town.heard(town.friend())[0]


def test_two_processes_speak_alike(town: Town) -> None:
    other = replace(wiring.build(town.settings), clock=town.clock)
    with other.reading() as session:
        assert "何でも" in other.spoken(session).scenario.texts["hello"].text
    edit(town, "texts.hello", "よく来てくださいました。")
    for system in (town.system, other):
        with system.reading() as session:
            assert system.spoken(session).scenario.texts["hello"].text.startswith("よく来て")
    other.engine.dispose()
