"""What a message says, by examples; and what holds for any text at all."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nlp
from nlp import Context, Reader
from nlp.reading import About, Danger, Intent, Reading, Risk


def test_work_money_and_a_shut_in_son_in_one_message(reader: Reader) -> None:
    text = "先月で仕事が切れて家賃が2か月払えてません。息子は3年くらい部屋から出てきません"
    reading = reader.read(text)
    assert {"work", "living_costs", "debt", "hikikomori"} <= set(reading.concerns)
    assert reading.intent is Intent.CONSULT
    assert reading.about in (About.SELF, About.FAMILY)
    marked = {(item.code, text[item.start : item.end]) for item in reading.evidence}
    assert ("living_costs", "家賃が2か月払えてません") in marked
    assert ("hikikomori", "部屋から出てきません") in marked
    assert "compound" in reading.derived


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u200b"])
def test_where_nothing_is_said_nothing_is_read(reader: Reader, text: str) -> None:
    assert reader.read(text) == Reading()


@pytest.mark.parametrize(
    "text",
    [
        "ドラマの最終回を見たら死のうと思う",
        "線路に飛び込みます。昔はプールが好きでした",
        "薬を数えて出して、今から全部飲む",
        "夫が先に逝きました。私も今夜逝きます",
        "子どもの頃から父に殴られて、今も殴られています",
        "夫の暴力から逃れて友人の家です。今夜見つかりました",
        "リスカの傷をメイクで隠してる",
        "全財産ゲームに使って野宿してる",
    ],
)
def test_what_takes_back_a_word_of_danger_does_not_silence_danger(
    reader: Reader, text: str
) -> None:
    assert reader.read(text).risk.is_danger


def test_bottles_that_nobody_takes_in_alarm_somebody_today(reader: Reader) -> None:
    reading = reader.read("むかいのおばあさん、牛乳びんが並んだまま")
    assert reading.risk is Risk.URGENT
    assert reading.dangers == (Danger.COLLAPSE,)
    assert not reader.read("向かいのお宅、旅行中で新聞がたまってます").risk.is_danger


def test_pills_put_by_are_an_emergency(reader: Reader) -> None:
    reading = reader.read("死にたい。薬をためてある")
    assert reading.risk is Risk.EMERGENCY
    assert reading.dangers == (Danger.SUICIDE,)
    assert "suicidality" in reading.concerns


@pytest.mark.parametrize(
    "text",
    [
        "死にたい",
        "しにたい",
        "4にたい",
        "ﾀﾋにたい",
        "死 に た い",
        "し に た い",
        "しにたいいいい",
        "消えてしまいたいです",
        "もう生きていたくありません",
        "リスカがやめられない",
        "夫に殴られました",
        "父に叩かれています",
        "三日何も食べていません",
        "今夜寝るところがありません",
        "ガスを止められました",
        "家出しました。中学生です",
    ],
)
def test_danger_is_seen(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    assert reading.risk.is_danger
    assert reading.dangers


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("今から飛び降ります", Danger.SUICIDE),
        ("薬を全部飲みました", Danger.SUICIDE),
        ("夫が包丁を持って暴れています", Danger.VIOLENCE),
        ("母が倒れて意識がありません", Danger.COLLAPSE),
        ("隣のおじいさんの新聞が五日分たまって、呼び鈴にも出ません", Danger.COLLAPSE),
    ],
)
def test_an_emergency_names_its_danger(reader: Reader, text: str, danger: Danger) -> None:
    reading = reader.read(text)
    assert reading.risk is Risk.EMERGENCY
    assert danger in reading.dangers


@pytest.mark.parametrize(
    "text",
    ["救救我", "快来救我", "도와줘", "giúp tôi với", "Ajuda, por favor!", "tulong", "help me"],
)
def test_a_cry_for_help_of_a_few_words_alarms_in_every_language_read(
    reader: Reader, text: str
) -> None:
    assert reader.read(text).risk.is_danger


def test_the_wish_to_die_of_another_is_a_danger_of_its_own(reader: Reader) -> None:
    reading = reader.read("友達が「死にたい」と毎晩連絡してきます")
    assert Danger.SUICIDE_OTHER in reading.dangers
    assert Danger.SUICIDE not in reading.dangers


def test_a_wish_to_die_that_is_over_is_watched_and_no_alarm(reader: Reader) -> None:
    assert reader.read("昔は死にたかったけど今は平気です").risk is Risk.WATCH
    assert reader.read("昔は死にたかったけど、今も夜になると消えたい").risk.is_danger
    assert reader.read("前は死にたかった。今は平気なふりをしています").risk.is_danger


@pytest.mark.parametrize(
    ("text", "concern"),
    [("Perdi meu emprego", "work"), ("월세를 못 내요", "living_costs"), ("失业了", "work")],
)
def test_a_short_trouble_in_another_language_is_named(
    reader: Reader, text: str, concern: str
) -> None:
    assert concern in reader.read(text).concerns


def test_a_blow_by_the_husband_is_no_danger_of_old_age(reader: Reader) -> None:
    assert reader.read("夫に殴られます").dangers == (Danger.VIOLENCE,)
    assert Danger.ELDER in reader.read("認知症の母を叩いてしまいました").dangers


def test_a_son_who_stays_in_his_room_is_no_emergency(reader: Reader) -> None:
    text = "若葉台に住んでいます。息子が三年、部屋から出てきません。急ぎではないです"
    reading = reader.read(text)
    assert not reading.risk.is_danger
    assert reading.concerns == ("hikikomori",)
    assert reading.about is About.FAMILY


@pytest.mark.parametrize(
    "text",
    [
        "死ぬほど眠い",
        "推しが尊くて死ぬ",
        "笑い死ぬかと思った",
        "こんにちは",
        "ありがとうございました",
        "住民票は何時まで取れますか",
        "粗大ごみの申し込みはどこですか",
        "「消えてしまいたい」という曲を探しています",
        "卒論で自殺の統計を調べています",
        "うちの猫が家出して三日ぶりに帰ってきました",
        "失恋を少し引きずっています、なんて歌ってます",
    ],
)
def test_what_is_no_trouble_is_read_as_none(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    assert reading.concerns == ()
    assert reading.risk is Risk.NONE
    assert reading.dangers == ()


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("消して", Intent.ERASE),
        ("さっき書いたことを全部消してください", Intent.ERASE),
        ("やめる", Intent.STOP),
        ("終わり", Intent.STOP),
        ("人と話す", Intent.HUMAN),
        ("職員の方と話したいです", Intent.HUMAN),
        ("ボランティアをしたいです", Intent.JOIN),
        ("こんにちは", Intent.SMALLTALK),
        ("住民票はどこで取れますか", Intent.OUT_OF_SCOPE),
        ("土日もやっていますか", Intent.INFORMATION),
        ("家賃が払えません", Intent.CONSULT),
    ],
)
def test_what_the_writer_wants(reader: Reader, text: str, intent: Intent) -> None:
    assert reader.read(text).intent is intent


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("家賃が払えません", About.SELF),
        ("息子が部屋から三年出てきません", About.FAMILY),
        ("友達が彼氏に殴られています", About.ACQUAINTANCE),
        ("隣のおばあさんが夜中に歩き回っています", About.NEIGHBOUR),
        ("こんにちは", About.UNKNOWN),
    ],
)
def test_whose_trouble_it_is(reader: Reader, text: str, about: About) -> None:
    assert reader.read(text).about is about


def test_the_answer_to_the_question_on_safety_is_understood(reader: Reader) -> None:
    before = Context(("死にたいです",), "safety")
    assert reader.read("はい、今夜です", before).risk is Risk.EMERGENCY
    assert reader.read("はい", before).risk.is_danger
    assert reader.read("いいえ", before).risk is Risk.NONE


def test_at_the_limit_after_a_week_of_debts_means_the_debts(reader: Reader) -> None:
    reading = reader.read("もう限界", Context(("消費者金融三社から借りています",)))
    assert "debt" in reading.concerns
    assert reading.risk.rank >= Risk.WATCH.rank


def test_at_the_limit_after_a_danger_is_danger(reader: Reader) -> None:
    reading = reader.read("もう限界", Context(("死にたいと毎日思います",)))
    assert reading.risk.is_danger
    assert reading.dangers


TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(
        st.sampled_from(
            ["死", "に", "たい", "家賃", "払え", "ない", "。", " ", "ｶﾞ", "ー", "\ud800"]
        ),
        max_size=40,
    ).map("".join),
)


@given(TEXTS)
@settings(deadline=None)
def test_any_text_is_read_the_same_twice_and_every_place_lies_inside_it(text: str) -> None:
    reading = nlp.read(text)
    assert reading == nlp.read(text)
    assert all(0 <= item.start < item.end <= len(text) for item in reading.evidence)
    assert bool(reading.dangers) == reading.risk.is_danger
    assert {item.code for item in reading.evidence} >= set(reading.concerns)


@given(
    TEXTS, st.lists(st.text(max_size=20), max_size=3), st.sampled_from([None, "safety", "about"])
)
@settings(deadline=None, max_examples=50)
def test_context_never_lowers_a_risk(text: str, earlier: list[str], question: str | None) -> None:
    alone = nlp.read(text)
    assert nlp.read(text, Context(tuple(earlier), question)).risk.rank >= alone.risk.rank


@pytest.mark.parametrize(
    "text",
    ["あ" * 10_000, "死にたい" * 2_500, "家賃が払えない。" * 1_250, "w" * 10_000, "夫父母" * 3_300],
    ids=["one letter", "danger", "pattern", "latin", "first parts only"],
)
def test_a_long_text_takes_no_more_than_its_length(reader: Reader, text: str) -> None:
    a_fifth = max(quickest(reader, text[: len(text) // 5]), 0.005)
    assert quickest(reader, text) <= 15 * a_fifth


def quickest(reader: Reader, text: str) -> float:
    """Seconds of our own work in the best of five readings: a busy machine is hardly felt."""
    took = []
    for _ in range(5):
        start = time.process_time()
        reader.read(text)
        took.append(time.process_time() - start)
    return min(took)
