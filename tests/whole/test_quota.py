"""The month's counted messages, as LINE counts them and as the desk tells them."""

from __future__ import annotations

from datetime import datetime

from intake import conversations, holding, quota
from intake.models import Author, Delivery
from intake.quota import Cost, Fare, Month
from tests.people import employ
from tests.town import Town


def allow(town: Town, most: int) -> None:
    """LINE's plan of this month."""
    with town.platform.world.change() as state:
        state.console.quota = most


def month(town: Town) -> Month:
    with town.system.reading() as session:
        return quota.month(session, "line", town.clock())


def fare(town: Town) -> Fare:
    with town.system.reading() as session:
        return quota.fare(session, town.conversation(), town.clock())


def answer(town: Town, text: str) -> None:
    with town.system.transaction() as session:
        conversations.answer(
            session, town.conversation(), employ(session, text), text, town.clock()
        )
    town.settle()


def delivered(town: Town) -> list[Delivery | None]:
    return [each.delivery for each in town.messages() if each.author is Author.STAFF]


def taken_over(town: Town) -> str:
    user = town.friend()
    town.write(user, "家賃が払えません。人と話したいです")
    with town.system.transaction() as session:
        talk = town.conversation()
        holding.claim(session, session.merge(talk), employ(session, "Alice"), town.clock())
    return user


def test_line_is_asked_and_what_it_says_stands_on_the_desk(town: Town) -> None:
    allow(town, 200)
    town.sweep()
    assert (month(town).used, month(town).most) == (0, 200)


def test_an_answer_costs_what_was_said_before_it_was_sent(town: Town) -> None:
    allow(town, 200)
    user = taken_over(town)
    town.sweep()
    town.write(user, "はい")
    assert fare(town).now is Cost.FREE
    answer(town, "すぐの返事")
    assert month(town).used == town.platform.usage() == 0
    assert fare(town).now is Cost.COUNTED
    answer(town, "あとの返事")
    assert month(town).used == town.platform.usage() == 1
    town.clock.forward(minutes=11)
    town.sweep()
    assert month(town).used == 1, "LINE has counted it meanwhile; it is not counted twice"


def test_at_the_limit_nothing_vanishes_and_it_was_said_beforehand(town: Town) -> None:
    allow(town, 0)
    user = taken_over(town)
    town.clock.forward(minutes=11)
    town.sweep()
    assert fare(town).now is Cost.HELD
    answer(town, "待たせた返事")
    assert delivered(town) == [Delivery.HELD]
    town.write(user, "いますか")
    assert "待たせた返事" in town.heard(user)
    assert delivered(town) == [Delivery.SENT]


def test_the_desk_learns_of_the_limit_from_the_first_message_that_hits_it(town: Town) -> None:
    allow(town, 200)
    taken_over(town)
    town.sweep()
    assert fare(town).then is Cost.COUNTED
    allow(town, 0)
    town.clock.forward(minutes=2)
    answer(town, "返事")
    assert fare(town).now is Cost.HELD
    assert month(town).is_spent
    assert isinstance(month(town).asked_at, datetime)
