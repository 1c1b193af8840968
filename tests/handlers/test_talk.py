"""Who writes the words can play them in a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from config import settings
from handlers import wiring
from handlers.talk import talk
from intake import texts
from intake.texts import Draft
from tests.people import employ
from tests.town import Town

STORY = Path(__file__).parents[1] / "stories" / "only_hello.yaml"


OPEN = ("--at", "2026-11-18T14:00")


def play(*lines: str, args: tuple[str, ...] = ()) -> str:
    result = CliRunner().invoke(talk, [*args], input="\n".join(lines) + "\n")
    assert result.exit_code == 0, result.output
    return result.output


def test_a_button_is_pressed_by_its_number() -> None:
    shown = play("/follow", "2", "/place", "/lead")
    assert "[2] ひきこもりの家族のこと" in shown
    assert "concerns: ('hikikomori',)" in shown
    assert "家族のことで、ひきこもりの相談です" in shown


def test_the_clock_can_be_set_and_moved() -> None:
    shown = play("人と話したい", "/later 90", args=("--at", "2026-01-02T03:00"))
    assert "1月5日（月）の8時30分" in shown
    assert "2026-01-02 04:30" in shown


def test_staff_can_be_played_too() -> None:
    shown = play("人と話したい", "/desk take", "どうも", "/reset", "どうも", args=OPEN)
    assert "（with_staff）" in shown
    assert shown.rstrip().endswith("[7] ことば / Language")


def test_a_story_is_played_from_its_file() -> None:
    assert "✓" in play(f"/story {STORY}")


def test_a_silence_brings_the_word_that_is_due_by_the_clock() -> None:
    shown = play("死にたい。薬をためてある", "/later 16", "/silence", args=OPEN)
    assert "その後、いかがですか" in shown


def test_what_was_edited_at_the_desk_is_played_too(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    spot = ("ja", "texts.kept")
    base = town.system.script.scenario.texts["kept"].text
    with town.system.transaction() as session:
        who = employ(session, "Alice")
        texts.write(session, spot, Draft("のこします。", base, 0), who.id, town.clock())
    monkeypatch.setattr(wiring, "build", lambda _: town.system)
    monkeypatch.setattr(settings, "load", lambda _: None)
    lines = ("家賃が払えません", "消して", "いいえ")
    assert "のこします。" in play(*lines, args=(*OPEN, "--edited"))
    assert "のこします。" not in play(*lines, args=OPEN)


def test_an_unknown_word_shows_the_help_instead_of_being_sent() -> None:
    assert "/silence" in play("/unknown")


def test_content_that_is_not_sound_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(talk, ["--content", str(tmp_path)], input="\n")
    assert result.exit_code != 0
