"""What LINE posts: genuine or not, and which letters it holds."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest

from handlers.line.envelope import is_genuine, open_body

NOW = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
# The vector of LINE Developers, "Verify webhook signature".
SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
BODY = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
SIGNATURE = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="


def event(**fields: object) -> dict[str, object]:
    return {
        "type": "message",
        "timestamp": 1_794_963_600_000,
        "source": {"type": "user", "userId": "U" + "1" * 32},
        "webhookEventId": "01HXAMPLE",
        **fields,
    }


def opened(*events: object) -> list[object]:
    return list(open_body(json.dumps({"events": events}).encode(), NOW))


def test_lines_own_vector_is_genuine() -> None:
    assert is_genuine(BODY, SIGNATURE, (SECRET,))


@pytest.mark.parametrize("signature", ["", "x", SIGNATURE.lower(), SIGNATURE + " ", "署名"])
def test_any_other_signature_is_not(signature: str) -> None:
    assert not is_genuine(BODY, signature, (SECRET,))


def test_the_raw_bytes_count_not_their_meaning() -> None:
    assert not is_genuine(BODY.replace(b":[", b": ["), SIGNATURE, (SECRET,))


def test_while_secrets_rotate_both_are_genuine() -> None:
    new = base64.b64encode(hmac.digest(b"new", BODY, hashlib.sha256)).decode()
    assert is_genuine(BODY, SIGNATURE, ("new", SECRET))
    assert is_genuine(BODY, new, ("new", SECRET))


def test_an_empty_body_of_events_holds_no_letters() -> None:
    assert open_body(BODY, NOW) == []


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b'{"events": 3}', b"\xff"])
def test_what_line_never_sends_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError):
        open_body(body, NOW)


def test_one_odd_event_never_costs_its_neighbours() -> None:
    first, odd, second = open_body(
        json.dumps({"events": [event(webhookEventId="a"), 7, event(webhookEventId="b")]}).encode(),
        NOW,
    )
    assert (first.event_id, second.event_id) == ("a", "b")
    assert odd.address is None


def test_an_event_without_an_id_gets_one_from_its_content() -> None:
    one, same, other = open_body(
        json.dumps(
            {
                "events": [
                    event(webhookEventId=None),
                    event(webhookEventId=None),
                    event(webhookEventId=None, type="follow"),
                ]
            }
        ).encode(),
        NOW,
    )
    assert one.event_id == same.event_id != other.event_id


@pytest.mark.parametrize("source", [None, {}, {"type": "user"}, {"type": "user", "userId": 3}])
def test_an_event_that_names_nobody_has_no_address(source: object) -> None:
    (letter,) = open_body(json.dumps({"events": [event(source=source)]}).encode(), NOW)
    assert letter.address is None


def test_what_is_said_in_a_group_is_not_kept() -> None:
    source = {"type": "group", "groupId": "C1", "userId": "U" + "1" * 32}
    (letter,) = open_body(json.dumps({"events": [event(source=source)]}).encode(), NOW)
    assert letter.address is None
    assert letter.payload is None


def test_lone_surrogates_and_nul_can_be_stored() -> None:
    body = rb'{"events": [{"type": "message", "source": {"type": "user", "userId": "U1"},'
    body += rb' "message": {"type": "text", "text": "a\ud83d\u0000b"}}]}'
    (letter,) = open_body(body, NOW)
    assert letter.payload
    assert letter.payload.encode("utf-8")
    assert "\x00" not in letter.payload


@pytest.mark.parametrize("timestamp", [None, "x", -1, 10**40, 0])
def test_an_impossible_time_counts_as_now(timestamp: object) -> None:
    (letter,) = open_body(json.dumps({"events": [event(timestamp=timestamp)]}).encode(), NOW)
    assert letter.occurred_at == NOW
