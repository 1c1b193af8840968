"""The webhook's body: is it LINE's, and which letters does it hold?

Nothing of the SDK here: its parser loses a whole body over one odd event, and its models would
double the memory of the web process.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

from intake.inbox import Letter


def is_genuine(body: bytes, signature: str, secrets: tuple[str, ...]) -> bool:
    """True when the signature is LINE's over these raw bytes, under any of our secrets.

    Source: LINE Developers, "Verify webhook signature".
    """
    return any(
        hmac.compare_digest(
            base64.b64encode(hmac.digest(secret.encode(), body, "sha256")),
            signature.encode("utf-8", "replace"),
        )
        for secret in secrets
    )


def open_body(body: bytes, now: datetime) -> list[Letter]:
    """The letters in a genuine body, one for each event, odd ones included.

    Raises ValueError when the body is not the JSON object that LINE promises.
    """
    content = json.loads(body)
    if not isinstance(content, dict) or not isinstance(content.get("events", []), list):
        raise ValueError("not a webhook body")
    return [_letter(event, now) for event in content.get("events", [])]


def _letter(event: Any, now: datetime) -> Letter:
    # Escaped JSON holds lone surrogates and NUL that neither UTF-8 nor PostgreSQL would take.
    payload = json.dumps(event, separators=(",", ":"))
    fields = event if isinstance(event, dict) else {}
    source = fields.get("source")
    return Letter(
        event_id=_event_id(fields, payload),
        occurred_at=_occurred_at(fields.get("timestamp"), now),
        address=_address(source),
        # What is said in a group is not said to us: only that something came is kept.
        payload=payload if _address(source) else None,
        place_to_leave=_group(source) if fields.get("type") != "leave" else None,
    )


def _event_id(fields: dict[str, Any], payload: str) -> str:
    given = fields.get("webhookEventId")
    if isinstance(given, str) and 0 < len(given) <= 64 and given.isascii():
        return given
    return hashlib.sha256(payload.encode()).hexdigest()


def _occurred_at(timestamp: Any, now: datetime) -> datetime:
    """LINE's `timestamp` is in milliseconds; an impossible one counts as now."""
    try:
        occurred_at = datetime.fromtimestamp(timestamp / 1000, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return now
    return occurred_at if occurred_at.year >= 2000 else now


def _address(source: Any) -> str | None:
    """The user's id when the event comes from a talk with that user alone."""
    if not isinstance(source, dict) or source.get("type") != "user":
        return None
    user_id = source.get("userId")
    return user_id if isinstance(user_id, str) and 0 < len(user_id) <= 64 else None


def _group(source: Any) -> str | None:
    """`group:…` or `room:…` when the event comes from a place with more than two."""
    kind = source.get("type") if isinstance(source, dict) else None
    if kind not in ("group", "room"):
        return None
    name = source.get(f"{kind}Id")
    return f"{kind}:{name}" if isinstance(name, str) and 0 < len(name) <= 64 else None
