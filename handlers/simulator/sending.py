"""What the account may send, and what becomes of it."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta, timezone
from typing import Any

from handlers.simulator import ids
from handlers.simulator.checks import messages as checks
from handlers.simulator.errors import LineError, invalid_property
from handlers.simulator.state import Accepted, Bubble, Phone
from handlers.simulator.world import World

RETRY_KEY_MS = 24 * 3_600_000
STRANGER_MS = 7 * 24 * 3_600_000
"""For so long after writing, somebody who is no friend can be pushed to."""
_JAPAN = timezone(timedelta(hours=9))
_UNQUOTABLE = ("audio", "location")

Json = dict[str, Any]


def reply(world: World, body: Any, *, has_retry_key: bool) -> Json:
    """Answer with a reply token: free, once, within a minute of the webhook."""
    if has_retry_key:
        raise LineError(400, "The retry key is not supported for this endpoint")
    checks.refuse_unsound(body, checks.REPLY)
    with world.change() as state:
        token = state.tokens.get(body["replyToken"])
        if token is None or token.is_used or world.now_ms() > token.until_ms:
            raise LineError(400, "Invalid reply token")
        token.is_used = True
        sent = _deliver(world, token.chat, body["messages"], via="reply", is_counted=False)
        return {"sentMessages": sent}


def push(world: World, body: Any, retry_key: str | None, request_id: str) -> Json:
    """Send unasked: counts towards the month's quota if it reaches a phone."""
    key = _retry_key(retry_key)
    checks.refuse_unsound(body, checks.PUSH)
    with world.change() as state:
        _forget_old_keys(world)
        if key and key in state.accepted:
            earlier = state.accepted[key]
            raise LineError(
                409,
                "The retry key is already accepted",
                sent=earlier.sent,
                headers={"x-line-accepted-request-id": earlier.request_id},
            )
        _check_receiver(world, body["to"])
        quota = state.console.quota
        if quota is not None and usage(world) >= quota:
            raise LineError(429, "You have reached your monthly limit.")
        sent = _deliver(world, body["to"], body["messages"], via="push", is_counted=True)
        if key:
            state.accepted[key] = Accepted(world.now_ms(), request_id, sent)
        return {"sentMessages": sent}


def validate(body: Any) -> Json:
    """Check messages without sending them."""
    checks.refuse_unsound(body, checks.VALIDATE)
    return {}


def usage(world: World) -> int:
    """The messages counted in this month, which begins and ends in Japan."""
    return world.state.usage.get(_month(world), 0)


def _month(world: World) -> str:
    return datetime.fromtimestamp(world.now_ms() / 1000, _JAPAN).strftime("%Y-%m")


def _retry_key(given: str | None) -> str | None:
    if given is None:
        return None
    try:
        return str(uuid.UUID(given))
    except ValueError:
        raise LineError(400, "The retry key is invalid") from None


def _forget_old_keys(world: World) -> None:
    accepted = world.state.accepted
    horizon = world.now_ms() - RETRY_KEY_MS
    while accepted and next(iter(accepted.values())).accepted_ms <= horizon:  # oldest first
        del accepted[next(iter(accepted))]


def _check_receiver(world: World, to: str) -> None:
    if not re.fullmatch(r"[UCR][0-9a-f]{32}", to):
        raise invalid_property("to")
    group = world.state.groups.get(to)
    if to not in world.state.phones and not (group and group.is_joined):
        raise LineError(400, "Failed to send messages")


def _deliver(
    world: World, to: str, messages: list[Json], *, via: str, is_counted: bool
) -> list[dict[str, str]]:
    """Show the messages where they can be shown; gives `sentMessages`, shown or not."""
    phone = world.state.phones.get(to)
    group = world.state.groups.get(to)
    is_shown = bool(group and group.is_joined) or bool(phone and _is_reachable(world, phone))
    if is_counted and is_shown:
        month = _month(world)
        recipients = len(group.members) if group else 1
        world.state.usage[month] = usage(world) + recipients
    sent = []
    for message in messages:
        bubble = Bubble(
            id=world.message_id(),
            is_own=False,
            sent_ms=world.now_ms(),
            message=message,
            quote_token="" if message["type"] in _UNQUOTABLE else ids.quote_token(),
        )
        if phone and is_shown:
            phone.bubbles.append(bubble)
        world.record.sent.append(
            {
                "id": bubble.id,
                "to": to,
                "via": via,
                "at": bubble.sent_ms,
                "isShown": is_shown,
                "message": message,
            }
        )
        sent.append(
            {"id": bubble.id, **({"quoteToken": bubble.quote_token} if bubble.quote_token else {})}
        )
    if phone and is_shown:
        phone.loading_until_ms = 0
        # Only the last message's quick replies show.
        phone.quick_replies_of = sent[-1]["id"] if messages[-1].get("quickReply") else None
    return sent


def _is_reachable(world: World, phone: Phone) -> bool:
    if phone.is_blocked:
        return False
    if phone.is_friend:
        return True
    return phone.wrote_ms is not None and world.now_ms() - phone.wrote_ms <= STRANGER_MS
