"""What a sticker means to say, from the few words that LINE gives about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import line
from config.settings import SAMPLE_CONTENT
from config.strict import ContentError

WORDS = line.load(SAMPLE_CONTENT)


@pytest.mark.parametrize(
    ("keywords", "feeling"),
    [
        (["つらい", "疲れた", "泣く", "悲しい"], "つらい、かなしい"),
        (["助けて", "困った", "ピンチ"], "困っている"),
        (["cony", "Sally", "ＣＲＹ"], "つらい、かなしい"),
        (["happy", "sad"], "つらい、かなしい"),
        (["happy", "smile", "sad"], "うれしい、楽しい"),
        (["brown", "line", ""], ""),
        ([], ""),
    ],
)
def test_one_known_word_is_enough_and_trouble_wins_a_tie(keywords: list[str], feeling: str) -> None:
    assert WORDS.feeling(keywords) == feeling


def test_a_word_can_not_mean_two_things(tmp_path: Path) -> None:
    (tmp_path / "line.yaml").write_text(
        "alt_text: a\ncall: b\nstickers:\n"
        "  - {feeling: よろこび, words: [smile]}\n  - {feeling: かなしみ, words: [Smile]}\n",
        encoding="utf-8",
    )
    with pytest.raises(ContentError, match="given twice: smile"):
        line.load(tmp_path)
