"""What people say of a talk that has ended: a face, counted, without a word of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import feedback
from bot.feedback import Face
from bot.script import Script
from bot.turn import Stage
from bot.wording import choices_of
from intake import conversations, outbox
from intake.models import Address, Author, Conversation, Outcome

JUST_NOW = timedelta(minutes=10)
BATCH = 50
_TALKED = (Outcome.ANSWERED, Outcome.CONNECTED, Outcome.CONTINUING)


def may_ask(session: Session, script: Script, contact_id: int, now: datetime) -> bool:
    """True when the contact's last talk with people ended lately and nobody has asked."""
    last = conversations.last_closed(session, contact_id)
    days = timedelta(days=script.office.feedback.days)
    return (
        last is not None
        and _is_askable(last)
        and last.closed_at is not None
        and (now - last.closed_at <= days)
    )


def note_asked(session: Session, contact_id: int, now: datetime) -> None:
    """The question about the contact's last talk has been put; it is not put again."""
    last = conversations.last_closed(session, contact_id)
    if last is not None:
        last.feedback_asked_at = now


def just_closed(session: Session, script: Script, now: datetime) -> list[int]:
    """Conversations whose close is so fresh that the question still belongs to it."""
    if not script.office.feedback.push:
        return []
    query = (
        select(Conversation)
        .where(
            Conversation.stage == Stage.CLOSED,
            Conversation.closed_at > now - JUST_NOW,
            Conversation.feedback_asked_at.is_(None),
        )
        .limit(BATCH)
    )
    return [each.id for each in session.scalars(query) if _is_askable(each)]


def ask(session: Session, script: Script, conversation_id: int, now: datetime) -> None:
    """Asks on its own, as a counted message: only where the office wants that."""
    conversation = session.get_one(Conversation, conversation_id)
    address = session.get_one(Address, conversation.address_id)
    is_back = conversations.open_one(session, conversation.contact_id) is not None
    if not _is_askable(conversation) or is_back or address.unreachable_at is not None:
        return
    conversation.feedback_asked_at = now
    said = feedback.question(script.speaking(conversation.language))
    outbox.post(session, conversation, said, Author.BOT, now)


def count(session: Session, script: Script, address: Address, face: Face, now: datetime) -> None:
    """Counts the face for the talk that was asked about, and thanks; opens nothing anew."""
    asked = session.scalar(
        select(Conversation)
        .where(
            Conversation.contact_id == address.contact_id,
            Conversation.feedback_asked_at.is_not(None),
        )
        .order_by(Conversation.id.desc())
        .limit(1)
    )
    if asked is None:
        return
    asked.feedback = face
    talk = conversations.open_one(session, address.contact_id) or asked
    if talk.stage is Stage.WITH_STAFF:
        return
    script = script.speaking(talk.language)
    row = script.scenario.row(str(talk.place["state"]))
    said = feedback.thanks(script, face, choices_of(script, row, None))
    outbox.post(session, talk, said, Author.BOT, now, is_worth_push=False)


def counts(session: Session, since: datetime) -> Mapping[Face | None, int]:
    """How many of the talks asked about since `since` got which face; None: no answer."""
    query = (
        select(Conversation.feedback, func.count())
        .where(Conversation.feedback_asked_at >= since)
        .group_by(Conversation.feedback)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _is_askable(conversation: Conversation) -> bool:
    """Not whom nobody talked with, not twice, and never one who was in danger."""
    return (
        conversation.feedback_asked_at is None
        and conversation.outcome in _TALKED
        and not conversation.risk.is_danger
    )
