"""The line of those who wait: who stands before whom, by the order in which the desk reads."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.track import Track
from bot.turn import Stage
from intake import queue
from intake.models import Conversation
from intake.rows import written

_CLOSED = written(Conversation.stage, Stage.CLOSED)


def ahead_of(session: Session, conversation: Conversation, now: datetime) -> int:
    """How many wait before this conversation, or would if it joined the line now.

    Those who want to join in wait for the coordinators, in a line of their own.
    """
    is_community = conversation.track is Track.COMMUNITY
    own = queue.rank(conversation.risk, now - (conversation.waiting_since or now))
    others = session.execute(
        select(Conversation.risk, Conversation.waiting_since).where(
            Conversation.stage != _CLOSED,
            Conversation.stage == Stage.WAITING,
            Conversation.id != conversation.id,
            (Conversation.track == Track.COMMUNITY) == is_community,
        )
    )
    return sum(queue.rank(risk, now - (since or now)) > own for risk, since in others)
