"""Every sentence that residents may read is known by a key, and none of them can break a talk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot import script as scripts
from bot.script import Script
from bot.sentences import Sentence, faults, sentences


@pytest.fixture(scope="module")
def script() -> Script:
    from config.settings import SAMPLE_CONTENT

    return scripts.load(SAMPLE_CONTENT)


def test_keys_are_unique_and_lead_to_the_text_they_name(script: Script) -> None:
    found = list(sentences(script.scenario))
    assert len(found) > 150
    assert len({each.key for each in found}) == len(found)
    data = script.scenario.model_dump()
    for each in found:
        value: Any = data
        for part in each.loc:
            value = value[part]
        assert value == each.text, each.key


def test_no_text_of_the_scenario_is_forgotten(script: Script) -> None:
    known = {each.text for each in sentences(script.scenario)}
    data = script.scenario.model_dump()
    # What staff read, how talks go, what people type, and the smallest joints of lists.
    for name in ("lead", "states", "anywhere", "corrections", "returning", "language", "wishes"):
        data.pop(name)
    unknown = {
        text
        for path, text in _texts(data)
        if len(text) > 12
        and not text.isascii()  # a code
        and text not in known
        and not {"words", "replies", "asks", "minor_says", "skip_replies", "called"} & set(path)
    }
    assert unknown == set()


def _texts(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _texts(each, (*path, str(key)))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each, path)
    elif isinstance(value, str):
        yield path, value


def test_what_somebody_in_danger_may_read_is_marked(script: Script) -> None:
    grave = {each.key for each in sentences(script.scenario) if each.is_grave}
    assert {"danger.kinds.suicide.now", "danger.again", "texts.watched"} <= grave
    assert "texts.hello" not in grave


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("{when}に読みます", []),
        ("", ["empty"]),
        ("  \n", ["empty"]),
        ("あ" * 4001, ["too_long"]),
        ("😀" * 2001, ["too_long"]),
        ("{when", ["not_closed"]),
        ("{when!x}", ["not_closed"]),
        ("{when:>9d}", ["not_closed"]),
        ("{whem}", ["unknown_placeholder"]),
        ("{}", ["unknown_placeholder"]),
        ("{when.year}", ["unknown_placeholder"]),
        ("｛when｝", ["wide_brace"]),
    ],
)
def test_a_text_that_could_fail_at_night_is_found(text: str, codes: list[str]) -> None:
    here = Sentence("texts.x", ("texts", "x", "text"), "", frozenset({"when"}))
    assert [fault.code for fault in faults(here, text)] == codes


def test_a_label_is_short_and_shown_as_it_is_written() -> None:
    here = Sentence("buttons.x", ("buttons", "x", "label"), "", is_label=True)
    assert list(faults(here, "👨‍👩‍👧" * 20)) == []
    assert [fault.detail for fault in faults(here, "あ" * 21)] == ["20"]
    assert list(faults(here, "{when")) == []
