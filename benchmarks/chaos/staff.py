"""Staff who answer at the desk with a browser's manners: what failed is sent again, unchanged."""

from __future__ import annotations

import random
import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPException
from http.cookiejar import CookieJar

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bot.turn import Stage
from handlers.wiring import System
from intake.models import Conversation

PASSWORD = "correct horse battery staple"
PAUSE = 0.3


@dataclass
class Answer:
    """What a member of staff said, once the desk had accepted it."""

    public_id: str
    text: str


@dataclass
class Member:
    """One person at the desk."""

    login: str
    staff_id: int
    base: str
    system: System
    chance: random.Random
    is_over: threading.Event
    answers: list[Answer] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def work(self, count: int) -> None:
        """Says so many things that the desk accepts, each to somebody who waits or whom this person
        holds."""
        self._log_in()
        number = 0
        while len(self.answers) < count and not self.is_over.wait(self.chance.uniform(0, PAUSE)):
            public_id = self._choose()
            if public_id is None:
                continue
            number += 1
            self._answer(public_id, f"職員の返事です［{self.login}-{number}］")
            if self.chance.random() < 0.05:
                self._close(public_id)

    def _log_in(self) -> None:
        page = self._ask("/desk/login")
        fields = {"login": self.login, "password": PASSWORD}
        self._ask("/desk/login", **fields, csrf_token=_field(page, "csrf_token"))

    def _choose(self) -> str | None:
        is_mine = (Conversation.stage == Stage.WITH_STAFF) & (
            Conversation.owner_id == self.staff_id
        )
        query = select(Conversation.public_id).where(
            (Conversation.stage == Stage.WAITING) | is_mine
        )
        try:
            with self.system.reading() as session:
                found = list(session.scalars(query))
        except SQLAlchemyError:
            return None
        return self.chance.choice(found) if found else None

    def _answer(self, public_id: str, text: str) -> None:
        """The same form again until the desk has answered it, as a person would press 送る."""
        page = self._ask(f"/desk/c/{public_id}")
        if "/claim" in page:
            token = _field(page, "csrf_token")
            page = self._ask(f"/desk/c/{public_id}/claim", csrf_token=token)
        key = _field(page, "client_key")
        if not key:  # somebody else was faster
            return
        token = _field(page, "csrf_token")
        self._ask(f"/desk/c/{public_id}/answer", csrf_token=token, client_key=key, text=text)
        if text in self._ask(f"/desk/c/{public_id}?all=1"):
            self.answers.append(Answer(public_id, text))

    def _close(self, public_id: str) -> None:
        page = self._ask(f"/desk/c/{public_id}")
        self._ask(
            f"/desk/c/{public_id}/close",
            csrf_token=_field(page, "csrf_token"),
            last_seen_id=_field(page, "last_seen_id"),
            outcome="answered",
        )

    def _ask(self, path: str, **fields: str) -> str:
        """The page, however often it takes; a refusal (4xx) is a page too."""
        data = urllib.parse.urlencode(fields).encode() if fields else None
        while not self.is_over.is_set():
            try:
                with self._opener.open(self.base + path, data, timeout=15) as answer:
                    return str(answer.read().decode())
            except urllib.error.HTTPError as error:
                if error.code < 500:
                    return error.read().decode()
            except (OSError, HTTPException):
                pass
            self.is_over.wait(PAUSE)
        return ""


def _field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""
