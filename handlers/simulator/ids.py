"""Identifiers in the forms LINE gives them."""

from __future__ import annotations

import secrets

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def ulid(ms: int) -> str:
    """A ULID of this time: 48 bits of milliseconds, 80 of chance (`webhookEventId`)."""
    number = ms << 80 | secrets.randbits(80)
    return "".join(_CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))


def user_id() -> str:
    """`U` and 32 hexadecimal digits; unique to a provider."""
    return "U" + secrets.token_hex(16)


def group_id() -> str:
    """`C` and 32 hexadecimal digits."""
    return "C" + secrets.token_hex(16)


def rich_menu_id() -> str:
    """`richmenu-` and 32 hexadecimal digits."""
    return "richmenu-" + secrets.token_hex(16)


def reply_token() -> str:
    """32 hexadecimal digits; whoever holds it may answer once."""
    return secrets.token_hex(16)


def quote_token() -> str:
    """What quotes a message, or marks it as read: opaque and long."""
    return secrets.token_urlsafe(48)
