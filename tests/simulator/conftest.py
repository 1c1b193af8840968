"""A platform whose clock stands still, a product that remembers, and a caller of LINE's API."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from handlers.simulator import Platform, create_app

SECRET = "s3cret-of-the-channel"
TOKEN = "access-token"


class Clock:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 10, 5, 3, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Product:
    """What stands at the webhook's address: remembers each body, answers what it was told to."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.raw: list[bytes] = []
        self.headers: list[Mapping[str, str]] = []
        self.answers: list[int | OSError] = []

    def __call__(self, _url: str, body: bytes, headers: Mapping[str, str]) -> int:
        self.raw.append(body)
        self.headers.append(headers)
        self.bodies.append(json.loads(body))
        answer = self.answers.pop(0) if self.answers else 200
        if isinstance(answer, OSError):
            raise answer
        return answer

    @property
    def events(self) -> list[dict[str, Any]]:
        return [event for body in self.bodies for event in body["events"]]

    @property
    def last(self) -> dict[str, Any]:
        return self.events[-1]


class Line:
    """Calls the Messaging API with the right token."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client

    def __call__(
        self, method: str, path: str, body: Any = None, token: str = TOKEN, **headers: str
    ) -> TestResponse:
        sent = {"Authorization": f"Bearer {token}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self._client.open("/v2/bot" + path, method=method, json=body, headers=sent)

    def send_bytes(self, path: str, data: bytes, content_type: str) -> TestResponse:
        return self._client.post(
            "/v2/bot" + path,
            data=data,
            content_type=content_type,
            headers={"Authorization": f"Bearer {TOKEN}"},
        )

    def reply(self, token: str, *messages: Any, **headers: str) -> TestResponse:
        body = {"replyToken": token, "messages": list(messages)}
        return self("POST", "/message/reply", body, **headers)

    def push(self, to: str, *messages: Any, **headers: str) -> TestResponse:
        return self("POST", "/message/push", {"to": to, "messages": list(messages)}, **headers)


def text(words: str = "はい", **more: Any) -> dict[str, Any]:
    """A text message."""
    return {"type": "text", "text": words, **more}


def signature(body: bytes, secret: str = SECRET) -> str:
    """The signature as LINE documents it, worked out apart from the stand-in."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def product() -> Product:
    return Product()


@pytest.fixture
def platform(clock: Clock, product: Product) -> Platform:
    return Platform(SECRET, TOKEN, "https://product.invalid/hook", clock=clock, post=product)


@pytest.fixture
def app(platform: Platform) -> Flask:
    return create_app(platform)


@pytest.fixture
def line(app: Flask) -> Line:
    return Line(app.test_client())


@pytest.fixture
def alice(platform: Platform) -> str:
    """A friend of the account whose `follow` has been delivered."""
    user = platform.add_friend(name="Alice")
    platform.deliver_due()
    return user


@pytest.fixture
def token(platform: Platform, product: Product, alice: str) -> str:
    """A fresh reply token of Alice's."""
    platform.write(alice, "こんにちは")
    platform.deliver_due()
    found: str = product.last["replyToken"]
    return found
