"""The office edits every sentence by itself, and nothing broken goes live."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import update

from bot.preview import preview
from bot.revision import in_language, sentences_of
from handlers.desk import situations
from handlers.desk.diffs import compare
from handlers.wiring import System
from intake import texts
from intake.models import TextVersion
from tests.desk.conftest import Room
from tests.people import MORNING

HELLO = "/desk/admin/texts/ja/texts.hello"
GRAVE = "/desk/admin/texts/ja/danger.kinds.suicide.now"
NEW = "ようこそ、{window}です。"


def spoken(room: Room, key: str = "hello") -> str:
    with room.system.reading() as session:
        return room.system.spoken(session).scenario.texts[key].text


def danger(room: Room) -> str:
    with room.system.reading() as session:
        kinds = room.system.spoken(session).scenario.danger.kinds
        return next(each.now for code, each in kinds.items() if code == "suicide")


def test_every_sentence_has_its_situation_and_its_name(wired: System) -> None:
    found = situations.chapters(sentences_of(wired.script).values(), {})
    unnamed = [each.sentence.key for part in found for each in part.sentences if not each.is_known]
    assert unnamed == []
    assert sum(len(part.sentences) for part in found) == len(sentences_of(wired.script))


def test_every_situation_speaks_of_sentences_that_are(wired: System) -> None:
    own = sentences_of(wired.script).values()
    known = {each.key for each in own}
    named = {key for part in situations.content().situations for key in part.sentences}
    plain = {key for key in named if "{" not in key}
    assert plain <= known


def test_every_sentence_can_be_looked_at_as_on_a_phone(wired: System) -> None:
    for (language, key), sentence in sentences_of(wired.script).items():
        scenes = preview(in_language(wired.script, language), key, MORNING)
        assert scenes, key
        words = " ".join(
            f"{said.text} {' '.join(choice.label for choice in said.choices)} "
            f"{' '.join(card.kind for card in said.cards)}"
            for scene in scenes
            for said in scene.say
        )
        assert sentence.text.split("{")[0][:8] in words, key
        assert "{" not in words.replace("{n}", ""), key


def test_each_situation_has_a_page_and_all_are_searched_by_words(room: Room) -> None:
    alice = room.seat("Alice")
    page = alice.get("/desk/admin/texts").text
    for shown in ("はじめの挨拶", "危険のとき", "閉じたあと"):
        assert shown in page
    assert "何でも書いてください" not in page
    greeting = alice.get("/desk/admin/texts?situation=greeting").text
    assert "何でも書いてください" in greeting
    assert "次：ボタン" in greeting
    assert "秘密を守るきまり" not in greeting
    assert alice.get("/desk/admin/texts?situation=no-such").status_code == 404
    found = alice.get("/desk/admin/texts?q=秘密").text
    assert "秘密は守られますか" in found
    assert "何でも書いてください" not in found
    assert "ありません" in alice.get("/desk/admin/texts?q=こんなことばはない").text
    assert alice.get("/desk/admin/texts?language=xx").status_code == 404


def test_an_edit_is_spoken_from_then_on_and_stands_in_the_trail(room: Room) -> None:
    alice = room.seat("Alice")
    assert alice.get(HELLO).status_code == 200
    assert alice.post(HELLO, text=NEW, seen=0).status_code == 303
    assert spoken(room) == NEW
    page = alice.get(HELLO).text
    assert "新しい文にしました" in page
    assert "Alice" in page
    trail = alice.get("/desk/admin/trail").text
    assert "ボットのことばを直した" in trail
    assert "友だちになった人への、はじめのことば" in trail
    assert "ようこそ" not in trail


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "何も書かれていません"),
        ("{name}さん", "使えません"),
        ("{window", "そろっていません"),
        ("｛window｝", "全角のかっこ"),
        ("あ" * 4001, "長すぎます"),
    ],
)
def test_a_broken_edit_cannot_go_live_and_is_not_lost(room: Room, text: str, said: str) -> None:
    alice, before = room.seat("Alice"), spoken(room)
    answer = alice.post(HELLO, text=text, seen=0)
    assert answer.status_code == 422
    assert said in answer.text
    assert text[:20] in answer.text
    assert spoken(room) == before
    tried = alice.send(f"{HELLO}/preview", text=text, seen=0)
    assert said in tried.text


def test_a_placeholder_or_number_that_got_lost_is_asked_about_first(room: Room) -> None:
    alice = room.seat("Alice")
    asked = alice.post(HELLO, text="ようこそ。電話は 03-1234-5678 です。", seen=0)
    assert asked.status_code == 422
    assert "窓口の名前" in asked.text
    assert "03-1234-5678" in asked.text
    words = "ようこそ。電話は 03-1234-5678 です。"
    other = {"text": "ほかの文です。", "shown": words, "is_confirmed": "1"}
    assert alice.post(HELLO, seen=0, **other).status_code == 422, "other words than were shown"
    same = {"text": words, "shown": words, "is_confirmed": "1"}
    assert alice.post(HELLO, seen=0, **same).status_code == 303
    assert spoken(room) == words


def test_a_danger_text_needs_a_second_pair_of_eyes(room: Room) -> None:
    alice, before = room.seat("Alice"), danger(room)
    words = f"{before}待っています。"
    asked = alice.post(GRAVE, text=words, seen=0)
    assert asked.status_code == 422
    assert "保健師" in asked.text
    alone = {"text": words, "shown": words, "is_confirmed": "1", "read_with": "  "}
    assert alice.post(GRAVE, seen=0, **alone).status_code == 422
    assert danger(room) == before
    both = {**alone, "read_with": "保健師の佐藤"}
    assert alice.post(GRAVE, seen=0, **both).status_code == 303
    assert danger(room) == words
    assert "保健師の佐藤" in alice.get(GRAVE).text


def test_of_two_admins_the_slower_one_is_told_and_loses_nothing(room: Room) -> None:
    alice, again = room.seat("Alice"), room.seat("Alice")
    alice.post(HELLO, text=NEW, seen=0)
    late = again.post(HELLO, text="こんにちは、{window}。", seen=0)
    assert late.status_code == 409
    assert "こんにちは、{window}。" in late.text
    assert NEW in late.text
    assert spoken(room) == NEW
    assert again.post(HELLO, text="こんにちは、{window}。", seen=1).status_code == 303


def test_any_version_can_be_put_back(room: Room) -> None:
    alice, base = room.seat("Alice"), spoken(room)
    alice.post(HELLO, text=NEW, seen=0)
    alice.post(HELLO, text="{window}です。", seen=1)
    assert NEW in alice.get(f"{HELLO}?from=1").text
    alice.post(HELLO, text=NEW, seen=2)
    assert spoken(room) == NEW
    assert alice.get(f"{HELLO}?from=0").status_code == 200
    alice.post(HELLO, text=base.replace("\n", "\r\n"), seen=3)
    assert spoken(room) == base
    page = alice.get(HELLO).text
    assert "製品の文に戻しました" in page
    assert "製品の文のまま" in page
    with room.system.reading() as session:
        assert len(texts.history(session, ("ja", "texts.hello"))) == 4


def test_saving_the_same_words_makes_no_version(room: Room) -> None:
    alice = room.seat("Alice")
    alice.post(HELLO, text=spoken(room), seen=0)
    assert "何も変えていません" in alice.get(HELLO).text
    with room.system.reading() as session:
        assert texts.history(session, ("ja", "texts.hello")) == []


def test_an_upgrade_under_an_edit_is_shown_and_can_be_taken_or_left(room: Room) -> None:
    alice = room.seat("Alice")
    alice.post(HELLO, text=NEW, seen=0)
    _pretend_an_upgrade(room, base="まえの製品の文。")
    page = alice.get(HELLO).text
    assert "製品の文が、直したあとに新しくなりました" in page
    assert "見直し 1" in alice.get("/desk/admin/texts").text
    assert "製品の文が新しい" in alice.get("/desk/admin/texts?situation=greeting").text
    assert spoken(room) == NEW
    alice.post(HELLO, text=NEW, seen=1)
    assert "新しくなりました" not in alice.get(HELLO).text
    assert spoken(room) == NEW


def test_an_edit_that_fits_no_more_gives_way_and_the_page_says_so(room: Room) -> None:
    alice, base = room.seat("Alice"), spoken(room)
    alice.post(HELLO, text=NEW, seen=0)
    _pretend_an_upgrade(room, text="{a_word_of_the_past}です。")
    assert spoken(room) == base
    page = alice.get(HELLO).text
    assert "直した文は、いまの版では使えません" in page
    assert "{a_word_of_the_past}です。" in page
    assert "いまの版では使えないものがあります" in alice.get("/desk/admin/texts").text
    alice.post(HELLO, text=base, seen=1)
    assert "いまの版では使えない" not in alice.get("/desk/admin/texts").text


def test_an_edit_of_a_sentence_that_is_no_more_is_not_lost(room: Room) -> None:
    alice = room.seat("Alice")
    alice.post(HELLO, text=NEW, seen=0)
    _pretend_an_upgrade(room, key="texts.of_the_past")
    page = alice.get("/desk/admin/texts").text
    assert "いまの版にはなくなった文" in page
    assert NEW in page
    assert alice.get("/desk/admin/texts/ja/texts.of_the_past").status_code == 404


def _pretend_an_upgrade(room: Room, **values: str) -> None:
    """What an older program left behind, as this one finds it when it starts."""
    with room.system.transaction() as session:
        session.execute(update(TextVersion).values(**values))
    fresh = replace(room.system)
    room.system.edition = fresh.edition


def test_a_diff_shows_whole_words_and_loses_nothing() -> None:
    older, newer = "相談員が読みます。\n119へ。", "保健師が読みます。\n{when}、110へ。"
    changes = compare(older, newer)
    assert "".join(each.text for each in changes if each.kind != "new") == older
    assert "".join(each.text for each in changes if each.kind != "gone") == newer
    assert ("gone", "相談員") in [(each.kind, each.text) for each in changes]
    assert ("new", "保健師") in [(each.kind, each.text) for each in changes]


def test_a_translation_is_marked_when_its_original_is_edited_until_somebody_looks(
    room: Room,
) -> None:
    alice = room.seat("Alice")
    other = next(iter(room.system.script.others))
    there = f"/desk/admin/texts/{other}/texts.hello"
    assert "見直してください" not in alice.get(there).text
    alice.post(HELLO, text=NEW, seen=0)
    page = alice.get(there).text
    assert "見直してください" in page
    assert f"language={other}" in alice.get("/desk/admin/texts").text
    room.clock.forward(minutes=1)
    sentence = sentences_of(room.system.script)[other, "texts.hello"]
    alice.post(there, text=sentence.text, seen=0)
    after = alice.get(there).text
    assert "見直したことを残しました" in after
    assert "見直してください" not in after


def test_the_first_words_are_shown_with_the_buttons_of_a_newcomer(wired: System) -> None:
    (scene,) = preview(wired.script, "texts.hello", MORNING)
    assert "生活費のこと" in [choice.label for choice in scene.say[-1].choices]


def test_the_name_of_the_window_is_edited_once_and_spoken_everywhere(room: Room) -> None:
    alice, there = room.seat("Alice"), "/desk/admin/texts/en/office.window"
    assert alice.post(there, text="the Mimori help desk", seen=0).status_code == 303
    with room.system.reading() as session:
        script = room.system.spoken(session)
    assert script.others["en"].office.window == "the Mimori help desk"
    assert script.office.window == room.system.script.office.window
    assert "Hello, this is the Mimori help desk." in alice.get(there).text
    assert alice.post(there, text="x" * 61, seen=1).status_code == 422
    assert alice.post(there, text="{city} desk", seen=1).status_code == 422


def test_easy_japanese_is_asked_to_stay_easy(room: Room) -> None:
    easy = "/desk/admin/texts/easy-ja/texts.kept"
    alice = room.seat("Alice")
    asked = alice.post(easy, text="継続して保管しないわけではありません。" + "あ" * 41, seen=0)
    assert asked.status_code == 422
    for said in ("むずかしい漢字があります：「継続保管」", "長い文です", "二重の打ち消し"):
        assert said in asked.text, said
    assert alice.post(easy, text="けしません。のこします。", seen=0).status_code == 303
