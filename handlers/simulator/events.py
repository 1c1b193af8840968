"""Webhook events as LINE writes them (OpenAPI `webhook.yml`)."""

from __future__ import annotations

from typing import Any

from handlers.simulator import ids
from handlers.simulator.state import Bubble, Phone, ReplyToken
from handlers.simulator.world import World

_TOKEN_MEMORY_MS = 24 * 3_600_000
_QUOTABLE = ("text", "sticker", "image", "video")


def tell(
    world: World,
    phone: Phone,
    kind: str,
    fields: dict[str, Any] | None = None,
    *,
    is_answerable: bool = True,
    group: str | None = None,
) -> None:
    """Let an event of this kind leave, if the resident's doings reach the account at all.

    An answerable event carries a reply token, but never while a module holds the chat (standby).
    """
    now = world.stamp_ms()
    event: dict[str, Any] = {
        "type": kind,
        **(fields or {}),
        "webhookEventId": ids.ulid(now),
        "deliveryContext": {"isRedelivery": False},
        "timestamp": now,
        "source": _source(world, phone, group),
        "mode": phone.mode,
    }
    if is_answerable and phone.mode == "active":
        event["replyToken"] = token = ids.reply_token()
        world.state.tokens[token] = ReplyToken(group or phone.user_id, now)
    world.emit(event, group or phone.user_id)


def _source(world: World, phone: Phone, group: str | None) -> dict[str, str]:
    who = {"userId": phone.user_id} if phone.has_consented else {}
    if group is None:
        return {"type": "user", **who}
    kind = world.state.groups[group].kind
    return {"type": kind, f"{kind}Id": group, **who}


def message_of(bubble: Bubble) -> dict[str, Any]:
    """The `message` of a message event."""
    message = {"id": bubble.id, **bubble.message}
    if bubble.message["type"] in _QUOTABLE:
        message["quoteToken"] = bubble.quote_token
    if bubble.read_token:
        message["markAsReadToken"] = bubble.read_token
    return message


def forget_old_tokens(world: World) -> None:
    """Tokens that can never be used again need not be kept."""
    horizon = world.now_ms() - _TOKEN_MEMORY_MS
    tokens = world.state.tokens
    while tokens and next(iter(tokens.values())).event_ms < horizon:  # oldest first
        del tokens[next(iter(tokens))]
