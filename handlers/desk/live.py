"""`/desk/live`: server-sent events for open pages, an application of its own.

One thread a stream: in production this runs in a process of its own, never beside the webhook.
"""

from __future__ import annotations

import json
import queue
import time
from collections.abc import Iterator

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue

from handlers.desk.guard import HEADERS
from handlers.desk.hub import PATIENCE, Hub, Listener, News
from handlers.desk.identity import COOKIE, PATH, Viewer, recognise
from handlers.wiring import System
from intake import changes

# Seconds between two signs of life; a closed tab holds its thread for two of them.
BEAT = 5.0
# One browser needs one stream, whatever its tabs; some people have two screens and a phone.
MOST_STREAMS = 8
# Changes that a page may have missed and still be told one by one.
MOST_MISSED = 500


def create_live(system: System, *, beat: float = BEAT, patience: float = PATIENCE) -> Flask:
    """The application that serves the streams. `beat` and `patience` in seconds."""
    app = Flask("madoguchi-live", static_folder=None)
    app.secret_key = system.settings.secret_key
    app.url_map.strict_slashes = False
    hub = Hub(system, most=MOST_STREAMS, patience=patience)

    @app.get(f"{PATH}/live")
    @app.get("/")  # the same, where a dispatcher has taken the prefix off
    def live() -> ResponseReturnValue:
        token = request.cookies.get(COOKIE, "")
        viewer = recognise(system, token, is_background=True) if token else None
        if viewer is None:
            return Response(status=401)
        listener = hub.join(viewer.staff_id)
        if listener is None:
            return Response(status=429)
        stream = _Stream(system, hub, listener, viewer, token, beat)
        response = Response(stream.run(_last_id()), mimetype="text/event-stream")
        response.headers.update(HEADERS)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Accel-Buffering"] = "no"
        response.call_on_close(lambda: hub.leave(listener))
        return response

    return app


class _Stream:
    """One open stream, until the page, the login or the listener's patience ends."""

    def __init__(
        self,
        system: System,
        hub: Hub,
        listener: Listener,
        viewer: Viewer,
        token: str,
        beat: float,
    ) -> None:
        self._system = system
        self._hub = hub
        self._listener = listener
        self._viewer = viewer
        self._token = token
        self._beat = beat

    def run(self, last_id: int | None) -> Iterator[str]:
        """The stream's text. `last_id` is the last change that the page has heard of."""
        try:
            yield "retry: 2000\n\n"
            yield from self._catch_up(last_id)
            due = time.monotonic() + self._beat
            while not self._listener.is_lost:
                news = self._wait(due - time.monotonic())
                if news is not None:
                    yield _event("change", _plain(news), news.id)
                if time.monotonic() < due:
                    continue
                if not self._is_logged_in():
                    yield _event("end", {})
                    return
                yield _event("beat", {})
                due = time.monotonic() + self._beat
        finally:
            self._hub.leave(self._listener)

    def _catch_up(self, last_id: int | None) -> Iterator[str]:
        with self._system.reading() as session:
            newest = changes.latest(session)
            missed = changes.since(session, last_id, MOST_MISSED) if last_id is not None else []
        if len(missed) < MOST_MISSED:
            for row in missed:
                yield _event("change", _plain(News(*row)), row[0])
        yield _event("hello", {}, newest)

    def _wait(self, seconds: float) -> News | None:
        try:
            return self._listener.news.get(timeout=max(seconds, 0.01))
        except queue.Empty:
            return None

    def _is_logged_in(self) -> bool:
        return recognise(self._system, self._token, is_background=True) == self._viewer


def _plain(news: News) -> dict[str, str | None]:
    return {"kind": news.kind, "conversation": news.conversation}


def _event(name: str, data: dict[str, str | None], event_id: int | None = None) -> str:
    lines = [f"id: {event_id}"] if event_id is not None else []
    return "\n".join([*lines, f"event: {name}", f"data: {json.dumps(data)}", "", ""])


def _last_id() -> int | None:
    """What the browser names by itself, or our script after it opened the stream anew."""
    written = request.headers.get("Last-Event-ID") or request.args.get("after", "")
    return int(written) if written.isascii() and written.isdigit() else None
