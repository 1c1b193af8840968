"""LINE's content endpoint: streamed, bounded in time, and every refusal has its meaning."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, Response
from werkzeug.serving import make_server

from handlers.doors import Gone, NotReady, Unfetched
from handlers.line.content import LINE_DATA_BASE, ContentHost, data_base

Answer = Callable[[], Response]


class Line:
    """A content endpoint that answers as the test says and remembers what it was asked."""

    def __init__(self) -> None:
        self.answer: Answer = lambda: Response(b"")
        self.asked: list[tuple[str, str]] = []
        app = Flask("line")

        @app.route("/<path:path>")
        def reply(path: str) -> Response:
            from flask import request

            self.asked.append((path, request.headers.get("Authorization", "")))
            return self.answer()

        self.server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.base = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def line() -> Iterator[Line]:
    line = Line()
    yield line
    line.server.shutdown()
    line.server.server_close()


def fetch(line: Line, message_id: str = "7") -> bytes:
    with ContentHost(line.base, "token").open(message_id) as content:
        return b"".join(content.parts)


def test_the_bytes_come_with_their_length(line: Line) -> None:
    line.answer = lambda: Response(b"x" * 200_000)
    with ContentHost(line.base, "token").open("7") as content:
        assert content.length == 200_000
        assert b"".join(content.parts) == b"x" * 200_000
    assert line.asked == [("v2/bot/message/7/content", "Bearer token")]


@pytest.mark.parametrize(
    ("status", "error"), [(202, NotReady), (404, Gone), (410, Gone), (500, Unfetched)]
)
def test_each_refusal_has_its_meaning(line: Line, status: int, error: Any) -> None:
    line.answer = lambda: Response(status=status)
    with pytest.raises(error):
        fetch(line)


def test_nobody_is_followed_elsewhere(line: Line) -> None:
    line.answer = lambda: Response(status=302, headers={"Location": line.base + "/elsewhere"})
    with pytest.raises(Unfetched, match="status_302"):
        fetch(line)
    assert len(line.asked) == 1


def test_a_stream_that_breaks_off_is_no_photo(line: Line) -> None:
    line.answer = lambda: Response(iter([b"half"]), headers={"Content-Length": "9"})
    with pytest.raises(Unfetched, match=r"IncompleteRead|ProtocolError"):
        fetch(line)


def test_a_host_that_is_not_there_is_no_error_of_ours() -> None:
    with pytest.raises(Unfetched), ContentHost("http://127.0.0.1:1", "token").open("7"):
        pass


def test_an_odd_id_stays_within_the_path(line: Line) -> None:
    fetch(line, "../../token?x=#y")
    assert line.asked[0][0] == "v2/bot/message/../../token?x=#y/content"


def test_contents_of_line_itself_have_a_host_of_their_own() -> None:
    assert data_base("https://api.line.me/") == LINE_DATA_BASE
    assert data_base("http://127.0.0.1:9") == "http://127.0.0.1:9"
