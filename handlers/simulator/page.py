"""The phone page: its frame, what it shows as data, and the stream that says when to look again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request

from handlers.simulator.errors import PhoneError
from handlers.simulator.platform import Platform
from handlers.simulator.props import props

_STILL_HERE_SECONDS = 5.0
"""A stream speaks at least so often: only then a server notices that the tab was closed."""
_POSTS_SHOWN = 6
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def page(platform: Platform) -> Blueprint:
    """What is read; what residents do is in `phones`."""
    pages = Blueprint("page", __name__)
    world = platform.world

    @pages.get("/")
    def phone() -> Response:
        html = render_template("phone.html", account=platform.account_name, props=props())
        response = Response(html, mimetype="text/html")
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    @pages.get("/simulator/view")
    def view() -> Response:
        user = request.args.get("phone", "")
        with world.reading():
            return jsonify(
                phones=_phones(platform), line=_line(platform), screen=_screen(platform, user)
            )

    @pages.get("/simulator/stream")
    def stream() -> Response:
        return Response(
            _versions(platform),
            mimetype="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    @pages.get("/simulator/contents/<message>")
    def content(message: str) -> Response:
        with world.reading() as state:
            kept, data = state.contents.get(message), world.keep.get(message)
        if kept is None or data is None:
            abort(404)
        return _inert(data, kept.content_type)

    @pages.get("/simulator/pictures/<menu>")
    def picture(menu: str) -> Response:
        with world.reading() as state:
            found, data = state.menus.get(menu), world.keep.get(menu)
        if found is None or data is None:
            abort(404)
        return _inert(data, found.picture_type or "")

    return pages


def _inert(data: bytes, media_type: str) -> Response:
    """What somebody sent: shown as picture or sound, never run as a page of ours."""
    response = Response(data, mimetype=media_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if not media_type.startswith(("image/", "audio/", "video/")):
        response.headers["Content-Disposition"] = "attachment"
    return response


def _versions(platform: Platform) -> Iterator[str]:
    version = -1
    yield "retry: 1000\n\n"
    while True:
        seen, version = version, platform.world.wait(version, _STILL_HERE_SECONDS)
        yield f"data: {version}\n\n" if version != seen else ": still here\n\n"


def _phones(platform: Platform) -> list[dict[str, Any]]:
    return [
        {
            "user": phone.user_id,
            "name": phone.name,
            "isFriend": phone.is_friend,
            "isBlocked": phone.is_blocked,
            "last": phone.bubbles[-1].message if phone.bubbles else None,
            "at": phone.bubbles[-1].sent_ms if phone.bubbles else None,
        }
        for phone in platform.world.state.phones.values()
    ]


def _screen(platform: Platform, user: str) -> dict[str, Any] | None:
    try:
        return platform.screen(user)
    except PhoneError:
        return None


def _line(platform: Platform) -> dict[str, Any]:
    """What the panel beside the phone tells of LINE's inside."""
    world, state = platform.world, platform.world.state
    now = world.now_ms()
    open_tokens = [
        one.until_ms - now
        for one in state.tokens.values()
        if not one.is_used and one.until_ms > now
    ]
    return {
        "account": platform.account_name,
        "webhookUrl": state.webhook_url,
        "usesWebhook": state.console.uses_webhook,
        "redelivers": state.console.redelivers,
        "isChatOn": state.console.is_chat_on,
        "allowsGroups": state.console.allows_groups,
        "quota": state.console.quota,
        "usage": platform.usage(),
        "openTokens": len(open_tokens),
        "youngestTokenMs": max(open_tokens, default=0),
        "travelledMs": state.travelled_ms,
        "waiting": len(state.deliveries),
        "posts": world.record.posts[: -_POSTS_SHOWN - 1 : -1],
        "faults": platform.faults.as_data(),
    }
