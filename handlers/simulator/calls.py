"""What every call to the Messaging API has in common: its token, its request id, its errors."""

from __future__ import annotations

import hmac
import json
import socket
import time
import uuid
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from handlers.simulator.errors import LineError
from handlers.simulator.faults import Fault
from handlers.simulator.platform import Platform

MOST_BYTES = 2 * 1024 * 1024
API = "/v2/"

_UNAUTHORIZED = (
    "Authentication failed. Confirm that the access token in the authorization header is valid."
)
_BEFORE = {
    "error": LineError(500, "The server is temporarily unable to process your request."),
    "rate_limit": LineError(429, "The API rate limit has been exceeded. Try again later."),
    "monthly_limit": LineError(429, "You have reached your monthly limit."),
    "unauthorized": LineError(401, _UNAUTHORIZED),
}


def install(app: Flask, platform: Platform, nap: Callable[[float], None] = time.sleep) -> None:
    """Put LINE's rules for all calls before and after every path of the Messaging API."""

    @app.before_request
    def admit() -> Response | None:
        if not request.path.startswith(API):
            return None
        g.request_id = str(uuid.uuid4())
        g.fault = None
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(
            given.encode(), f"Bearer {platform.channel_access_token}".encode()
        ):
            raise LineError(401, _UNAUTHORIZED)
        request.max_content_length = MOST_BYTES
        with platform.world.reading():
            g.fault = platform.faults.strike(request.path)
        if g.fault and g.fault.do == "refuse":
            hang_up()
            return Response(status=500)
        if g.fault and g.fault.do in _BEFORE:
            raise _BEFORE[g.fault.do]
        return None

    @app.errorhandler(LineError)
    def refuse(error: LineError) -> Response:
        return answer(error.body(), error.status, error.headers)

    @app.errorhandler(HTTPException)
    def refuse_path(error: HTTPException) -> Response | HTTPException:
        if not request.path.startswith(API):
            return error
        if isinstance(error, RequestEntityTooLarge):
            return answer({"message": "Request Entity Too Large"}, 413)
        return answer(
            {"message": "Not found" if error.code == 404 else error.name}, error.code or 500
        )

    @app.after_request
    def finish(response: Response) -> Response:
        if not request.path.startswith(API):
            return response
        response.headers["x-line-request-id"] = g.request_id
        _note(platform, response)
        return _spoil(response, g.fault, nap)


def answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A JSON answer."""
    response = Response(json.dumps(body), status, mimetype="application/json")
    response.headers.update(headers or {})
    return response


def body() -> Any:
    """The request's JSON. Raises LineError: 415 for another media type, 400 for what is no JSON."""
    media_type = request.mimetype
    if media_type != "application/json":
        raise LineError(415, f"The content type, {media_type}, is not supported")
    try:
        parsed = json.loads(request.get_data())
        # What JSON can write but no text can hold: half of a surrogate pair.
        json.dumps(parsed, ensure_ascii=False).encode()
    except ValueError:
        raise LineError(
            400, "The request body could not be parsed as JSON (line: 1, column: 1)"
        ) from None
    return parsed


def hang_up() -> None:
    """Close the connection without an answer."""
    environ = request.environ
    connection: socket.socket | None = environ.get("gunicorn.socket") or environ.get(
        "werkzeug.socket"
    )
    if connection is None:
        raise ConnectionResetError("closed on purpose")
    connection.shutdown(socket.SHUT_RDWR)


def _note(platform: Platform, response: Response) -> None:
    with platform.world.reading():
        platform.world.record.calls.append(
            {
                "at": platform.world.now_ms(),
                "method": request.method,
                "path": request.path,
                "status": response.status_code,
                "requestId": g.request_id,
                "retryKey": request.headers.get("X-Line-Retry-Key"),
                "fault": g.fault.do if g.fault else None,
            }
        )


def _spoil(response: Response, fault: Fault | None, nap: Callable[[float], None]) -> Response:
    """What befalls an answer after the work is done."""
    if fault is None:
        return response
    if fault.do == "hang":
        nap(fault.seconds)
    elif fault.do == "drop":
        hang_up()
    elif fault.do == "error_after" and response.status_code < 400:
        spoilt = answer(_BEFORE["error"].body(), 500)
        spoilt.headers["x-line-request-id"] = response.headers["x-line-request-id"]
        return spoilt
    return response
