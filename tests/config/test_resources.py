"""Places of the town are matched to a wish, and nonsense is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import resources
from config.settings import SAMPLE_CONTENT
from config.strict import ContentError

SAMPLE = resources.load(Path(SAMPLE_CONTENT))


def codes(**wish: object) -> list[str]:
    return [resource.code for resource in SAMPLE.matching(**wish)]  # type: ignore[arg-type]


def test_the_sample_town_has_something_for_every_wish() -> None:
    assert 15 <= len(SAMPLE.resources) <= 25
    for activity in ("gather", "hobby", "peers", "children", "food", "help"):
        assert 1 <= len(codes(activity=activity)) <= 5


def test_ones_own_part_of_the_town_comes_first() -> None:
    assert codes(activity="gather", area="kawabe")[0] == "kawabe_salon"
    assert codes(activity="gather", area="shiosaki")[0] == "shiosaki_salon"


def test_what_is_made_for_the_trouble_comes_before_what_is_near() -> None:
    assert codes(activity="peers", area="kawabe", concerns=["hikikomori"])[0] == "tsubasa_family"


def test_another_hour_is_not_offered() -> None:
    for resource in SAMPLE.matching(time="weekday_evening"):
        assert not resource.times or "weekday_evening" in resource.times


def test_who_wishes_for_nothing_special_still_sees_something() -> None:
    assert len(codes()) == 5


def test_an_office_without_the_file_names_no_places(tmp_path: Path) -> None:
    assert resources.load(tmp_path).resources == ()


@pytest.mark.parametrize(
    ("sound", "broken", "complaint"),
    [
        ("code: hidamari", "code: igo", "given twice"),
        ("times: [weekday_day]", "times: [noon]", "times"),
        ("activities: [gather]", "activities: []", "activities"),
        ("join: 申しこみ", "joins: 申しこみ", "joins"),
    ],
)
def test_nonsense_is_refused_with_its_place(
    tmp_path: Path, sound: str, broken: str, complaint: str
) -> None:
    text = (Path(SAMPLE_CONTENT) / "resources.yaml").read_text(encoding="utf-8")
    assert sound in text
    path = tmp_path / "resources.yaml"
    path.write_text(text.replace(sound, broken, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=rf"resources\.yaml:\d+: .*{complaint}"):
        resources.load(tmp_path)


def test_every_place_of_the_sample_town_can_be_read_by_who_reads_no_japanese() -> None:
    for place in SAMPLE.resources:
        for language in ("en", "vi", "ne"):
            said = place.words_in(language)
            assert said is not None, place.code
            assert said.name.isascii() or "é" in said.name, place.code
        assert place.words_in("ja") is None
        assert place.words_in("easy-ja") is None
