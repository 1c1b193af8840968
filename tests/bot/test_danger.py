"""Whoever is in danger gets words and numbers at once, fitting the hour and the person."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.dialogue import step
from bot.person import says_minor
from bot.script import Script
from bot.turn import Heard, Kind, Place, Situation, Stage, Turn
from config.office import TOKYO
from nlp.reading import About, Danger, Intent, Reading, Risk

NIGHT = datetime(2026, 11, 19, 2, 0, tzinfo=TOKYO)


def cry(
    script: Script,
    *kinds: Danger,
    risk: Risk = Risk.URGENT,
    at: datetime = NIGHT,
    place: Place | None = None,
    stage: Stage = Stage.WITH_BOT,
    **reading: object,
) -> Turn:
    heard = Heard(
        Kind.TEXT,
        "……",
        reading=Reading(risk=risk, dangers=kinds, intent=Intent.CONSULT, **reading),  # type: ignore[arg-type]
    )
    return step(script, place or Place(), heard, Situation(now=at, stage=stage))


def tels(turn: Turn) -> list[str]:
    return [line.tel for utterance in turn.say for line in utterance.lines]


@pytest.mark.parametrize("kind", list(Danger))
@pytest.mark.parametrize("risk", [Risk.URGENT, Risk.EMERGENCY])
@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_every_danger_finds_a_number_that_answers_at_any_hour(
    script: Script, kind: Danger, risk: Risk, hour: int
) -> None:
    at = NIGHT.replace(hour=hour)
    for tel in tels(turn := cry(script, kind, risk=risk, at=at)):
        line = next(line for line in script.hotlines.lines if line.tel == tel)
        assert line.is_answering(at)
    assert 1 <= len(tels(turn)) <= 3


def test_a_life_in_danger_sees_the_ambulance_or_the_police_first(script: Script) -> None:
    for kind in Danger:
        assert tels(cry(script, kind, risk=Risk.EMERGENCY))[0] in ("110", "119")


@pytest.mark.parametrize(
    ("about", "is_minor", "words"),
    [
        (About.SELF, False, "now"),
        (About.SELF, True, "minor"),
        (About.UNKNOWN, True, "minor"),
        (About.FAMILY, True, "family"),
        (About.NEIGHBOUR, False, "others"),
        (About.ACQUAINTANCE, False, "others"),
    ],
)
def test_the_words_fit_who_writes(script: Script, about: About, is_minor: bool, words: str) -> None:
    place = Place(about=about, is_minor=is_minor)
    turn = cry(script, Danger.VIOLENCE, risk=Risk.EMERGENCY, place=place)
    kind = script.scenario.danger.kinds[Danger.VIOLENCE]
    assert turn.say[0].text == (kind.now if words == "now" else getattr(kind, words).now)


def test_a_minor_sees_numbers_for_children_and_a_grown_up_does_not(script: Script) -> None:
    evening = NIGHT.replace(hour=17)
    for kind in (Danger.SUICIDE, Danger.RUNAWAY, Danger.NO_BED, Danger.HUNGER):
        child = tels(cry(script, kind, at=evening, place=Place(is_minor=True)))
        adult = tels(cry(script, kind, at=evening, place=Place(about=About.SELF)))
        assert "0120078310" in child, kind
        assert "0120078310" not in adult, kind


@pytest.mark.parametrize(
    ("text", "is_minor"),
    [
        ("中2です。死にたい", True),
        ("高校2年生だけど家出した", True),
        ("15歳です", True),
        ("息子は中2で学校に行きません", False),
        ("45歳です", False),
        ("中学生の娘がいます", False),
    ],
)
def test_who_says_to_be_a_minor_is_believed(script: Script, text: str, is_minor: bool) -> None:
    assert says_minor(script, text) is is_minor


def test_the_gravest_of_two_dangers_is_answered(script: Script) -> None:
    turn = cry(script, Danger.CUT_OFF, Danger.SUICIDE)
    assert turn.say[0].text == script.scenario.danger.kinds[Danger.SUICIDE].soon


def test_a_danger_without_a_kind_is_answered_too(script: Script) -> None:
    assert cry(script).say[0].text == script.scenario.danger.kinds[Danger.OTHER].soon


def test_the_same_again_within_minutes_gets_fewer_words_and_the_numbers(script: Script) -> None:
    first = cry(script, Danger.VIOLENCE)
    second = cry(
        script,
        Danger.VIOLENCE,
        place=first.place,
        stage=Stage.WAITING,
        at=NIGHT + timedelta(minutes=9),
    )
    assert len(second.say) == 1
    assert second.say[0].text == script.scenario.danger.again
    assert tels(second) == tels(first)


@pytest.mark.parametrize(
    ("kinds", "risk", "minutes"),
    [
        ((Danger.VIOLENCE,), Risk.URGENT, 10),
        ((Danger.SUICIDE,), Risk.URGENT, 1),
        ((Danger.VIOLENCE,), Risk.EMERGENCY, 1),
    ],
    ids=["later", "of another kind", "worse"],
)
def test_what_is_not_the_same_gets_all_the_words(
    script: Script, kinds: tuple[Danger, ...], risk: Risk, minutes: int
) -> None:
    first = cry(script, Danger.VIOLENCE)
    at = NIGHT + timedelta(minutes=minutes)
    second = cry(script, *kinds, risk=risk, place=first.place, stage=Stage.WAITING, at=at)
    assert len(second.say) == 2


def test_a_child_sees_the_childrens_line(script: Script) -> None:
    turn = cry(script, Danger.SUICIDE, concerns=("bullying",), about=About.SELF)
    assert "0120078310" in tels(turn)
    assert "0120078310" not in tels(cry(script, Danger.SUICIDE, about=About.SELF))


def test_danger_in_another_language_is_answered_in_it(script: Script) -> None:
    turn = cry(script, Danger.SUICIDE, risk=Risk.EMERGENCY, language="en")
    assert "call 119" in turn.say[0].text
    assert tels(turn)[0] == "119"


def test_who_speaks_another_language_sees_who_speaks_it_at_any_hour(script: Script) -> None:
    for code in script.others:
        if code == "easy-ja":
            continue
        for hour in (2, 11):
            turn = cry(script, Danger.SUICIDE, language=code, at=NIGHT.replace(hour=hour))
            shown = [script.hotlines.get(line.code) for line in script.hotlines.lines]
            spoken = {line.tel for line in shown if line and code in line.languages}
            assert tels(turn)[0] in spoken, (code, hour)
