"""The words of other languages: complete, under the codes of home, mistakes named by file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from config import languages
from config.concerns import SAMPLE, Taxonomy, load
from config.strict import ContentError

READ = ("en", "ko", "pt", "tl", "vi", "zh")


@pytest.fixture(scope="module")
def home() -> Taxonomy:
    return load(SAMPLE)


@pytest.mark.parametrize("language", READ)
def test_every_language_knows_every_kind_of_danger_and_who_is_meant(
    home: Taxonomy, language: str
) -> None:
    file = yaml.safe_load((home.languages / f"{language}.yaml").read_text("utf-8"))
    kinds = {entry["kind"] for entry in file["dangers"] if entry["risk"] != "watch"}
    assert kinds >= {rule.code for rule in home.dangers} - {"suicide_other", "other", "elder"}
    assert {"me", "parent", "child", "spouse", "friend", "neighbour"} <= file["cues"].keys()


@pytest.mark.parametrize("language", READ)
def test_what_every_language_says_stands_under_the_codes_of_home(
    home: Taxonomy, language: str
) -> None:
    abroad = languages.load(home, language, str)
    assert abroad.codes == home.codes
    assert set(abroad.cues) <= set(home.cues)
    assert {rule.code for rule in abroad.dangers} <= {rule.code for rule in home.dangers}


def test_a_language_may_have_several_files(home: Taxonomy, tmp_path: Path) -> None:
    for name, word in (("xx", "dívida"), ("xx-danger", "dever"), ("xxy", "other")):
        (tmp_path / f"{name}.yaml").write_text(f"cues: {{debt: [{word}]}}", encoding="utf-8")
    abroad = languages.load(replace(home, languages=tmp_path), "xx", str)
    assert set(abroad.cues["debt"]) == {"dívida", "dever"}


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("cues: {weather: [rain]}", "xx.yaml: weather: not known at home"),
        ("concerns: {weather: {patterns: [rain]}}", "xx.yaml: weather: not known at home"),
        ("but: [(rain]", "xx.yaml: but: (rain"),
    ],
)
def test_a_mistake_is_named_with_its_file(
    home: Taxonomy, tmp_path: Path, written: str, complaint: str
) -> None:
    (tmp_path / "xx.yaml").write_text(written, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        languages.load(replace(home, languages=tmp_path), "xx", str)
    assert complaint in str(caught.value)
