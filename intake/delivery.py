"""What follows from a door's answer to a parcel: a table, so that every case can be read."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from intake.models import Way


class Answer(StrEnum):
    """What a door said to a parcel. Each door translates its own vocabulary into these."""

    ACCEPTED = "accepted"
    REFUSED = "refused"  # it will never take this, and has not
    LIMIT = "limit"  # the month's counted messages are used up
    THROTTLED = "throttled"  # not now; nothing was taken
    FAILED = "failed"  # its own fault: it may have been taken
    SILENT = "silent"  # no answer came: it may have been taken
    UNREACHED = "unreached"  # the call never got there
    UNAUTHORISED = "unauthorised"  # our key to the door is wrong


class Fate(StrEnum):
    """What becomes of the parcel."""

    SENT = "sent"
    RETRY = "retry"
    REPACK = "repack"  # the reply token is gone and nothing was sent: another way
    HELD = "held"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


# Waits before each new try, the last one again and again.
PUSH_WAITS = tuple(timedelta(seconds=seconds) for seconds in (2, 5, 15, 60, 300, 900, 3600))
REPLY_WAITS = tuple(timedelta(seconds=seconds) for seconds in (1, 3, 8, 15, 15))
# LINE promises a reply token a minute; what is on the way when it ends is lost, so we stop a
# little earlier (Messaging API reference, "Reply token").
TOKEN_LIFE = timedelta(seconds=50)
# Help in danger rides on a token only while enough of its life is left to try again: a push may be
# repeated until it is certain to have arrived, once; a reply may not.
URGENT_LIFE = timedelta(seconds=20)
# LINE forgets a retry key 24 hours after the first try and would send again
# (Messaging API, "Retrying an API request").
KEY_LIFE = timedelta(hours=23)

_PASSING = {
    Answer.THROTTLED,
    Answer.FAILED,
    Answer.SILENT,
    Answer.UNREACHED,
    Answer.UNAUTHORISED,
}
_DOUBTFUL = {Answer.FAILED, Answer.SILENT}


def is_doubtful(answer: Answer) -> bool:
    """True when after this answer nobody can say whether the parcel arrived."""
    return answer in _DOUBTFUL


def judge(
    way: Way,
    answer: Answer,
    *,
    attempts: int,
    was_doubtful: bool,
    age: timedelta,
    token_age: timedelta | None = None,
) -> tuple[Fate, timedelta]:
    """The parcel's fate, and how long to wait when it is RETRY.

    `attempts` counts this one, `was_doubtful` says that an earlier attempt may have been taken,
    `age` is the time since the first, `token_age` that since the reply token came. A reply is
    never followed by a push unless it is certain that the reply was not taken; a push may be
    repeated under its retry key as long as the key lives.
    """
    if answer is Answer.ACCEPTED:
        return Fate.SENT, timedelta()
    if way is Way.REPLY:
        is_young = token_age is not None and token_age < TOKEN_LIFE
        return _judge_reply(answer, attempts, was_doubtful, is_young)
    return _judge_push(answer, attempts, was_doubtful, age)


def _judge_reply(
    answer: Answer, attempts: int, was_doubtful: bool, is_young: bool
) -> tuple[Fate, timedelta]:
    if answer in _PASSING and attempts <= len(REPLY_WAITS):
        return Fate.RETRY, REPLY_WAITS[attempts - 1]
    if was_doubtful and answer is Answer.REFUSED and is_young:
        # A token that can't have run out yet is refused only when it was used: by us, before.
        return Fate.SENT, timedelta()
    if was_doubtful or is_doubtful(answer):
        return Fate.UNCERTAIN, timedelta()
    return Fate.REPACK, timedelta()


def _judge_push(
    answer: Answer, attempts: int, doubtful: bool, age: timedelta
) -> tuple[Fate, timedelta]:
    if answer is Answer.LIMIT and not doubtful:
        return Fate.HELD, timedelta()
    if answer is Answer.REFUSED:
        return (Fate.UNCERTAIN if doubtful else Fate.FAILED), timedelta()
    if age >= KEY_LIFE:
        doubtful = doubtful or is_doubtful(answer)
        return (Fate.UNCERTAIN if doubtful else Fate.FAILED), timedelta()
    return Fate.RETRY, PUSH_WAITS[min(attempts, len(PUSH_WAITS)) - 1]
