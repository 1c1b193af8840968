"""LINE's webhook: verify, store, ring, 200. Nothing slow, nothing read, nothing answered here."""

from __future__ import annotations

import structlog
from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

from handlers.letterbox import Letterbox
from handlers.line.envelope import is_genuine, open_body
from handlers.wiring import System

log = structlog.get_logger()
blueprint = Blueprint("line", __name__, url_prefix="/line")

# LINE names no limit; its bodies are a few kilobytes. What is larger is not LINE's.
LARGEST_BODY = 4 * 1024 * 1024


@blueprint.post("/webhook")
def receive() -> Response:
    """200 when every event of a genuine body is stored, 400 when the body is not LINE's, 413 when
    it is far too large, 500 only when storing failed: then LINE delivers it again."""
    system: System = current_app.extensions["madoguchi"]
    request.max_content_length = LARGEST_BODY
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        return Response(status=413)
    if len(body) >= LARGEST_BODY:  # a body without a length is cut off there
        return Response(status=413)
    signature = request.headers.get("X-Line-Signature", "")
    if not is_genuine(body, signature, system.settings.line_channel_secret):
        log.warning("webhook_not_genuine", size=len(body))
        return Response(status=400)
    try:
        letters = open_body(body, system.clock())
    except (ValueError, RecursionError):
        # Signed by LINE, yet not what LINE promises: again and again would not mend it.
        log.error("webhook_malformed", size=len(body))
        return Response(status=200)
    if letters:
        letterbox: Letterbox = current_app.extensions["letterbox"]
        letterbox.put("line", letters)
    return Response(status=200)
