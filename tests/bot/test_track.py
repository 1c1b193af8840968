"""Three ways through the talk, told apart by what is known."""

from __future__ import annotations

import pytest

from bot.rehearsal import Rehearsal
from bot.script import Script
from bot.track import Track, track_of
from bot.turn import Deed, Place, Stage
from nlp.reading import About, Context, Danger, Intent, Reading, Risk
from tests.bot.test_dialogue import NOON


@pytest.mark.parametrize(
    ("place", "track"),
    [
        (Place(), Track.CONSULTATION),
        (Place(intent=Intent.JOIN), Track.COMMUNITY),
        (Place(intent=Intent.JOIN, risk=Risk.WATCH), Track.CONSULTATION),
        (Place(concerns=("neighbour_worry",)), Track.REPORT),
        (Place(concerns=("neighbour_worry",), about=About.SELF), Track.CONSULTATION),
        (Place(concerns=("abuse",), about=About.NEIGHBOUR), Track.REPORT),
        (Place(concerns=("suicidality",), about=About.ACQUAINTANCE), Track.REPORT),
        (Place(about=About.FAMILY), Track.CONSULTATION),
    ],
)
def test_the_way_follows_from_what_is_known(place: Place, track: Track) -> None:
    assert track_of(place) is track


def asked(script: Script, reading: Reading) -> list[str]:
    talk = Rehearsal(script, lambda _text, _context: reading, NOON)
    talk.write("……のことで")
    while talk.stage is Stage.WITH_BOT:
        talk.tap("skip")
    return list(talk.place.asked)


def test_each_way_has_its_questions_and_never_more_than_three(script: Script) -> None:
    assert asked(script, Reading(concerns=("participation",), intent=Intent.JOIN)) == [
        "activity",
        "area",
        "free_time",
    ]
    assert asked(
        script,
        Reading(concerns=("neighbour_worry",), about=About.NEIGHBOUR, intent=Intent.CONSULT),
    ) == ["sight", "danger_now", "come_back"]
    assert asked(
        script,
        Reading(
            concerns=("neighbour_worry", "hoarding"), about=About.NEIGHBOUR, intent=Intent.CONSULT
        ),
    ) == ["danger_now", "come_back", "area"]


def test_a_yes_to_danger_is_answered_as_danger(script: Script) -> None:
    reading = Reading(concerns=("neighbour_worry", "abuse"), about=About.NEIGHBOUR)
    talk = Rehearsal(script, lambda _text, _context: reading, NOON)
    talk.write("隣の子どものことで")
    assert talk.place.state == "danger_now"
    turn = talk.tap("danger_now=yes")
    assert set(turn.deeds) == {Deed.ALARM, Deed.HAND_OVER}
    assert turn.say[0].lines[0].tel in ("110", "119")
    assert turn.place.risk is Risk.EMERGENCY
    assert turn.place.asked == ("danger_now",)


def test_an_answer_to_when_is_no_new_trouble(script: Script) -> None:
    readings = {
        "手伝いたい": Reading(concerns=("volunteering",), intent=Intent.JOIN),
        "土日なら": Reading(intent=Intent.CONSULT),
        "死にたい": Reading(risk=Risk.URGENT, dangers=(Danger.SUICIDE,), intent=Intent.CONSULT),
    }

    def read(text: str, _context: Context) -> Reading:
        return readings[text]

    talk = Rehearsal(script, read, NOON)
    talk.write("手伝いたい")
    talk.write("土日なら")
    assert track_of(talk.place) is Track.COMMUNITY
    talk.write("死にたい")
    assert track_of(talk.place) is Track.CONSULTATION


def test_a_question_of_the_way_left_behind_is_not_waited_for(script: Script) -> None:
    readings = {
        "手伝いたい": Reading(concerns=("volunteering",), intent=Intent.JOIN),
        "隣の人が心配": Reading(
            concerns=("neighbour_worry", "hoarding"), about=About.NEIGHBOUR, intent=Intent.CONSULT
        ),
    }
    talk = Rehearsal(script, lambda text, _context: readings[text], NOON)
    talk.write("手伝いたい")
    assert track_of(talk.place) is Track.COMMUNITY
    talk.write("隣の人が心配")
    assert track_of(talk.place) is not Track.COMMUNITY
    question = script.scenario.question(talk.place.state)
    assert question is not None
    assert track_of(talk.place) in question.tracks


def test_cards_come_with_the_hand_over_and_a_bubble_is_spared_where_none_fit(
    script: Script,
) -> None:
    reading = Reading(concerns=("volunteering",), intent=Intent.JOIN)
    talk = Rehearsal(script, lambda _text, _context: reading, NOON)
    turn = talk.write("手伝いたい")
    while talk.stage is Stage.WITH_BOT:
        turn = talk.tap("skip")
    assert 1 <= len(turn.say[0].cards) <= 5
    bare = Script(script.scenario, script.office, script.hotlines, script.taxonomy)
    talk = Rehearsal(bare, lambda _text, _context: reading, NOON)
    turn = talk.write("手伝いたい")
    while talk.stage is Stage.WITH_BOT:
        turn = talk.tap("skip")
    assert not any(said.cards for said in turn.say)
    assert turn.say
