"""Webhook bodies of residents who write, signed as LINE signs them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass

from benchmarks import load
from benchmarks.chaos.residents import CRISES, TEXTS
from benchmarks.webhook import SECRET

# One cry for help among twenty messages is more than there are.
_TEXTS = (TEXTS * 3)[:19] + CRISES[:1]


@dataclass(frozen=True, slots=True)
class Letter:
    """A body of one event, and the token by which its answer is known."""

    body: bytes
    reply_token: str

    def request(self) -> bytes:
        """The whole HTTP request."""
        digest = hmac.digest(SECRET.encode(), self.body, hashlib.sha256)
        signature = base64.b64encode(digest).decode()
        return load.request("127.0.0.1", "/line/webhook", self.body, signature)


def first_messages(count: int) -> list[Letter]:
    """So many people's first messages; nobody of them was ever seen before."""
    return [written(secrets.token_hex(16), _TEXTS[number % len(_TEXTS)]) for number in range(count)]


def written(who: str, text: str) -> Letter:
    """A text by the resident whose 32 hex digits are `who`."""
    mark = secrets.token_hex(16)
    event = {
        "type": "message",
        "mode": "active",
        "timestamp": int(time.time() * 1000),
        "source": {"type": "user", "userId": f"U{who}"},
        "webhookEventId": f"01{mark[:24].upper()}",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": mark,
        "message": {"type": "text", "id": str(int(mark[:14], 16)), "quoteToken": "q", "text": text},
    }
    body = json.dumps({"destination": "U" + "0" * 32, "events": [event]}, ensure_ascii=False)
    return Letter(body.encode(), mark)
