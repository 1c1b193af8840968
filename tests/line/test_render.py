"""What we say fits LINE's limits and gives nothing away on a lock screen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.utterance import Choice, Line, Utterance
from config import line
from config.settings import SAMPLE_CONTENT
from handlers.line.render import count, cut_label, cut_text, render

WORDS = line.load(SAMPLE_CONTENT)
HELP = (
    Line("よりそいホットライン", "0120-279-338", "24時間", "0120279338"),
    Line("児童相談所", "189", "24時間", "189"),
)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_numbers_to_call_can_be_tapped() -> None:
    _, card = render([Utterance("ひとりで抱えないで", lines=HELP)], WORDS)
    buttons = [part for part in card["contents"]["body"]["contents"] if part["type"] == "button"]
    assert [button["action"]["uri"] for button in buttons] == ["tel:0120279338", "tel:189"]


def test_the_notification_of_help_lines_says_nothing_of_the_talk() -> None:
    _, card = render([Utterance("死にたい気持ち", lines=HELP)], WORDS)
    assert card["altText"] == WORDS.alt_text
    assert "ホットライン" not in card["altText"]


def test_only_the_last_message_carries_the_buttons() -> None:
    said = [
        Utterance("一つめ", (Choice("古い", "old"),)),
        Utterance("二つめ", (Choice("人と話す", "human"),), HELP),
    ]
    *others, last = render(said, WORDS)
    assert not [message for message in others if "quickReply" in message]
    assert [item["action"]["data"] for item in last["quickReply"]["items"]] == ["human"]


def test_an_utterance_counts_as_what_it_becomes() -> None:
    for utterance in (Utterance("a"), Utterance("a", lines=HELP)):
        assert count(utterance) == len(render([utterance], WORDS))


def test_at_most_thirteen_buttons() -> None:
    choices = tuple(Choice(str(number), str(number)) for number in range(20))
    (message,) = render([Utterance("a", choices)], WORDS)
    assert len(message["quickReply"]["items"]) == 13


@given(st.text(min_size=1, max_size=40))
def test_no_label_is_longer_than_twenty_graphemes(label: str) -> None:
    import regex

    assert len(regex.findall(r"\X", cut_label(label))) <= 20


@given(st.text(alphabet="あ𠮷👨‍👩‍👧e\u0301", min_size=1, max_size=40), st.integers(1, 400))
def test_no_text_is_longer_than_five_thousand_units(piece: str, times: int) -> None:
    text = piece * times
    cut = cut_text(text)
    assert units(cut) <= 5000
    assert cut == text or cut.endswith("…")
    assert cut.encode("utf-8")
