"""What the stand-in remembers: phones, chats, tokens, menus, and what is still to be delivered.

Times are milliseconds since 1970, LINE's own unit, in fields named `…_ms`. All of it is plain
data: `pack` and `unpack` carry it through JSON.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Bubble:
    """One bubble of a chat. `message` is LINE's message object, the resident's own included."""

    id: str
    is_own: bool
    sent_ms: int
    message: dict[str, Any]
    quote_token: str = ""
    read_token: str = ""
    is_read: bool = False
    is_unsent: bool = False
    is_event: bool = True
    """False for the bubble of a postback's `displayText`: seen, but never a message event."""


@dataclass
class Phone:
    """A resident's phone and the chat with the account on it."""

    user_id: str
    name: str
    is_friend: bool = False
    is_blocked: bool = False
    mode: str = "active"
    has_consented: bool = True
    wrote_ms: int | None = None
    loading_until_ms: int = 0
    menu_id: str | None = None
    quick_replies_of: str | None = None
    bubbles: list[Bubble] = field(default_factory=list)


@dataclass
class Group:
    """A group chat or multi-person chat to which the account was invited."""

    group_id: str
    kind: str
    members: list[str]
    is_joined: bool = True


@dataclass
class ReplyToken:
    """Leave to answer once: until `until_ms`, which each delivery of its event sets anew."""

    chat: str
    event_ms: int
    until_ms: int = 0
    is_used: bool = False


@dataclass
class Accepted:
    """A push that was accepted with a retry key."""

    accepted_ms: int
    request_id: str
    sent: list[dict[str, str]]


@dataclass
class Content:
    """The photo, voice or file behind a message; its bytes are kept apart."""

    content_type: str
    name: str = ""
    ready_ms: int = 0


@dataclass
class RichMenu:
    """A rich menu as it was created; its picture is kept apart."""

    body: dict[str, Any]
    picture_type: str | None = None


@dataclass
class Delivery:
    """A webhook body that is still to be accepted. Deliveries of one lane go one after another."""

    number: int
    lane: str
    events: list[dict[str, Any]]
    due_ms: int
    attempts: int = 0
    is_held: bool = False


@dataclass
class Console:
    """What an account's owner sets in LINE's console. The defaults are LINE's."""

    uses_webhook: bool = True
    redelivers: bool = False
    allows_groups: bool = False
    is_chat_on: bool = True
    quota: int | None = 200


@dataclass
class State:
    """All of it."""

    bot_id: str
    webhook_url: str
    console: Console = field(default_factory=Console)
    phones: dict[str, Phone] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    tokens: dict[str, ReplyToken] = field(default_factory=dict)
    accepted: dict[str, Accepted] = field(default_factory=dict)
    contents: dict[str, Content] = field(default_factory=dict)
    menus: dict[str, RichMenu] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    default_menu: str | None = None
    usage: dict[str, int] = field(default_factory=dict)
    deliveries: dict[int, Delivery] = field(default_factory=dict)
    counted: int = 0
    stamped_ms: int = 0
    travelled_ms: int = 0


def pack(state: State) -> dict[str, Any]:
    """The state as JSON data."""
    return asdict(state)


def unpack(data: dict[str, Any]) -> State:
    """The state that `pack` made into `data`. Raises TypeError or KeyError for anything else."""
    phones = {
        key: Phone(**{**phone, "bubbles": [Bubble(**bubble) for bubble in phone["bubbles"]]})
        for key, phone in data["phones"].items()
    }
    parts: dict[str, Any] = {
        "console": Console(**data["console"]),
        "phones": phones,
        "groups": {key: Group(**one) for key, one in data["groups"].items()},
        "tokens": {key: ReplyToken(**one) for key, one in data["tokens"].items()},
        "accepted": {key: Accepted(**one) for key, one in data["accepted"].items()},
        "contents": {key: Content(**one) for key, one in data["contents"].items()},
        "menus": {key: RichMenu(**one) for key, one in data["menus"].items()},
        "deliveries": {int(key): Delivery(**one) for key, one in data["deliveries"].items()},
    }
    return State(**{**data, **parts})
