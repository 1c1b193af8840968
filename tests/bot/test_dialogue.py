"""Promises of the step that hold for every talk, told by random walks and by hand."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dialogue import step
from bot.limits import BUBBLES, CHOICES, LABEL_GRAPHEMES, TEXT_UNITS, graphemes, units
from bot.questions import is_known
from bot.rehearsal import Rehearsal
from bot.script import Script
from bot.turn import (
    Deed,
    Heard,
    Kind,
    Place,
    Situation,
    Stage,
    Turn,
    pack_place,
    unpack_place,
)
from bot.utterance import Utterance, pack, unpack
from config.office import TOKYO
from nlp.reading import About, Danger, Intent, Reading, Risk

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=TOKYO)
NIGHT = datetime(2026, 11, 19, 2, 0, tzinfo=TOKYO)

CONCERNS = ("work", "living_costs", "hikikomori", "neighbour_worry", "participation", "bullying")
TEXTS = (
    "秘密は守られますか",
    "ちがう、弟のこと",
    "そうじゃなくて",
    "前回の続き",
    "はい",
    "いいえ",
    "若葉台",
    "若葉台か川辺",
    "わからない",
    "急いでいません",
    "ありがとう",
    "こんにちは",
    "English",
    "ことば",
    "thank you",
    "借金のことじゃない",
    "{when} {0} } {",
    "あ" * 5000,
    "",
)
TAPS = (
    "human",
    "skip",
    "money",
    "shut_in",
    "neighbour",
    "join",
    "something_else",
    "yes",
    "no",
    "about=family",
    "area=wakabadai",
    "area=nowhere",
    "urgency=today",
    "activity=help",
    "free_time=weekend",
    "danger_now=yes",
    "danger_now=no",
    "come_back=no",
    "resume",
    "anew",
    "language",
    "language=vi",
    "language=easy-ja",
    "language=ja",
    "language=gone",
    "about=",
    "gone",
    "",
)

readings = st.builds(
    Reading,
    concerns=st.lists(st.sampled_from(CONCERNS), max_size=6, unique=True).map(tuple),
    risk=st.sampled_from([Risk.NONE] * 4 + list(Risk)),
    dangers=st.lists(st.sampled_from(list(Danger)), max_size=2, unique=True).map(tuple),
    about=st.sampled_from(list(About)),
    intent=st.sampled_from(list(Intent)),
    language=st.sampled_from(["ja", "ja", "ja", "easy-ja", "en", "ne", "zh", "th", "und"]),
    is_unread=st.booleans(),
)
arrivals = st.one_of(
    st.builds(Heard, st.just(Kind.TEXT), st.sampled_from(TEXTS), reading=readings),
    st.builds(Heard, st.just(Kind.CHOICE), choice=st.sampled_from(TAPS)),
    st.builds(Heard, st.sampled_from([k for k in Kind if k not in (Kind.TEXT, Kind.CHOICE)])),
)
moments = st.tuples(
    arrivals, st.integers(0, 900), st.sampled_from([None] * 6 + list(Stage)), st.booleans()
)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(moments, min_size=1, max_size=12), st.booleans())
def test_no_walk_breaks_a_promise(
    script: Script, walk: list[tuple[Heard, int, Stage | None, bool]], returning: bool
) -> None:
    talk = Rehearsal(script, lambda _text, _context: Reading(), NOON, is_returning=returning)
    for heard, minutes, desk, _ in walk:
        talk.now += timedelta(minutes=minutes)
        talk.stage = desk or talk.stage
        before, stage = talk.place, talk.stage
        turn = talk.hear(heard)
        fits_every_door(turn)
        survives_a_row(turn)
        asks_little(before, turn, stage)
        answers_danger_first(heard, before, turn, stage, script)
        if stage not in (Stage.WITH_BOT, Stage.CLOSED):
            assert Deed.HAND_OVER not in turn.deeds
        if stage is Stage.WITH_STAFF:
            keeps_out_of_the_way(heard, turn, before, stage)


def fits_every_door(turn: Turn) -> None:
    messages = sum(1 + bool(said.lines) + bool(said.cards) for said in turn.say)
    assert messages <= BUBBLES, "more would leave in a second, counted parcel"
    for utterance in turn.say:
        assert utterance.text
        assert units(utterance.text) <= TEXT_UNITS
        assert len(utterance.choices) <= CHOICES
        assert len(utterance.lines) <= 3
        assert all(graphemes(choice.label) <= LABEL_GRAPHEMES for choice in utterance.choices)
    if turn.say:
        assert "human" in [choice.value for choice in turn.say[-1].choices]


def survives_a_row(turn: Turn) -> None:
    assert unpack_place(json.loads(json.dumps(pack_place(turn.place)))) == turn.place
    for utterance in turn.say:
        assert unpack(json.loads(json.dumps(pack(utterance)))) == utterance


def asks_little(before: Place, turn: Turn, stage: Stage) -> None:
    asked = turn.place.asked
    assert len(asked) <= 3
    assert len(set(asked)) == len(asked)
    new = [code for code in asked if code not in before.asked]
    assert len(new) <= 1
    if stage is Stage.CLOSED:  # a conversation that begins anew
        return
    for code in new:
        assert stage is Stage.WITH_BOT
        assert not is_known(turn.place, code)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(arrivals, max_size=8), st.booleans())
def test_a_person_is_one_tap_away_wherever_a_walk_has_led(
    script: Script, walk: list[Heard], returning: bool
) -> None:
    talk = Rehearsal(script, lambda _text, _context: Reading(), NOON, is_returning=returning)
    for heard in walk:
        talk.hear(heard)
    talk.tap("human")
    assert talk.stage in (Stage.WAITING, Stage.WITH_STAFF)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(arrivals, min_size=1, max_size=6), st.booleans())
def test_who_only_skips_is_never_held_up(
    script: Script, walk: list[Heard], returning: bool
) -> None:
    talk = Rehearsal(script, lambda _text, _context: Reading(), NOON, is_returning=returning)
    for heard in walk:
        talk.hear(heard)
    for _ in range(4):
        talk.tap("skip")
    assert script.scenario.question(talk.place.state) is None or talk.stage is not Stage.WITH_BOT


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(arrivals, min_size=1, max_size=6), st.lists(st.integers(1, 300), max_size=8))
def test_silence_brings_at_most_three_words_unasked(
    script: Script, walk: list[Heard], waits: list[int]
) -> None:
    talk = Rehearsal(script, lambda _text, _context: Reading(), NOON)
    for heard in walk:
        talk.hear(heard)
    said: list[Utterance] = []
    for minutes in waits:
        talk.now += timedelta(minutes=minutes)
        turn = talk.be_silent()
        fits_every_door(turn)
        said += turn.say
    assert len(said) <= 3


def speaks_of_danger(heard: Heard, before: Place, turn: Turn, stage: Stage) -> bool:
    """In words, or by the answer that somebody is in danger now, once."""
    was_said = stage is not Stage.CLOSED and before.danger_now == "yes"
    says_so = turn.place.danger_now == "yes" and not was_said
    return says_so or (heard.reading is not None and heard.reading.risk.is_danger)


def answers_danger_first(
    heard: Heard, before: Place, turn: Turn, stage: Stage, script: Script
) -> None:
    if not speaks_of_danger(heard, before, turn, stage):
        assert Deed.ALARM not in turn.deeds
        return
    assert turn.say[0].lines
    assert Deed.ALARM in turn.deeds
    assert (Deed.HAND_OVER in turn.deeds) == (stage in (Stage.WITH_BOT, Stage.CLOSED))
    assert script.scenario.question(turn.place.state) is None or stage is not Stage.WITH_BOT


def keeps_out_of_the_way(heard: Heard, turn: Turn, before: Place, stage: Stage) -> None:
    is_danger = speaks_of_danger(heard, before, turn, stage)
    is_erasing = "erasing" in (before.state, turn.place.state)
    assert not turn.say or is_danger or is_erasing


def test_the_same_arrival_gets_the_same_answer(script: Script) -> None:
    heard = Heard(Kind.TEXT, "家賃が払えない", reading=told("living_costs"))
    situation = Situation(now=NOON)
    assert step(script, Place(), heard, situation) == step(script, Place(), heard, situation)


def told(*concerns: str, about: About = About.SELF, risk: Risk = Risk.NONE) -> Reading:
    return Reading(concerns=concerns, about=about, risk=risk, intent=Intent.CONSULT)


def test_an_office_that_asks_nothing_hands_over_at_once(script: Script) -> None:
    limits = script.office.limits.model_copy(update={"max_questions": 0})
    office = script.office.model_copy(update={"limits": limits})
    quiet = Script(script.scenario, office, script.hotlines, script.taxonomy)
    heard = Heard(Kind.TEXT, "家賃が払えない", reading=told("living_costs"))
    turn = step(quiet, Place(), heard, Situation(now=NOON))
    assert turn.deeds == (Deed.HAND_OVER,)
    assert turn.place.asked == ()


def test_who_has_only_tapped_is_asked_to_write_before_people_are_given_nothing_to_read(
    script: Script,
) -> None:
    limits = script.office.limits.model_copy(update={"max_questions": 0})
    office = script.office.model_copy(update={"limits": limits})
    quiet = Script(script.scenario, office, script.hotlines, script.taxonomy)
    turn = step(quiet, Place(), Heard(Kind.CHOICE, choice="money"), Situation(now=NOON))
    assert turn.deeds == ()
    assert turn.say[-1].text == script.scenario.texts["tell_more"].text
    silent = step(quiet, turn.place, Heard(Kind.SILENCE), Situation(now=NOON))
    assert silent.deeds == (Deed.HAND_OVER,)
    again = step(quiet, turn.place, Heard(Kind.CHOICE, choice="money"), Situation(now=NOON))
    assert again.deeds == (Deed.HAND_OVER,)


def test_questions_come_in_the_order_of_the_file(script: Script) -> None:
    questions = tuple(reversed(script.scenario.questions))
    scenario = script.scenario.model_copy(update={"questions": questions})
    turned = Script(scenario, script.office, script.hotlines, script.taxonomy)
    heard = Heard(Kind.TEXT, "家賃が払えない", reading=told("living_costs", about=About.UNKNOWN))
    assert step(turned, Place(), heard, Situation(now=NOON)).place.asked == ("urgency",)
    assert step(script, Place(), heard, Situation(now=NOON)).place.asked == ("about",)


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("state", ["start", "listening", "area", "erasing", "waiting", "ended"])
@pytest.mark.parametrize("risk", [Risk.URGENT, Risk.EMERGENCY])
def test_danger_is_answered_wherever_the_talk_stands(
    script: Script, stage: Stage, state: str, risk: Risk
) -> None:
    reading = Reading(risk=risk, dangers=(Danger.SUICIDE,), intent=Intent.ERASE)
    place = Place(state=state, before="area", asked=("area",))
    situation = Situation(now=NIGHT, stage=stage, is_open=False, tell_closed=True)
    turn = step(script, place, Heard(Kind.TEXT, "消えたい", reading=reading), situation)
    assert turn.say[0].lines
    assert Deed.ALARM in turn.deeds
    assert Deed.ERASE not in turn.deeds
    assert turn.place.state != "erasing"


def test_a_danger_said_with_a_sticker_or_a_place_counts_too(script: Script) -> None:
    reading = Reading(risk=Risk.URGENT, dangers=(Danger.SUICIDE,))
    turn = step(script, Place(), Heard(Kind.STICKER, reading=reading), Situation(now=NOON))
    assert Deed.ALARM in turn.deeds


def test_yes_means_nothing_when_nobody_asked_about_erasing(script: Script) -> None:
    for stage in Stage:
        situation = Situation(now=NOON, stage=stage)
        turn = step(script, Place(concerns=("debt",)), Heard(Kind.CHOICE, choice="yes"), situation)
        assert Deed.ERASE not in turn.deeds


def test_an_old_button_still_counts_as_an_answer(script: Script) -> None:
    place = Place(state="urgency", asked=("about", "urgency"), concerns=("debt",))
    turn = step(script, place, Heard(Kind.CHOICE, choice="about=family"), Situation(now=NOON))
    assert turn.place.about is About.FAMILY


def test_what_was_dangerous_stays_known_after_erasing(script: Script) -> None:
    place = Place(state="erasing", before="waiting", risk=Risk.URGENT, concerns=("suicidality",))
    situation = Situation(now=NOON, stage=Stage.WAITING)
    turn = step(script, place, Heard(Kind.CHOICE, choice="yes"), situation)
    assert turn.deeds == (Deed.ERASE,)
    assert turn.place.risk is Risk.URGENT
    assert turn.place.concerns == ()


def test_a_silence_after_asking_to_erase_is_no_yes(script: Script) -> None:
    place = Place(state="erasing", before="area", concerns=("debt",), asked=("area",))
    turn = step(script, place, Heard(Kind.SILENCE), Situation(now=NOON))
    assert turn.deeds == (Deed.HAND_OVER,)
    assert turn.say == ()
    assert turn.place.state == "erasing"


def test_no_question_follows_once_danger_was_seen(script: Script) -> None:
    place = Place(state="waiting", risk=Risk.URGENT, concerns=("domestic_violence",))
    heard = Heard(Kind.TEXT, "仕事もなくて", reading=told("work"))
    turn = step(script, place, heard, Situation(now=NOON))
    assert turn.place.asked == ()
    assert Deed.HAND_OVER in turn.deeds


def test_words_nobody_could_read_are_shown_to_a_person(script: Script) -> None:
    heard = Heard(Kind.TEXT, "どうしたらいいかわからない", reading=Reading())
    place = step(script, Place(), heard, Situation(now=NOON)).place
    turn = step(script, place, Heard(Kind.SILENCE), Situation(now=NOON))
    assert turn.deeds == (Deed.HAND_OVER,)


def test_a_closed_conversation_begins_anew(script: Script) -> None:
    old = Place(state="waiting", concerns=("debt",), asked=("about", "area", "urgency"))
    heard = Heard(Kind.TEXT, "家賃が払えない", reading=told("living_costs"))
    turn = step(script, old, heard, Situation(now=NOON, stage=Stage.CLOSED))
    assert turn.place.concerns == ("living_costs",)
    assert turn.place.asked == ("area",)


def test_braces_that_people_write_stay_theirs(script: Script) -> None:
    heard = Heard(Kind.TEXT, "{when}{0}", reading=Reading())
    assert step(script, Place(), heard, Situation(now=NOON)).say


@pytest.mark.parametrize("stage", [Stage.WAITING, Stage.WITH_STAFF])
def test_a_talk_that_people_hold_is_not_handed_over_again(script: Script, stage: Stage) -> None:
    place = Place(state="erasing", before="waiting", concerns=("debt",))
    turn = step(script, place, Heard(Kind.SILENCE), Situation(now=NOON, stage=stage))
    assert turn.deeds == ()


def test_who_may_get_worse_sees_a_number_before_the_first_question(script: Script) -> None:
    reading = told("mental_health", risk=Risk.WATCH)
    heard = Heard(Kind.TEXT, "二週間ねむれません", reading=reading)
    turn = step(script, Place(), heard, Situation(now=NIGHT))
    assert turn.place.asked == ("area",)
    assert [line.tel for utterance in turn.say for line in utterance.lines] == ["0120279338"]
    again = step(script, turn.place, heard, Situation(now=NIGHT))
    assert not [line for utterance in again.say[:1] for line in utterance.lines]
