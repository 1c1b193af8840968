"""What a phone shows, as data: for the page, and for tests that look over a shoulder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from handlers.simulator.menus import shown_to
from handlers.simulator.state import Bubble, Phone
from handlers.simulator.world import World

Json = dict[str, Any]


def screen(world: World, phone: Phone) -> Json:
    """The chat on this phone as the resident sees it now."""
    return {
        "user": phone.user_id,
        "name": phone.name,
        "isFriend": phone.is_friend,
        "isBlocked": phone.is_blocked,
        "isLoading": world.now_ms() < phone.loading_until_ms,
        "loadingUntil": phone.loading_until_ms,
        "now": world.now_ms(),
        "bubbles": [_bubble(bubble) for bubble in phone.bubbles],
        "quickReplies": quick_replies(phone),
        "richMenu": rich_menu(world, phone),
    }


def _bubble(bubble: Bubble) -> Json:
    return {
        "id": bubble.id,
        "side": "me" if bubble.is_own else "bot",
        "at": bubble.sent_ms,
        "message": bubble.message,
        "isRead": bubble.is_read,
        "isUnsent": bubble.is_unsent,
        "isEvent": bubble.is_event,
    }


def quick_replies(phone: Phone) -> list[Json]:
    """The quick replies that show: of the last message, until a tap or the next message."""
    for bubble in reversed(phone.bubbles):
        if bubble.id == phone.quick_replies_of:
            return list(bubble.message["quickReply"]["items"])
    return []


def rich_menu(world: World, phone: Phone) -> Json | None:
    """The menu at the bottom; strangers and who blocked see none."""
    menu = shown_to(world.state, phone)
    if menu is None or not phone.is_friend or phone.is_blocked:
        return None
    return {"richMenuId": menu, **world.state.menus[menu].body}


def actions(world: World, phone: Phone) -> Iterator[tuple[str, Json]]:
    """All that can be tapped, with where: quick replies, bubbles from the newest, the rich menu."""
    for item in quick_replies(phone):
        yield "quickReply", item["action"]
    for bubble in reversed(phone.bubbles):
        if not bubble.is_own:
            shown = {key: part for key, part in bubble.message.items() if key != "quickReply"}
            for action in _actions_in(shown):
                yield bubble.id, action
    menu = rich_menu(world, phone)
    for area in menu["areas"] if menu else ():
        yield "richMenu", area["action"]


def _actions_in(part: Any) -> Iterator[Json]:
    """Every action object inside a template or a Flex container, in order."""
    if isinstance(part, list):
        for one in part:
            yield from _actions_in(one)
    elif isinstance(part, dict):
        for name, inner in part.items():
            if name in ("action", "defaultAction") and isinstance(inner, dict):
                yield inner
            elif name == "actions" and isinstance(inner, list):
                yield from (one for one in inner if isinstance(one, dict))
            else:
                yield from _actions_in(inner)
