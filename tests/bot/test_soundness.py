"""A scenario that would fail at night fails when it is loaded, and says where."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot import scenario as scenarios
from bot import script as scripts
from config.strict import ContentError

BREAKS = [
    ("go: listening}\n  told", "go: nowhere}\n  told", r":\d+: state anywhere: follow goes to now"),
    ("  stop: {say: [stopped], go: waiting}\n", "", "stop has no move"),
    ("buttons: [skip, human]", "buttons: [skip]", "state asking does not offer the button human"),
    (
        "human: {say: [human, until_then], go: waiting}",
        "human: {say: [human, until_then], go: listening}",
        "state start: human does not lead to waiting",
    ),
    (
        "  ended:\n",
        "  lonely:\n    buttons: [human]\n  ended:\n",
        r"ja.yaml:\d+: state lonely is never reached",
    ),
    ("say: [goodbye]", "say: [farewell]", "says farewell, which is no text"),
    ("こんにちは、{window}です。", "こんにちは、{widow}です。", r"{widow} is no placeholder here"),
    ("こんにちは、{window}です。", "こんにちは、{windowです。", "a brace is not closed"),
    ("    こんにちは、{window}です。", "    " + "あ" * 4500, "longer than 4000"),
    ("label: 人と話す,", "label: 人と話すにはここを押してくださいね。どうぞ,", "longer than 20"),
    ('"yes": {say: [erased], go: start, do: [erase]}', '"yes": {go: start}', "yes does not erase"),
    ('"no": {say: [kept], go: before}', '"no": {go: start}', "no does not lead back"),
    ("order: [collapse, suicide,", "order: [suicide,", "collapse is missing"),
    ("  done: {say: [handed_over, until_then], go: waiting}", "  done: {go: ended}", "done does"),
    ("  chat: |-", "  chatter: |-", "chat, the answer to small talk, is missing"),
    ("buttons: [skip, human]", "buttons: [skip, human, cake]", "state asking: no button cake"),
    ("      - 既読(つき", "      - 既読((つき", r"ja.yaml:\d+: 既読\(\(つき.*stands alone"),
    ("say: aside_secret", "say: aside_none", "aside_none is no text"),
    ("closed_again: 読むのは、{opens}", "closed_again: 読むのは、{hours}", "{hours} is no place"),
]


@pytest.fixture
def folder(content: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(content, tmp_path / "content"))


@pytest.mark.parametrize(("sound", "broken", "complaint"), BREAKS)
def test_what_would_get_stuck_is_refused(
    folder: Path, sound: str, broken: str, complaint: str
) -> None:
    path = folder / "scenario" / "ja.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(sound, broken, 1), encoding="utf-8")
    assert sound in text
    with pytest.raises(ContentError, match=complaint):
        scenarios.load(folder)


def test_a_key_given_twice_is_refused(folder: Path) -> None:
    path = folder / "scenario" / "ja.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\nlanguage: ja\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"ja\.yaml:\d+: language: given twice"):
        scenarios.load(folder)


@pytest.mark.parametrize(
    ("file", "sound", "broken", "complaint"),
    [
        ("scenario/ja.yaml", "concerns: [living_costs]", "concerns: [money]", "called money"),
        (
            "scenario/ja.yaml",
            "lines: [yorisoi_languages, yorisoi]",
            "lines: [nobody]",
            "no hotline is called nobody",
        ),
        ("scenario/ja.yaml", "    debt: 滞っている支払いのこと\n", "", "debt has no words"),
        ("resources.yaml", "area: wakabadai", "area: nowhere", "no area is called nowhere"),
        ("resources.yaml", "[isolation, hikikomori, p", "[alone, p", "no concern is called alone"),
        ("resources.yaml", "activities: [gather]", "activities: [cook]", "is called cook"),
        ("hotlines.yaml", "  crime:\n", "  crimes:\n", "danger.kinds.crime"),
        (
            "office.yaml",
            "label: 川辺",
            "label: 川辺と川のむこうとそのさきのほうの町々と村々",
            "areas.1.label",
        ),
    ],
)
def test_files_that_do_not_fit_each_other_are_refused(
    folder: Path, file: str, sound: str, broken: str, complaint: str
) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert sound in text
    path.write_text(text.replace(sound, broken, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=complaint):
        scripts.load(folder)


def test_the_questions_may_all_be_taken_away(folder: Path) -> None:
    path = folder / "scenario" / "ja.yaml"
    text = path.read_text(encoding="utf-8")
    start, end = text.index("questions:\n"), text.index("# たずねられて")
    path.write_text(text[:start] + "questions: []\n" + text[end:], encoding="utf-8")
    assert scripts.load(folder).scenario.questions == ()
