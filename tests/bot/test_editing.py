"""An office changes the questions in its own copy of the content, without a programmer."""

from __future__ import annotations

import re
import shutil
from itertools import permutations
from pathlib import Path

import pytest

from bot import script as scripts
from bot.rehearsal import Rehearsal
from bot.script import Script
from bot.turn import Heard, Kind, Stage
from config.office import TOKYO
from nlp.reading import Context, Intent, Reading
from tests.bot.test_dialogue import NOON

CODES = ("about", "area", "urgency")


@pytest.fixture
def folder(content: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(content, tmp_path / "content"))


def keep_questions(folder: Path, codes: tuple[str, ...]) -> None:
    """Leaves only these questions in the file, in this order, as one would with an editor."""
    path = folder / "scenario" / "ja.yaml"
    text = path.read_text(encoding="utf-8")
    start, end = text.index("questions:\n"), text.index("# たずねられて")
    written = re.split(r"(?m)^(?=  - code: )", text[start:end])[1:]
    blocks = {block.split()[2]: block for block in written}
    kept = "".join(blocks[code] for code in codes)
    questions = f"questions:\n{kept}\n" if codes else "questions: []\n"
    path.write_text(text[:start] + questions + text[end:], encoding="utf-8")


def asked_by(script: Script) -> list[str]:
    """What is asked of somebody who skips everything, in order; it ends with a person."""
    talk = Rehearsal(script, _reads_little, NOON)
    talk.write("生活費が足りません")
    while talk.stage is Stage.WITH_BOT:
        assert len(talk.place.asked) <= 3
        talk.tap("skip")
    assert talk.stage is Stage.WAITING
    return list(talk.place.asked)


def _reads_little(_text: str, _context: Context) -> Reading:
    return Reading(concerns=("living_costs",), intent=Intent.CONSULT)


@pytest.mark.parametrize(
    "codes", [order for number in range(4) for order in permutations(CODES, number)]
)
def test_questions_are_removed_and_reordered_in_the_file(
    folder: Path, codes: tuple[str, ...]
) -> None:
    keep_questions(folder, codes)
    assert asked_by(scripts.load(folder)) == list(codes)


@pytest.mark.parametrize("most", range(4))
def test_the_office_sets_how_many_are_asked(folder: Path, most: int) -> None:
    path = folder / "office.yaml"
    text = path.read_text(encoding="utf-8")
    assert "max_questions: 3" in text
    path.write_text(text.replace("max_questions: 3", f"max_questions: {most}"), encoding="utf-8")
    assert asked_by(scripts.load(folder)) == list(CODES[:most])


def test_with_all_questions_off_a_trouble_is_one_message_away_from_a_person(folder: Path) -> None:
    keep_questions(folder, ())
    talk = Rehearsal(scripts.load(folder), _reads_little, NOON)
    turn = talk.write("生活費が足りません")
    assert talk.stage is Stage.WAITING
    assert [choice.label for choice in turn.say[-1].choices] == ["人と話す"]


def test_an_edited_text_is_what_is_said(folder: Path) -> None:
    path = folder / "scenario" / "ja.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("どのあたりのことでしょうか。", "どこでしょう。"), encoding="utf-8"
    )
    talk = Rehearsal(scripts.load(folder), _reads_little, NOON.astimezone(TOKYO))
    talk.write("生活費が足りません")
    assert "どこでしょう。" in talk.hear(Heard(Kind.CHOICE, choice="skip")).say[-1].text
