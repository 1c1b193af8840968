"""Residents who write: each text is unlike every other, so that it can be found again."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass, field
from enum import StrEnum

from handlers.simulator import PhoneError, Platform

TEXTS = (
    "家賃が2か月払えていません",
    "父の介護でつかれました",
    "息子が部屋から出てきません",
    "人と話したいです",
    "となりの家のことが心配です",
    "仕事が切れて食べるものがありません",
    "ねむれない日がつづいています",
)
CRISES = ("死にたい。薬をためてある", "もう死にたいです", "消えたい。今から飛び降ります")


class Fate(StrEnum):
    """What its writer did with a text."""

    STAYS = "stays"
    UNSENT = "unsent"


@dataclass
class Word:
    """One text that a resident wrote."""

    user: str
    text: str
    message_id: str
    at_ms: int
    is_crisis: bool
    fate: Fate = Fate.STAYS


@dataclass
class Residents:
    """So many people, and all that they ever wrote."""

    platform: Platform
    count: int
    chance: random.Random
    users: list[str] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    _late: list[threading.Timer] = field(default_factory=list)

    def arrive(self) -> None:
        """All of them add the account."""
        self.users = [self.platform.add_friend() for _ in range(self.count)]

    def write(self, messages: int, per_second: float, is_over: threading.Event) -> None:
        """So many texts by people chosen at random, some taken back, some a cry for help."""
        for number in range(messages):
            if is_over.is_set():
                return
            self._write_one(number)
            time.sleep(self.chance.expovariate(per_second))

    def call_again(self, user: str) -> None:
        """One more plain text, on whose token rides what the month's limit held back."""
        self._write_text(user, f"つづきを聞いてください〔追{len(self.words)}〕", is_crisis=False)

    def calm(self) -> None:
        """Returns when what is still to be taken back has been."""
        for timer in self._late:
            timer.join()

    def _write_one(self, number: int) -> None:
        user = self.chance.choice(self.users)
        roll = self.chance.random()
        is_crisis = roll < 0.05
        words = self.chance.choice(CRISES if is_crisis else TEXTS)
        is_unsent_first = 0.05 <= roll < 0.075
        if is_unsent_first:  # the taking back overtakes it
            self.platform.faults.add("webhook", "delay", seconds=3.0)
        word = self._write_text(user, f"{words}〔{number}〕", is_crisis=is_crisis)
        if 0.05 <= roll < 0.1:
            word.fate = Fate.UNSENT
            wait = 0.0 if is_unsent_first else self.chance.uniform(0, 4)
            timer = threading.Timer(wait, self._take_back, (word,))
            self._late.append(timer)
            timer.start()
        elif roll > 0.97:
            self.platform.send_sticker(user, "446", "1988", keywords=["つらい"])

    def _write_text(self, user: str, text: str, *, is_crisis: bool) -> Word:
        message_id = self.platform.write(user, text)
        at_ms = self.platform.world.now_ms()
        word = Word(user, text, message_id, at_ms, is_crisis)
        self.words.append(word)
        return word

    def _take_back(self, word: Word) -> None:
        try:
            self.platform.unsend(word.user, word.message_id)
        except PhoneError:  # it was there when we looked: nothing else can have removed it
            word.fate = Fate.STAYS
