"""LINE can be made to fail in every way it fails, and everything that passed is on record."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from handlers.simulator import Platform
from tests.simulator.conftest import Clock, Line, Product, text


def shown(platform: Platform, user: str) -> list[Any]:
    return [message["text"] for message in platform.heard(user)]


@pytest.mark.parametrize(
    ("do", "status", "is_done"),
    [
        ("error", 500, False),
        ("error_after", 500, True),
        ("rate_limit", 429, False),
        ("monthly_limit", 429, False),
        ("unauthorized", 401, False),
    ],
)
def test_a_push_can_be_made_to_fail_before_or_after_the_work(
    platform: Platform, line: Line, alice: str, do: str, status: int, is_done: bool
) -> None:
    platform.faults.add("push", do)
    answer = line.push(alice, text("eins"))
    assert answer.status_code == status
    assert answer.headers["x-line-request-id"]
    assert shown(platform, alice) == (["eins"] if is_done else [])
    assert line.push(alice, text("zwei")).status_code == 200


def test_the_two_429_differ_in_their_words(platform: Platform, line: Line, alice: str) -> None:
    platform.faults.add("push", "rate_limit")
    platform.faults.add("push", "monthly_limit")
    said = [line.push(alice, text()).get_json()["message"] for _ in range(2)]
    assert said == [
        "The API rate limit has been exceeded. Try again later.",
        "You have reached your monthly limit.",
    ]


@pytest.mark.parametrize(("do", "is_done"), [("drop", True), ("refuse", False)])
def test_a_connection_can_break_before_or_after_the_work(
    platform: Platform, app: Flask, line: Line, alice: str, do: str, is_done: bool
) -> None:
    app.testing = True  # The test client has no socket to close: it raises instead.
    platform.faults.add("push", do)
    with pytest.raises(ConnectionResetError):
        line.push(alice, text("eins"))
    assert shown(platform, alice) == (["eins"] if is_done else [])


def test_an_answer_can_come_late_with_the_work_done(platform: Platform, alice: str) -> None:
    from handlers.simulator import calls
    from handlers.simulator.api import messaging_api

    naps: list[float] = []
    app = Flask("late")
    calls.install(app, platform, naps.append)
    app.register_blueprint(messaging_api(platform))
    platform.faults.add("push", "hang", seconds=30)
    assert Line(app.test_client()).push(alice, text("eins")).status_code == 200
    assert naps == [30]
    assert shown(platform, alice) == ["eins"]


def test_a_fault_strikes_where_and_as_often_as_told(
    platform: Platform, line: Line, alice: str
) -> None:
    platform.faults.add("push", "error", times=2)
    assert line("GET", "/info").status_code == 200
    statuses = [line.push(alice, text()).status_code for _ in range(3)]
    assert statuses == [500, 500, 200]
    platform.faults.add("*", "error", times=None)
    assert line("GET", "/info").status_code == 500
    platform.faults.clear()
    assert line("GET", "/info").status_code == 200


def test_a_fault_may_strike_by_chance(platform: Platform, line: Line) -> None:
    platform.faults.add("*", "error", times=None, chance=0.5)
    statuses = {line("GET", "/info").status_code for _ in range(60)}
    assert statuses == {200, 500}


def test_an_event_can_stand_twice_in_one_body(
    platform: Platform, product: Product, alice: str
) -> None:
    platform.faults.add("webhook", "duplicate")
    platform.write(alice, "x")
    platform.deliver_due()
    first, second = product.bodies[-1]["events"]
    assert first == second


def test_a_body_can_come_in_two_posts_at_once(
    platform: Platform, product: Product, alice: str
) -> None:
    platform.faults.add("webhook", "parallel")
    platform.write(alice, "x")
    lanes = {one.lane for one in platform.world.state.deliveries.values()}
    assert len(lanes) == 2
    assert platform.deliver_due() == 2
    assert product.events[-1] == product.events[-2]


def test_a_body_can_come_in_eight_posts_at_once(
    platform: Platform, product: Product, alice: str
) -> None:
    platform.faults.add("webhook", "parallel", copies=8)
    platform.write(alice, "x")
    assert platform.deliver_due() == 8


def test_a_body_that_was_accepted_can_come_again(
    platform: Platform, product: Product, clock: Clock, alice: str
) -> None:
    platform.faults.add("webhook", "again", seconds=30)
    platform.write(alice, "x")
    assert platform.deliver_due() == 1
    clock.forward(30)
    assert platform.deliver_due() == 1
    assert product.events[-1] == product.events[-2]


def test_a_body_can_be_late(platform: Platform, product: Product, clock: Clock, alice: str) -> None:
    platform.faults.add("webhook", "delay", seconds=90)
    platform.write(alice, "x")
    assert platform.deliver_due() == 0
    clock.forward(90)
    assert platform.deliver_due() == 1


def test_bodies_can_arrive_in_the_wrong_order(
    platform: Platform, product: Product, alice: str
) -> None:
    platform.faults.add("webhook", "reorder")
    platform.write(alice, "first")
    platform.write(alice, "second")
    platform.deliver_due()
    late, early = product.events[-1], product.events[-2]
    assert (early["message"]["text"], late["message"]["text"]) == ("second", "first")
    assert late["timestamp"] < early["timestamp"]


def test_faults_can_be_set_seen_and_cleared_from_outside(platform: Platform, app: Flask) -> None:
    client = app.test_client()
    assert client.post("/simulator/faults", json={"on": "push", "do": "error"}).status_code == 201
    assert client.get("/simulator/faults").get_json()[0]["do"] == "error"
    assert client.delete("/simulator/faults").get_json() == []
    for wrong in (
        {"on": "push", "do": "explode"},
        {"on": "webhook", "do": "error"},
        {"do": "error"},
        {"on": "push", "do": "error", "colour": "red"},
        {"on": "push", "do": "error", "chance": 0},
    ):
        assert client.post("/simulator/faults", json=wrong).status_code == 400


def test_the_record_tells_all_that_was_sent_and_shown(
    platform: Platform, app: Flask, line: Line, alice: str, token: str
) -> None:
    line.reply(token, text("gezeigt"))
    line.reply(token, text("verweigert"))
    record = app.test_client().get("/simulator/record").get_json()
    assert [event["type"] for event in record["events"]] == ["follow", "message"]
    assert [post["status"] for post in record["posts"]] == [200, 200]
    assert [call["status"] for call in record["calls"]] == [200, 400]
    assert [(one["via"], one["message"]["text"]) for one in record["sent"]] == [
        ("reply", "gezeigt")
    ]
    shown_texts = [one["message"]["text"] for one in record["shown"][alice]["bubbles"]]
    assert shown_texts == ["こんにちは", "gezeigt"]
