"""The webhook: quick, honest about what it stored, deaf to strangers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

from sqlalchemy import select, text

from intake.models import Arrival, ArrivalState
from tests.town import SECRET, Town


def post(town: Town, body: bytes, signature: str | None = None) -> int:
    if signature is None:
        digest = hmac.digest(SECRET.encode(), body, hashlib.sha256)
        signature = base64.b64encode(digest).decode()
    answer = town.web.post(
        "/line/webhook", data=body, headers={"x-line-signature": signature} if signature else {}
    )
    assert answer.data == b"", "the answer says nothing to anybody"
    return answer.status_code


def body(*events: object) -> bytes:
    return json.dumps({"destination": "U" + "0" * 32, "events": events}).encode()


def text_event(number: int, **fields: object) -> dict[str, object]:
    return {
        "type": "message",
        "mode": "active",
        "timestamp": 1_794_963_600_000 + number,
        "source": {"type": "user", "userId": f"U{number:032d}"},
        "webhookEventId": f"01H{number}",
        "deliveryContext": {"isRedelivery": False},
        "message": {"type": "text", "id": str(number), "text": "ひとこと"},
        **fields,
    }


def arrivals(town: Town) -> list[Arrival]:
    with town.system.reading() as session:
        return list(session.scalars(select(Arrival).order_by(Arrival.id)))


def test_strangers_are_refused_and_leave_no_trace(town: Town) -> None:
    for signature in ("", "wrong", "署名".encode().decode("latin-1")):
        assert post(town, body(text_event(1)), signature) == 400
    assert arrivals(town) == []


def test_a_verification_without_events_is_welcome(town: Town) -> None:
    assert post(town, body()) == 200


def test_events_of_several_people_each_find_their_own(town: Town) -> None:
    assert post(town, body(text_event(1), text_event(2), text_event(1, webhookEventId="x"))) == 200
    first, second, third = arrivals(town)
    assert first.contact_id == third.contact_id != second.contact_id


def test_the_same_event_is_stored_once(town: Town) -> None:
    twice = body(text_event(1), text_event(1))
    assert [post(town, twice), post(town, twice)] == [200, 200]
    assert len(arrivals(town)) == 1


def test_a_poisoned_event_in_the_middle_holds_up_nobody(town: Town) -> None:
    poisoned = text_event(2, message={"type": "text", "id": "9", "text": {"not": "a text"}})
    assert post(town, body(text_event(1), 7, poisoned, None, text_event(3))) == 200
    town.settle()
    assert [each.state for each in arrivals(town) if each.contact_id] == [ArrivalState.DONE] * 3


def test_signed_nonsense_is_not_asked_for_again(town: Town) -> None:
    assert post(town, b"nonsense") == 200
    assert arrivals(town) == []


def test_only_when_storing_failed_line_is_asked_to_deliver_again(town: Town) -> None:
    town.app.testing = False
    town.app.config["PROPAGATE_EXCEPTIONS"] = False
    with town.system.engine.begin() as connection:
        connection.execute(text("ALTER TABLE inbox RENAME TO inbox_away"))
    try:
        assert post(town, body(text_event(1))) == 500
    finally:
        with town.system.engine.begin() as connection:
            connection.execute(text("ALTER TABLE inbox_away RENAME TO inbox"))
    assert post(town, body(text_event(1))) == 200


def test_a_dead_redis_is_no_reason_to_refuse(town: Town) -> None:
    from redis import Redis

    from handlers.bells import Bells

    town.system.bells = Bells(Redis(port=1, socket_connect_timeout=0.2))
    assert post(town, body(text_event(1))) == 200
    assert len(arrivals(town)) == 1


def test_a_body_far_too_large_is_refused_unread(town: Town) -> None:
    assert post(town, b"x" * (5 * 1024 * 1024)) == 413
