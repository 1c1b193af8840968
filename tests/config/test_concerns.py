"""The taxonomy is complete, an office can add words, and mistakes are named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from config.concerns import SAMPLE, Taxonomy, load
from config.patterns import PatternError, parse, parse_groups
from config.strict import ContentError
from nlp import Reader
from nlp.reading import About, Danger, Intent, Risk

CODES = [
    "living_costs",
    "debt",
    "housing",
    "work",
    "hikikomori",
    "school_refusal",
    "bullying",
    "young_carer",
    "childcare",
    "elder_care",
    "dementia",
    "disability",
    "mental_health",
    "illness",
    "addiction",
    "family_conflict",
    "abuse",
    "domestic_violence",
    "suicidality",
    "isolation",
    "neighbour_worry",
    "hoarding",
    "foreign_resident",
    "rights",
    "participation",
    "volunteering",
]


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load(SAMPLE)


def own_content(folder: Path, old: str, new: str) -> Path:
    """An office's folder: the sample's taxonomy with one change, and nothing else."""
    text = (SAMPLE / "concerns.yaml").read_text("utf-8")
    assert old in text
    (folder / "concerns.yaml").write_text(text.replace(old, new, 1), "utf-8")
    return folder


def test_the_codes_are_those_of_the_labelling_guide(taxonomy: Taxonomy) -> None:
    assert list(taxonomy.codes) == CODES


def test_everything_staff_see_has_a_label(taxonomy: Taxonomy) -> None:
    labels = taxonomy.labels
    assert set(labels.risk) == set(Risk)
    assert set(labels.danger) == set(Danger)
    assert set(labels.about) == set(About)
    assert set(labels.intent) == set(Intent)
    assert set(labels.derived) == {"household_8050", "double_care", "compound"}
    assert taxonomy.label("hikikomori") == "ひきこもり"
    assert taxonomy.label("household_8050") == "8050世帯"
    assert all(taxonomy.topic(code) for code in taxonomy.codes)


def test_an_office_adds_a_word_without_a_programmer(tmp_path: Path) -> None:
    folder = own_content(tmp_path, "words: [生活保護,", "words: [ほっこり基金, 生活保護,")
    message = "ほっこり基金について"
    assert "living_costs" not in Reader(load(SAMPLE)).read(message).concerns
    reading = Reader(load(folder)).read(message)
    assert "living_costs" in reading.concerns
    assert [message[item.start : item.end] for item in reading.evidence] == ["ほっこり基金"]


def test_an_office_adds_a_concern_of_its_own(tmp_path: Path) -> None:
    own = "concerns:\n  - {code: snow, label: 雪のこと, topic: その他, words: [屋根の雪下ろし]}\n"
    folder = own_content(tmp_path, "\nconcerns:\n", f"\n{own}")
    assert Reader(load(folder)).read("屋根の雪下ろしを頼める人がいません").concerns[0] == "snow"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("label: 生活費", "lable: 生活費", "lable"),
        ("topic: 債務", "topic: 借金", "topic"),
        ("code: debt\n", "code: living_costs\n", "a code is given twice"),
        ("- 〈電気など〉…〈止まる〉", "- 〈電気なんか〉…〈止まる〉", "〈電気なんか〉 is no group"),
        ("- 貸付", "- (貸付", "stands alone"),
        ("- 貸付", "- 貸付…", "a part is empty"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    with pytest.raises(ContentError, match=complaint):
        load(own_content(tmp_path, old, new))


def test_an_office_may_bring_its_own_danger_words(tmp_path: Path) -> None:
    shutil.copy(SAMPLE / "concerns.yaml", tmp_path)
    (tmp_path / "danger.yaml").write_text("dangers: []\n", "utf-8")
    assert load(tmp_path).dangers == ()
    assert load(tmp_path).groups


def test_a_group_may_use_the_groups_above_it() -> None:
    groups = parse_groups({"親": ("父", "母"), "家族": ("〈親〉", "(兄|姉)さん")})
    assert groups["家族"] == {"父", "母", "兄さん", "姉さん"}
    with pytest.raises(PatternError, match="〈親〉 is no group"):
        parse_groups({"家族": ("〈親〉",), "親": ("父",)})


def test_a_pattern_is_read_as_it_is_written() -> None:
    pattern = parse("(家賃|部屋代)(が|)…払え＆^来月", {})
    first, second = pattern.chains
    assert first.parts == (frozenset({"家賃", "家賃が", "部屋代", "部屋代が"}), frozenset({"払え"}))
    assert len(first.gaps) == 1
    assert second.is_first
    assert not second.is_last
