"""What a tap does, by the kind of action."""

from __future__ import annotations

from typing import Any

from handlers.simulator import menus, residents
from handlers.simulator.errors import PhoneError
from handlers.simulator.screen import actions
from handlers.simulator.world import World

Json = dict[str, Any]
_ON_THE_PHONE = ("uri", "clipboard", "camera", "cameraRoll", "location")
"""Opened or copied by the phone itself: the account hears nothing of it."""


def tap_label(world: World, user: str, label: str, value: str | None = None) -> Json:
    """Tap what bears this label, quick replies first, then the newest bubble; gives the action."""
    phone = world.phone(user)
    for where, action in actions(world, phone):
        if action.get("label") == label:
            perform(world, user, where, action, value)
            return action
    raise PhoneError("no button with this label is shown")


def tap(world: World, user: str, where: str, action: Json, value: str | None = None) -> None:
    """Tap exactly this action there: `quickReply`, `richMenu` or a message id."""
    if (where, action) not in list(actions(world, world.phone(user))):
        raise PhoneError("this button is not shown")
    perform(world, user, where, action, value)


def perform(world: World, user: str, where: str, action: Json, value: str | None) -> None:
    """Do what the action says. `value` is what was picked in a date picker."""
    phone = world.phone(user)
    if phone.is_blocked:
        raise PhoneError("the account is blocked")
    kind = action["type"]
    if where == "quickReply":
        phone.quick_replies_of = None
    if kind == "message":
        residents.send(world, user, {"type": "text", "text": action["text"]})
    elif kind == "postback":
        shown = action.get("displayText") or action.get("text")
        residents.postback(world, user, action["data"], None, shown)
    elif kind == "datetimepicker":
        if not value:
            raise PhoneError("nothing was picked")
        residents.postback(world, user, action["data"], {action["mode"]: value}, None)
    elif kind == "richmenuswitch":
        alias = action["richMenuAliasId"]
        status = menus.switch(world.state, phone, alias)
        params = {"newRichMenuAliasId": alias, "status": status}
        residents.postback(world, user, action["data"], params, None)
    elif kind not in _ON_THE_PHONE:
        raise PhoneError("nothing happens")
