"""Brings webhook bodies to the product: signed, in two seconds, again if that is switched on."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import re
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from handlers.simulator.errors import not_found
from handlers.simulator.state import Delivery
from handlers.simulator.world import World

Post = Callable[[str, bytes, Mapping[str, str]], int]
"""Posts a body with headers to an address and gives the status; raises OSError if none came."""

ANSWER_SECONDS = 2.0
"""Later counts as `request_timeout` (Development guidelines for corporate customers)."""
TOKEN_MS = 60_000
"""A reply token is to be used within a minute of receiving the webhook."""
TOKEN_LIFE_MS = 20 * 60_000
"""After this a redelivery gives no more time."""
REDELIVERY_SECONDS: tuple[float, ...] = (2, 5, 15, 60, 300, 900)
"""Waits before each redelivery. LINE discloses neither their number nor their length."""
_POSTERS = 8
_LONGEST_NAP = 1.0


def sign(secret: str, body: bytes) -> str:
    """The value of `x-line-signature`: Base64 of HMAC-SHA256 over the raw body."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def encode(destination: str, events: Sequence[Mapping[str, Any]]) -> bytes:
    """The body: UTF-8 JSON; a lone surrogate, which UTF-8 can't carry, stays escaped."""
    whole = json.dumps(
        {"destination": destination, "events": events}, ensure_ascii=False, separators=(",", ":")
    )
    return re.sub("[\ud800-\udfff]", lambda lone: f"\\u{ord(lone[0]):04x}", whole).encode()


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Over the network; redirects are not followed. Raises OSError, TimeoutError among them."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=ANSWER_SECONDS)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body, dict(headers))
        return connection.getresponse().status
    except http.client.HTTPException as error:
        raise ConnectionError(type(error).__name__) from None
    finally:
        connection.close()


class Postman:
    """Delivers what the world has queued: when asked (`deliver_due`), or on threads of its own."""

    def __init__(
        self,
        world: World,
        secret: str,
        post: Post,
        redelivery_seconds: Sequence[float] = REDELIVERY_SECONDS,
    ) -> None:
        self._world = world
        self._secret = secret
        self._post = post
        self._redelivery_seconds = tuple(redelivery_seconds)
        self._busy: dict[str, int] = {}
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Deliver in the background from now on."""
        self._stopping.clear()
        self._threads = [
            threading.Thread(target=self._run, name=f"postman-{number}", daemon=True)
            for number in range(_POSTERS)
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish what is under way, and no more."""
        self._stopping.set()
        self._world.rouse()
        for thread in self._threads:
            thread.join(ANSWER_SECONDS * 2)
        self._threads = []

    def deliver_due(self) -> int:
        """Deliver all that is due, in this thread; gives how many posts that took."""
        posts = 0
        while (delivery := self._take()) is not None:
            self._attempt(delivery)
            posts += 1
        return posts

    def test(self, url: str | None) -> dict[str, Any]:
        """Post a body without events and tell what came of it: `TestWebhookEndpointResponse`."""
        with self._world.reading() as state:
            address, destination = url or state.webhook_url, state.bot_id
        if not address:
            raise not_found()
        status, error = self._send(address, encode(destination, []))
        moment = datetime.fromtimestamp(self._world.now_ms() / 1000, UTC)
        return {
            "success": error is None,
            "timestamp": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "statusCode": status,
            "reason": (error or "OK").upper(),
            "detail": str(status) if status else "no response",
        }

    def _run(self) -> None:
        while not self._stopping.is_set():
            version = self._world.version
            delivery = self._take()
            if delivery is not None:
                self._attempt(delivery)
            else:
                self._world.wait(version, self._nap())

    def _nap(self) -> float:
        with self._world.reading() as state:
            now = self._world.now_ms()
            waits = [(one.due_ms - now) / 1000 for one in state.deliveries.values()]
        soonest = min((wait for wait in waits if wait > 0), default=_LONGEST_NAP)
        return min(soonest, _LONGEST_NAP)

    def _take(self) -> Delivery | None:
        """The next that is due and whose lane is free; its lane is taken."""
        with self._world.reading() as state:
            now = self._world.now_ms()
            due = sorted(state.deliveries.values(), key=lambda one: one.number)
            blocked = set(self._busy)
            for one in due:
                if one.due_ms <= now and one.lane not in blocked:
                    self._busy[one.lane] = one.number
                    self._renew_tokens(one, now)
                    return one
            return None

    def _renew_tokens(self, delivery: Delivery, now: int) -> None:
        for event in delivery.events:
            token = self._world.state.tokens.get(event.get("replyToken", ""))
            if token and (delivery.attempts == 0 or now - token.event_ms <= TOKEN_LIFE_MS):
                token.until_ms = now + TOKEN_MS

    def _attempt(self, delivery: Delivery) -> None:
        with self._world.reading() as state:
            events = [
                {**event, "deliveryContext": {"isRedelivery": delivery.attempts > 0}}
                for event in delivery.events
            ]
            url, body = state.webhook_url, encode(state.bot_id, events)
        status, error = self._send(url, body)
        with self._world.change() as state:
            self._busy.pop(delivery.lane, None)
            self._world.record.posts.append(
                {
                    "at": self._world.now_ms(),
                    "eventIds": [event["webhookEventId"] for event in events],
                    "isRedelivery": delivery.attempts > 0,
                    "status": status,
                    "error": error,
                }
            )
            wait = self._wait_after(delivery.attempts)
            if error is None or not state.console.redelivers or wait is None:
                state.deliveries.pop(delivery.number, None)
            else:
                delivery.attempts += 1
                delivery.due_ms = self._world.now_ms() + int(wait * 1000)

    def _wait_after(self, attempts: int) -> float | None:
        """Seconds until the redelivery that follows this many; None if there is none."""
        waits = self._redelivery_seconds
        return waits[attempts] if attempts < len(waits) else None

    def _send(self, url: str, body: bytes) -> tuple[int, str | None]:
        """Status and LINE's word for what went wrong, None if nothing did."""
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "LineBotWebhook/2.0",
            "X-Line-Signature": sign(self._secret, body),
        }
        try:
            status = self._post(url, body, headers)
        except TimeoutError:
            return 0, "request_timeout"
        except ssl.SSLError:
            return 0, "tls_handshake_failed"
        except OSError:
            return 0, "could_not_connect"
        return status, None if 200 <= status < 300 else "error_status_code"
