"""A town in one process: LINE (the simulator), the product, and a clock that a test moves.

The product's sender speaks HTTP to the simulator; the simulator's webhooks go into the Flask
application. Jobs run when `settle` runs them, taken from the real Redis queue.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.serving import BaseWSGIServer, make_server

import nlp
from bot.script import Script
from bot.script import load as load_script
from bot.turn import Stage
from config import settings
from handlers import jobs, sweep, wiring
from handlers.app import create_app
from handlers.bells import open_queues
from handlers.jobs import Bench
from handlers.letterbox import Letterbox
from handlers.line.sender import LineDoor
from handlers.simulator import Platform
from handlers.simulator import create_app as create_simulator
from intake.models import Conversation, Message

# A Wednesday at ten, when the sample office is open.
MORNING = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
# The same day at two in the night.
NIGHT = datetime(2026, 11, 17, 17, 0, tzinfo=UTC)
SECRET = "channel-secret-of-the-tests"
TOKEN = "channel-access-token-of-the-tests"


class Clock:
    """A time that only the test moves."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **units: float) -> None:
        """Moves it on by a timedelta's units."""
        self.at += timedelta(**units)


@cache
def reader() -> nlp.Reader:
    """One reader a test process: building it is what costs."""
    from config import concerns

    return nlp.Reader(concerns.load(settings.SAMPLE_CONTENT))


@cache
def _sample_script() -> Script:
    return load_script(settings.SAMPLE_CONTENT)


def script(content: Path) -> Script:
    """The sample office's is read once a test process, any other each time."""
    return _sample_script() if content == settings.SAMPLE_CONTENT else load_script(content)


class Town:
    """Everything, wired as in production but for the clock and who runs the jobs."""

    def __init__(self, database_url: str, redis_url: str, at: datetime = MORNING) -> None:
        self.clock = Clock(at)
        self.platform = Platform(
            SECRET, TOKEN, "http://product.invalid/line/webhook", clock=self.clock, post=self._post
        )
        self._server = _serve(create_simulator(self.platform))
        self.settings = settings.load(
            {
                "MADOGUCHI_KEYS": Fernet.generate_key().decode(),
                "MADOGUCHI_SECRET_KEY": "s" * 40,
                "MADOGUCHI_LINE_CHANNEL_SECRET": SECRET,
                "MADOGUCHI_LINE_CHANNEL_ACCESS_TOKEN": TOKEN,
                "MADOGUCHI_LINE_API_BASE": f"http://127.0.0.1:{self._server.server_port}",
                "MADOGUCHI_DATABASE_URL": database_url,
                "MADOGUCHI_REDIS_URL": redis_url,
                "MADOGUCHI_PUBLIC_URL": "https://pages.invalid",
                "MADOGUCHI_IS_HTTPS": "false",
            }
        )
        with mock.patch.object(wiring, "load_script", script):
            self.system = wiring.build(self.settings)
        self.system.clock = self.clock
        self.app: Flask = create_app(self.system)
        # No test hangs on how busy the machine is: LINE's two seconds are test_letterbox's.
        self.app.extensions["letterbox"] = Letterbox(self.system, patience=60)
        self.web: FlaskClient = self.app.test_client()
        doors = {
            "line": LineDoor(
                self.settings.line_api_base, TOKEN, self.system.line_words, "https://pages.invalid"
            )
        }
        self.bench = Bench(self.system, doors, reader())
        jobs.prepare(self.bench)

    def environment(self) -> dict[str, str]:
        """What the commands of this town's operator find in their environment."""
        return {
            "MADOGUCHI_KEYS": ",".join(self.settings.keys),
            "MADOGUCHI_SECRET_KEY": self.settings.secret_key,
            "MADOGUCHI_LINE_CHANNEL_SECRET": SECRET,
            "MADOGUCHI_LINE_CHANNEL_ACCESS_TOKEN": TOKEN,
            "MADOGUCHI_LINE_API_BASE": self.settings.line_api_base,
            "MADOGUCHI_DATABASE_URL": self.settings.database_url,
            "MADOGUCHI_REDIS_URL": self.settings.redis_url,
        }

    def close(self) -> None:
        """Ends what runs."""
        self._server.shutdown()
        self._server.server_close()
        self.system.engine.dispose()
        self.system.redis.close()

    def _post(self, _url: str, body: bytes, headers: Mapping[str, str]) -> int:
        return self.web.post("/line/webhook", data=body, headers=dict(headers)).status_code

    def settle(self) -> None:
        """LINE delivers, the workers work, until nothing is left to do at this moment."""
        while self.platform.deliver_due() or self.work():
            pass

    def work(self) -> int:
        """Runs the jobs whose bells have rung; how many."""
        done = 0
        for name, queue in open_queues(self.system.redis).items():
            while job_id := self.system.redis.lpop(queue.key):
                job = queue.fetch_job(bytes(job_id).decode())  # type: ignore[arg-type]
                assert job is not None
                getattr(jobs, name.removeprefix("handlers.jobs."))(*job.args)
                done += 1
        return done

    def sweep(self) -> None:
        """One round of the sweep, and what follows."""
        sweep.sweep(self.bench)
        self.settle()

    def friend(self) -> str:
        """Somebody who has added the account; gives their LINE id."""
        user = self.platform.add_friend()
        self.settle()
        return user

    def write(self, user: str, text: str) -> str:
        """They write, and everything follows; gives the id of their bubble."""
        message = self.platform.write(user, text)
        self.settle()
        return message

    def tap(self, user: str, label: str) -> None:
        """They tap a button, and everything follows."""
        self.platform.tap(user, label)
        self.settle()

    def tap_value(self, user: str, value: str) -> None:
        """They tap the button that means `value`, whatever stands on it."""
        items = self.platform.heard(user)[-1]["quickReply"]["items"]
        labels = [item["action"]["label"] for item in items if item["action"]["data"] == value]
        self.tap(user, labels[0])

    def heard(self, user: str) -> list[str]:
        """The texts of everything the account said to them, oldest first."""
        return [text_of(message) for message in self.platform.heard(user)]

    def conversations(self) -> list[Conversation]:
        """All conversations, oldest first."""
        with self.system.reading() as session:
            return list(session.scalars(select(Conversation).order_by(Conversation.id)))

    def conversation(self) -> Conversation:
        """The newest conversation."""
        return self.conversations()[-1]

    def messages(self) -> list[Message]:
        """All bubbles, oldest first."""
        with self.system.reading() as session:
            return list(session.scalars(select(Message).order_by(Message.id)))

    def waiting(self) -> list[Conversation]:
        """What stands in the queue."""
        return [each for each in self.conversations() if each.stage is Stage.WAITING]


def text_of(message: dict[str, Any]) -> str:
    """What a person reads in one of LINE's messages."""
    if message.get("type") == "text":
        return str(message["text"])
    return " ".join(_words(message.get("contents", {})))


def _words(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part[key] for key in ("text", "label", "uri") if isinstance(part.get(key), str)]
        return own + [word for value in part.values() for word in _words(value)]
    if isinstance(part, list):
        return [word for each in part for word in _words(each)]
    return []


def _serve(app: Flask) -> BaseWSGIServer:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
