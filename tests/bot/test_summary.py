"""Staff read in two or three sentences whom it is about and what is not known yet."""

from __future__ import annotations

from bot.script import Script
from bot.summary import compose
from bot.turn import Place
from nlp.reading import About, Danger, Intent, Risk


def test_the_lead_says_whose_trouble_what_where_and_what_is_open(script: Script) -> None:
    place = Place(
        asked=("area", "urgency"),
        concerns=("work", "hikikomori"),
        about=About.FAMILY,
        area="kawabe",
        seen=("image",),
        intent=Intent.CONSULT,
    )
    assert compose(script, place) == (
        "家族のことで、仕事・就労、ひきこもりの相談です。"
        "地区は川辺。写真が届いています。まだ聞けていないこと：急ぎ。"
    )


def test_danger_stands_in_the_lead_with_its_kind(script: Script) -> None:
    place = Place(concerns=("suicidality",), risk=Risk.URGENT, dangers=(Danger.SUICIDE,))
    assert "きょうのうちに対応がいる" in compose(script, place)
    assert script.taxonomy.labels.danger["suicide"] in compose(script, place)


def test_a_talk_with_nothing_in_it_still_has_a_lead(script: Script) -> None:
    assert compose(script, Place()) == "内容はまだはっきりしません。"
    for intent in Intent:
        assert "{" not in compose(script, Place(intent=intent))


def test_another_language_is_named(script: Script) -> None:
    assert "ベトナム語" in compose(script, Place(language="vi"))
    assert "やさしい日本語" in compose(script, Place(language="easy-ja"))
    assert "ことば" not in compose(script, Place())
