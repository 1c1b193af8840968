"""What follows from LINE's answer to a parcel, case by case."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intake.delivery import KEY_LIFE, PUSH_WAITS, REPLY_WAITS, Answer, Fate, judge
from intake.models import Way

YOUNG, OLD = timedelta(seconds=3), timedelta(minutes=3)


def fate(way: Way, answer: Answer, **how: object) -> Fate:
    given: dict[str, object] = {
        "attempts": 1,
        "was_doubtful": False,
        "age": timedelta(0),
        "token_age": YOUNG if way is Way.REPLY else None,
        **how,
    }
    return judge(way, answer, **given)[0]  # type: ignore[arg-type]


@pytest.mark.parametrize("way", list(Way))
@pytest.mark.parametrize("was_doubtful", [True, False])
def test_what_is_accepted_is_sent(way: Way, was_doubtful: bool) -> None:
    assert fate(way, Answer.ACCEPTED, was_doubtful=was_doubtful) is Fate.SENT


def test_a_reply_refused_at_once_finds_another_way() -> None:
    assert fate(Way.REPLY, Answer.REFUSED) is Fate.REPACK


def test_a_reply_without_an_answer_is_tried_again_on_its_token_and_never_pushed() -> None:
    assert fate(Way.REPLY, Answer.SILENT) is Fate.RETRY
    last = len(REPLY_WAITS) + 1
    assert fate(Way.REPLY, Answer.SILENT, attempts=last, was_doubtful=True) is Fate.UNCERTAIN
    for answer in Answer:
        assert fate(Way.REPLY, answer, attempts=last, was_doubtful=True) is not Fate.REPACK


def test_a_young_token_refused_after_a_doubtful_try_had_been_used_by_us() -> None:
    assert fate(Way.REPLY, Answer.REFUSED, was_doubtful=True) is Fate.SENT


def test_an_old_token_refused_after_a_doubtful_try_proves_nothing() -> None:
    assert fate(Way.REPLY, Answer.REFUSED, was_doubtful=True, token_age=OLD) is Fate.UNCERTAIN


def test_a_server_error_may_have_been_taken() -> None:
    last = len(REPLY_WAITS) + 1
    assert fate(Way.REPLY, Answer.FAILED, attempts=last) is Fate.UNCERTAIN


def test_a_reply_that_never_got_there_finds_another_way_in_the_end() -> None:
    last = len(REPLY_WAITS) + 1
    assert fate(Way.REPLY, Answer.UNREACHED, attempts=last) is Fate.REPACK


def test_all_tries_of_a_reply_fit_into_its_tokens_minute() -> None:
    assert sum(REPLY_WAITS, timedelta(0)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "answer", [Answer.FAILED, Answer.SILENT, Answer.THROTTLED, Answer.UNREACHED]
)
def test_a_push_is_repeated_under_its_key_while_the_key_lives(answer: Answer) -> None:
    assert fate(Way.PUSH, answer, attempts=40, age=timedelta(hours=20)) is Fate.RETRY
    ended = fate(Way.PUSH, answer, attempts=40, age=KEY_LIFE)
    assert ended in (Fate.FAILED, Fate.UNCERTAIN)


def test_the_waits_of_a_push_grow_and_then_stay() -> None:
    waits = [
        judge(Way.PUSH, Answer.FAILED, attempts=n, was_doubtful=False, age=timedelta(0))[1]
        for n in range(1, 12)
    ]
    assert waits == sorted(waits)
    assert waits[-1] == PUSH_WAITS[-1]


def test_the_months_limit_holds_and_a_refusal_ends() -> None:
    assert fate(Way.PUSH, Answer.LIMIT) is Fate.HELD
    assert fate(Way.PUSH, Answer.REFUSED) is Fate.FAILED
    assert fate(Way.PUSH, Answer.REFUSED, was_doubtful=True) is Fate.UNCERTAIN
