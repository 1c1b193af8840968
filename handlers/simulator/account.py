"""The rest of what an account may ask: about itself, about residents, about what they sent."""

from __future__ import annotations

import re
from typing import Any

from handlers.simulator.checks.messages import refuse_faulty
from handlers.simulator.checks.shape import number, record, text, uri
from handlers.simulator.errors import LineError, invalid_property, not_found
from handlers.simulator.sending import usage
from handlers.simulator.state import Content, Phone
from handlers.simulator.world import World

Json = dict[str, Any]
_LOADING = record({"chatId": text(100)}, {"loadingSeconds": number(5, 60)})
_READ = record({"markAsReadToken": text(1000)})
_ENDPOINT = record({"endpoint": uri(500, "http", "https")})
"""LINE takes https only; the stand-in also delivers to a machine of one's own."""
_DEFAULT_LOADING_SECONDS = 20


def info(world: World, name: str) -> Json:
    """`BotInfoResponse`."""
    with world.reading() as state:
        is_chat_on = state.console.is_chat_on
        return {
            "userId": state.bot_id,
            "basicId": "@" + state.bot_id[1:10],
            "displayName": name,
            "chatMode": "chat" if is_chat_on else "bot",
            "markAsReadMode": "manual" if is_chat_on else "auto",
        }


def quota(world: World) -> Json:
    """`MessageQuotaResponse`."""
    with world.reading() as state:
        limit = state.console.quota
        return {"type": "none"} if limit is None else {"type": "limited", "value": limit}


def consumption(world: World) -> Json:
    """`QuotaConsumptionResponse`."""
    with world.reading():
        return {"totalUsage": usage(world)}


def profile(world: World, user: str) -> Json:
    """`UserProfileResponse`; 404 for who blocked us, did not consent, or is unknown."""
    with world.reading() as state:
        phone = state.phones.get(user)
        is_known = phone and (phone.is_friend or phone.wrote_ms is not None)
        if not phone or not is_known or phone.is_blocked or not phone.has_consented:
            raise not_found()
        return {"displayName": phone.name, "userId": user, "language": "ja"}


def start_loading(world: World, body: Any) -> Json:
    """Show the loading animation, where it can be seen."""
    refuse_faulty(body, _LOADING)
    seconds = body.get("loadingSeconds", _DEFAULT_LOADING_SECONDS)
    if seconds % 5:
        raise invalid_property("loadingSeconds")
    if not re.fullmatch(r"U[0-9a-f]{32}", body["chatId"]):
        raise invalid_property("chatId")
    with world.change() as state:
        phone = state.phones.get(body["chatId"])
        if phone and phone.is_friend and not phone.is_blocked:
            phone.loading_until_ms = world.now_ms() + seconds * 1000
    return {}


def mark_as_read(world: World, body: Any) -> Json:
    """Mark the token's message and all before it as read."""
    refuse_faulty(body, _READ)
    with world.change() as state:
        for phone in state.phones.values():
            if _mark(phone, body["markAsReadToken"]):
                return {}
    raise LineError(400, "Invalid markAsReadToken")


def _mark(phone: Phone, token: str) -> bool:
    own = [bubble for bubble in phone.bubbles if bubble.is_own]
    last = next((at for at, bubble in enumerate(own) if bubble.read_token == token), None)
    if last is None:
        return False
    for bubble in own[: last + 1]:
        bubble.is_read = True
    return True


def content(world: World, message: str, *, is_preview: bool = False) -> tuple[bytes, str] | None:
    """What the resident sent, and its media type; None while it is being prepared.

    Raises LineError: 404 for an unknown message, 410 for one that was unsent.
    """
    with world.reading():
        kept = _content(world, message)
        if world.now_ms() < kept.ready_ms:
            return None
        if is_preview and not kept.content_type.startswith("image/"):
            raise not_found()
        data = world.keep.get(message)
    if data is None:
        raise not_found()
    return data, kept.content_type


def transcoding(world: World, message: str) -> Json:
    """`GetMessageContentTranscodingResponse`, for video and audio."""
    with world.reading():
        kept = _content(world, message)
        if not kept.content_type.startswith(("audio/", "video/")):
            raise not_found()
        is_ready = world.now_ms() >= kept.ready_ms
        return {"status": "succeeded" if is_ready else "processing"}


def _content(world: World, message: str) -> Content:
    kept = world.state.contents.get(message)
    if kept is None:
        raise not_found()
    found = world.bubble(message)
    if found and found[1].is_unsent:
        raise LineError(410, "Gone")
    return kept


def endpoint(world: World) -> Json:
    """`GetWebhookEndpointResponse`; 404 when none is set."""
    with world.reading() as state:
        if not state.webhook_url:
            raise not_found()
        return {"endpoint": state.webhook_url, "active": state.console.uses_webhook}


def set_endpoint(world: World, body: Any) -> Json:
    """Deliver to this address from now on."""
    refuse_faulty(body, _ENDPOINT)
    with world.change() as state:
        state.webhook_url = body["endpoint"]
    return {}


def leave(world: World, group: str, kind: str) -> Json:
    """Leave a group chat or multi-person chat."""
    with world.change():
        found = world.group(group)
        if found.kind != kind:
            raise not_found()
        found.is_joined = False
    return {}
