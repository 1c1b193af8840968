"""The line of those who wait: who stands before whom, by the order in which the desk reads."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.track import Track
from bot.turn import Stage
from intake import queue
from intake.models import Conversation
from intake.rows import written
from nlp.reading import Risk

_CLOSED = written(Conversation.stage, Stage.CLOSED)


# Built once: putting a statement together costs more than running this one.
_WAITING = select(Conversation.id, Conversation.risk, Conversation.waiting_since).where(
    Conversation.stage != _CLOSED,
    Conversation.stage == Stage.WAITING,
    (Conversation.track == Track.COMMUNITY) == bindparam("is_community"),
)


def ahead_of(session: Session, conversation: Conversation | None, now: datetime) -> int:
    """How many wait before this conversation, or would if it joined the line now; None is one that
    has just begun.

    Those who want to join in wait for the coordinators, in a line of their own.
    """
    is_community = conversation is not None and conversation.track is Track.COMMUNITY
    since = (conversation.waiting_since if conversation else None) or now
    own = queue.rank(conversation.risk if conversation else Risk.NONE, now - since)
    others = session.execute(_WAITING, {"is_community": is_community})
    return sum(
        queue.rank(risk, now - (since or now)) > own
        for other, risk, since in others
        if conversation is None or other != conversation.id
    )
