"""The sender against a LINE that answers as the test says: every answer has its meaning."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask, Response, request
from werkzeug.serving import make_server

from bot.utterance import Utterance
from config import line
from config.settings import SAMPLE_CONTENT
from handlers.line import client
from handlers.line.sender import LineDoor
from intake.delivery import Answer
from intake.models import Way
from intake.parcels import Sendable

WORDS = line.load(SAMPLE_CONTENT)
KEY = "123e4567-e89b-12d3-a456-426614174000"
FINE = {"sentMessages": [{"id": "1", "quoteToken": "q"}]}


@dataclass
class Line:
    """A Messaging API that answers as the test says and remembers what it was asked."""

    answer: Callable[[], Response] = lambda: Response(json.dumps(FINE))
    asked: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
    base: str = ""


@pytest.fixture
def platform() -> Iterator[Line]:
    platform = Line()
    app = Flask("line")

    @app.route("/<path:path>", methods=["GET", "POST"])
    def reply(path: str) -> Response:
        body = request.get_json(silent=True)
        platform.asked.append((path, dict(request.headers), body))
        answer = platform.answer()
        answer.headers["Content-Type"] = "application/json"
        return answer

    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    platform.base = f"http://127.0.0.1:{server.server_port}"
    yield platform
    server.shutdown()
    server.server_close()


def send(base: str, way: Way) -> Answer:
    token = "r" * 32 if way is Way.REPLY else None
    parcel = Sendable(7, way, "U" + "1" * 32, token, KEY, (Utterance("こんにちは"),))
    return LineDoor(base, "token", WORDS).send(parcel)


def refusal(status: int, message: str = "") -> Callable[[], Response]:
    return lambda: Response(json.dumps({"message": message}), status)


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (400, Answer.REFUSED),
        (401, Answer.UNAUTHORISED),
        (403, Answer.UNAUTHORISED),
        (409, Answer.ACCEPTED),
        (413, Answer.REFUSED),
        (415, Answer.REFUSED),
        (500, Answer.FAILED),
        (503, Answer.FAILED),
    ],
)
@pytest.mark.parametrize("way", list(Way))
def test_every_status_has_its_meaning(
    platform: Line, way: Way, status: int, answer: Answer
) -> None:
    platform.answer = refusal(status)
    assert send(platform.base, way) is answer
    assert len(platform.asked) == 1, "repeating is ours to decide"


@pytest.mark.parametrize(
    ("way", "message", "answer"),
    [
        (Way.PUSH, "You have reached your monthly limit.", Answer.LIMIT),
        (Way.PUSH, "The API rate limit has been exceeded. Try again later.", Answer.THROTTLED),
        (Way.REPLY, "The API rate limit has been exceeded. Try again later.", Answer.THROTTLED),
    ],
)
def test_the_two_429_are_told_apart(platform: Line, way: Way, message: str, answer: Answer) -> None:
    platform.answer = refusal(429, message)
    assert send(platform.base, way) is answer


def test_a_429_in_other_words_is_settled_by_asking_for_the_quota(platform: Line) -> None:
    def answer() -> Response:
        path = platform.asked[-1][0]
        if path.endswith("push"):
            return Response(json.dumps({"message": "上限"}), 429)
        used = {"totalUsage": 200} if path.endswith("consumption") else {}
        return Response(json.dumps(used or {"type": "limited", "value": 200}))

    platform.answer = answer
    assert send(platform.base, Way.PUSH) is Answer.LIMIT


def test_only_a_push_carries_the_key_under_which_it_may_be_repeated(platform: Line) -> None:
    for way in Way:
        send(platform.base, way)
    (reply, push) = [headers for _, headers, _ in platform.asked]
    assert "X-Line-Retry-Key" not in reply, "LINE refuses it there"
    assert push["X-Line-Retry-Key"] == KEY


def test_an_answer_of_an_odd_shape_was_an_answer(platform: Line) -> None:
    platform.answer = lambda: Response(json.dumps({"sentMessages": "many"}))
    assert send(platform.base, Way.PUSH) is Answer.ACCEPTED


def test_nobody_is_followed_elsewhere(platform: Line) -> None:
    platform.answer = lambda: Response(status=307, headers={"Location": f"{platform.base}/else"})
    assert send(platform.base, Way.PUSH) is Answer.FAILED
    assert len(platform.asked) == 1


def test_a_host_that_is_not_there_took_nothing() -> None:
    assert send("http://127.0.0.1:1", Way.REPLY) is Answer.UNREACHED


def test_a_host_that_says_nothing_may_have_taken_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.line.sender.TIMEOUT", (0.2, 0.2))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        base = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert send(base, Way.REPLY) is Answer.SILENT


def test_a_connection_that_breaks_off_may_have_taken_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as rude:

        def hang_up() -> None:
            caller, _ = rude.accept()
            caller.recv(65536)
            caller.close()

        threading.Thread(target=hang_up, daemon=True).start()
        base = f"http://127.0.0.1:{rude.getsockname()[1]}"
        assert send(base, Way.PUSH) is Answer.SILENT


def test_every_call_has_an_end_and_repeats_nothing_by_itself() -> None:
    api = client.open_client("http://127.0.0.1:1", "token")
    assert api.configuration.retries is False
    connect, read = client.TIMEOUT
    assert 0 < connect + read <= 10, "less than a lease, so that nobody else begins meanwhile"
