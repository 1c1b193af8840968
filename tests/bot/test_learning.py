"""Facts add up; what is known is not undone by a word in passing."""

from __future__ import annotations

import pytest

from bot.learning import is_substantial, learn
from bot.script import Script
from bot.turn import Heard, Kind, Place
from nlp.reading import About, Danger, Intent, Reading, Risk


def test_everything_told_is_kept_and_the_risk_only_rises(script: Script) -> None:
    place = Place(concerns=("work",), risk=Risk.WATCH, derived=("compound",))
    reading = Reading(concerns=("debt", "work"), dangers=(Danger.HUNGER,), intent=Intent.CONSULT)
    after = learn(script, place, Heard(Kind.TEXT, "", reading=reading), None)
    assert after.concerns == ("work", "debt")
    assert after.risk is Risk.WATCH
    assert after.derived == ("compound",)
    assert after.dangers == (Danger.HUNGER,)


def test_another_place_in_passing_does_not_move_the_trouble(script: Script) -> None:
    heard = Heard(Kind.TEXT, "姉は川辺にいます", reading=Reading())
    assert learn(script, Place(area="wakabadai"), heard, None).area == "wakabadai"


def test_whose_trouble_it_is_stays_until_it_is_asked(script: Script) -> None:
    heard = Heard(Kind.TEXT, "わたしも眠れません", reading=Reading(about=About.SELF))
    family = Place(about=About.FAMILY)
    assert learn(script, family, heard, None).about is About.FAMILY
    asked = script.scenario.question("about")
    assert learn(script, family, heard, asked).about is About.SELF


def test_a_place_on_the_map_names_the_area(script: Script) -> None:
    after = learn(script, Place(), Heard(Kind.LOCATION, "水守市川辺町2丁目"), None)
    assert after.area == "kawabe"
    assert after.seen == ("location",)


@pytest.mark.parametrize("choice", ["area=nowhere", "mood=blue", "cake", "", "="])
def test_a_tap_nobody_offered_teaches_nothing(script: Script, choice: str) -> None:
    assert learn(script, Place(), Heard(Kind.CHOICE, choice=choice), None) == Place()


def test_a_question_to_us_is_for_a_person_to_see(script: Script) -> None:
    reading = Reading(intent=Intent.OUT_OF_SCOPE)
    after = learn(script, Place(), Heard(Kind.TEXT, "ごみの日は", reading=reading), None)
    assert is_substantial(after)


@pytest.mark.parametrize("text", ["こんにちは", "ありがとうございます", "うん"])
def test_a_hello_is_nothing_to_look_at(script: Script, text: str) -> None:
    after = learn(script, Place(), Heard(Kind.TEXT, text, reading=Reading()), None)
    assert not is_substantial(after)
