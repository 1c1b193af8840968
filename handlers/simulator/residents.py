"""What residents do with their phones, and the events that LINE makes of it."""

from __future__ import annotations

from typing import Any

from handlers.simulator import ids
from handlers.simulator.errors import PhoneError
from handlers.simulator.events import forget_old_tokens, message_of, tell
from handlers.simulator.state import Bubble, Content, Group, Phone
from handlers.simulator.world import World

UNSEND_MS = 24 * 3_600_000
"""How long a message can be unsent; LINE does not state it, and it differs by plan."""

Json = dict[str, Any]


def add(world: World, name: str) -> str:
    """A new phone, not yet a friend of the account."""
    user = ids.user_id()
    world.state.phones[user] = Phone(user, name)
    return user


def follow(world: World, user: str) -> None:
    """Add the account as a friend, or unblock it: LINE tells both as `follow`."""
    phone = world.phone(user)
    if phone.is_friend and not phone.is_blocked:
        raise PhoneError("is a friend already")
    was_blocked = phone.is_blocked
    phone.is_friend, phone.is_blocked = True, False
    tell(world, phone, "follow", {"follow": {"isUnblocked": was_blocked}})


def block(world: World, user: str) -> None:
    """Nothing reaches this phone from now on; the account learns it once, by `unfollow`."""
    phone = world.phone(user)
    if not phone.is_friend or phone.is_blocked:
        raise PhoneError("only a friend can be blocked")
    phone.is_blocked = True
    phone.loading_until_ms = 0
    tell(world, phone, "unfollow", is_answerable=False)


def show_own(
    world: World, phone: Phone, message: Json, *, is_event: bool = True, has_read_token: bool = True
) -> Bubble:
    """A new bubble on the resident's own side."""
    is_chat_on = world.state.console.is_chat_on
    bubble = Bubble(
        id=world.message_id(),
        is_own=True,
        sent_ms=world.now_ms(),
        message=message,
        quote_token=ids.quote_token(),
        read_token=ids.quote_token() if is_chat_on and is_event and has_read_token else "",
        is_read=not is_chat_on,
        is_event=is_event,
    )
    phone.bubbles.append(bubble)
    phone.quick_replies_of = None
    return bubble


def send(
    world: World, user: str, message: Json, content: tuple[Content, bytes] | None = None
) -> str:
    """A message of the resident's: a bubble and an event. Gives the message id."""
    phone = world.phone(user)
    if phone.is_blocked:
        raise PhoneError("the account is blocked")
    bubble = show_own(world, phone, message)
    phone.wrote_ms = world.now_ms()
    if content:
        world.state.contents[bubble.id] = content[0]
        world.keep.put(bubble.id, content[1])
    forget_old_tokens(world)
    tell(world, phone, "message", {"message": message_of(bubble)})
    return bubble.id


def postback(
    world: World, user: str, data: str, params: dict[str, str] | None, shown: str | None
) -> None:
    """A tap that sends data: with `shown` a bubble that LINE tells nobody about."""
    phone = world.phone(user)
    if phone.is_blocked:
        raise PhoneError("the account is blocked")
    phone.quick_replies_of = None
    if shown:
        show_own(world, phone, {"type": "text", "text": shown}, is_event=False)
    content: Json = {"data": data}
    if params:
        content["params"] = params
    tell(world, phone, "postback", {"postback": content})


def unsend(world: World, user: str, message: str) -> None:
    """Take a message back: it is gone from the phone, its content from LINE."""
    phone = world.phone(user)
    bubble = next((one for one in phone.bubbles if one.id == message and one.is_own), None)
    if bubble is None or bubble.is_unsent or not bubble.is_event:
        raise PhoneError("nothing to take back")
    if world.now_ms() - bubble.sent_ms > UNSEND_MS:
        raise PhoneError("too old to take back")
    bubble.is_unsent = True
    bubble.message = {"type": "unsent"}
    world.keep.drop(message)
    if not phone.is_blocked:
        tell(world, phone, "unsend", {"unsend": {"messageId": message}}, is_answerable=False)


def invite(world: World, user: str, kind: str) -> str | None:
    """Invite the account to a group; None if the console does not allow it to join any."""
    phone = world.phone(user)
    if not world.state.console.allows_groups:
        return None
    group = ids.group_id() if kind == "group" else "R" + ids.group_id()[1:]
    world.state.groups[group] = Group(group, kind, [user])
    tell(world, _nobody(phone), "join", group=group)
    return group


def write_in_group(world: World, group: str, user: str, text: str) -> str:
    """A text in a group; gives the message id."""
    world.group(group)
    phone = world.phone(user)
    message: Json = {
        "id": world.message_id(),
        "type": "text",
        "text": text,
        "quoteToken": ids.quote_token(),
    }
    tell(world, phone, "message", {"message": message}, group=group)
    return str(message["id"])


def remove_from_group(world: World, group: str, user: str) -> None:
    """Somebody removes the account from the group."""
    found = world.group(group)
    tell(world, _nobody(world.phone(user)), "leave", is_answerable=False, group=group)
    found.is_joined = False


def _nobody(phone: Phone) -> Phone:
    """`join` and `leave` do not say who did it."""
    return Phone(phone.user_id, "", has_consented=False)
