"""Each language says all that Japanese says, within LINE's limits, and understands its wishes."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot import script as scripts
from bot import translation
from bot.limits import LABEL_GRAPHEMES, graphemes
from bot.naming import say_hours
from bot.rehearsal import Rehearsal
from bot.script import Script
from bot.sentences import sentences
from bot.turn import Place, Stage
from bot.wording import fill
from config.strict import ContentError
from nlp.reading import Context, Intent, Reading
from tests.bot.test_dialogue import NOON
from tests.bot.test_wording import BUSY, CLOSED, LATE, OPEN

CODES = ("easy-ja", "en", "zh", "ko", "vi", "pt", "es", "tl", "ne")


@pytest.fixture
def folder(content: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(content, tmp_path / "content"))


def test_the_talk_can_be_had_in_all_of_them(script: Script) -> None:
    assert set(CODES) <= set(script.others)


@pytest.mark.parametrize("code", CODES)
def test_a_language_says_exactly_what_japanese_says(script: Script, code: str) -> None:
    own = {each.key for each in sentences(script.scenario)}
    theirs = {each.key for each in sentences(script.others[code].scenario)}
    # In Japanese a place's kind is said as resources.yaml has it.
    assert {key for key in theirs if not key.startswith("places.kinds.")} == own
    kinds = {f"places.kinds.{each.kind}" for each in script.resources.resources}
    assert code == "easy-ja" or kinds <= theirs


@pytest.mark.parametrize("code", CODES)
def test_no_japanese_is_left_in_what_is_said(script: Script, code: str) -> None:
    if code == "easy-ja":
        return
    kept = {"buttons.language"}
    for each in sentences(script.others[code].scenario):
        kana = [letter for letter in each.text if "ぁ" <= letter <= "ヺ"]
        assert not kana or each.key in kept, (each.key, each.text)


@pytest.mark.parametrize("code", CODES)
def test_every_number_that_is_shown_has_a_name_and_hours_in_it(
    content: Path, script: Script, code: str
) -> None:
    words, _ = translation.load(content, code, script.scenario)
    shown = {
        line.code
        for line in script.hotlines.lines
        if {"ja", code.removeprefix("easy-")} & set(line.languages)
    }
    assert shown <= set(words.hotlines)


@pytest.mark.parametrize("code", CODES)
def test_the_same_numbers_are_called_in_every_language(script: Script, code: str) -> None:
    theirs = {each.key: each.text for each in sentences(script.others[code].scenario)}
    for each in sentences(script.scenario):
        for tel in ("110", "119", "189"):
            assert (tel in each.text) == (tel in theirs[each.key]), (each.key, tel)


@pytest.mark.parametrize("code", CODES)
def test_its_sentences_are_whole_at_any_hour(script: Script, code: str) -> None:
    other = script.others[code]
    for situation in (OPEN, CLOSED, BUSY, LATE):
        for key, bubble in other.scenario.texts.items():
            said = fill(other, bubble.text, situation)
            assert "{" not in said, key
            assert "  " not in said, key


@pytest.mark.parametrize("code", CODES)
def test_areas_fit_on_buttons_and_are_known_by_either_name(script: Script, code: str) -> None:
    other = script.others[code]
    for mine, theirs in zip(script.office.areas, other.office.areas, strict=True):
        assert graphemes(theirs.label) <= LABEL_GRAPHEMES
        assert other.office.area_in(theirs.label) == mine.code
        assert other.office.area_in(mine.label) == mine.code


def test_the_hours_are_put_in_words_from_the_week(content: Path, script: Script) -> None:
    words, scenario = translation.load(content, "en", script.scenario)
    assert say_hours(script.office, words.hours, scenario.clock) == (
        "Mon–Fri 8:30–17:15; Tue, Fri 18:00–22:00; Sat 13:00–17:00 (closed on public holidays)"
    )


WISHES = {
    "en": ("talk to a person", "delete everything", "stop"),
    "zh": ("转人工", "全部删除", "不说了"),
    "ko": ("상담원과 통화하고 싶어요", "다 지워 주세요", "그만할래요"),
    "vi": ("tôi muốn gặp nhân viên", "xoá hết", "thôi"),
    "pt": ("quero falar com um atendente", "apague tudo", "chega"),
    "es": ("quiero hablar con una persona", "borre todo", "basta"),
    "tl": ("gusto kong makausap ang tao", "burahin mo", "tama na"),
    "ne": ("कर्मचारीसँग कुरा गर्न चाहन्छु", "सबै मेटाइदिनुहोस्", "अब पुग्यो"),
}


@pytest.mark.parametrize("code", WISHES)
def test_a_wish_in_its_own_words_is_heard(script: Script, code: str) -> None:
    human, erase, stop = WISHES[code]
    assert _after(script, code, human).stage is Stage.WAITING
    assert _after(script, code, erase).place.state == "erasing"
    assert _after(script, code, stop).stage is Stage.CLOSED


def _after(script: Script, code: str, text: str) -> Rehearsal:
    talk = Rehearsal(script, _reads_nothing, NOON, place=Place(language=code))
    talk.write(text)
    return talk


def _reads_nothing(_text: str, _context: Context) -> Reading:
    return Reading(intent=Intent.CONSULT, language="und")


def test_a_few_words_do_not_change_the_language(script: Script) -> None:
    talk = Rehearsal(script, _reads("es"), NOON, place=Place(language="en"))
    talk.write("no hurry")
    assert talk.place.language == "en"
    talk.write("no tengo dinero para el alquiler")
    assert talk.place.language == "es"


def test_a_language_that_was_chosen_stays(script: Script) -> None:
    talk = Rehearsal(script, _reads("ja"), NOON)
    talk.tap("language=vi")
    talk.write("家賃が払えなくて困っています")
    assert talk.place.language == "vi"
    talk.write("日本語で")
    assert talk.place.language == "ja"


def test_an_okay_in_a_japanese_talk_is_no_english(script: Script) -> None:
    talk = Rehearsal(script, _reads("en"), NOON, place=Place(state="listening"))
    talk.write("ok")
    assert talk.place.language == "ja"


def _reads(language: str):  # type: ignore[no-untyped-def]
    return lambda _text, _context: Reading(intent=Intent.CONSULT, language=language)


def test_an_office_may_speak_fewer_languages(folder: Path) -> None:
    path = folder / "scenario" / "ja.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("  ne: {name")]
    path.write_text("".join(kept), encoding="utf-8")
    (folder / "scenario" / "ne.yaml").unlink()
    script = scripts.load(folder)
    assert "ne" not in script.others
    assert script.speaking("ne").scenario.language == "en"
    assert replace(script, others={}).speaking("ne").scenario.language == "ja"


@pytest.mark.parametrize(
    ("sound", "broken", "complaint"),
    [
        ("  chat: |-\n", "  chatter: |-\n", r"vi\.yaml:\d+: chat is missing"),
        ("{when}", "", "{when} stands in only one of ja.yaml and this file"),
        (
            "{label: Không trả lời,",
            "{label: Tôi không muốn trả lời câu này,",
            r"vi\.yaml:\d+: buttons.skip: longer",
        ),
        ("      family: {label: Của gia", "      kin: {label: Của gia", "family is missing"),
        ("        soon: |-\n          Cảm ơn em", "        now: |-\n          Cảm ơn em", "twice"),
    ],
)
def test_a_translation_that_is_not_whole_is_refused(
    folder: Path, sound: str, broken: str, complaint: str
) -> None:
    path = folder / "scenario" / "vi.yaml"
    text = path.read_text(encoding="utf-8")
    assert sound in text
    path.write_text(text.replace(sound, broken, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=complaint):
        scripts.load(folder)
