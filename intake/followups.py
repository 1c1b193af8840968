"""Clocks of a conversation: what follows when nobody writes, or nobody reads, for a while."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bot import dialogue
from bot.followups import follow_up, may_push, next_word_at
from bot.script import Script
from bot.turn import Deed, Heard, Kind, Stage, Turn, unpack_place
from intake import changes, conversations, outbox, reception, scene, sight
from intake.delivery import TOKEN_LIFE
from intake.models import Address, Author, Conversation, Outcome, ReplyToken
from intake.rows import written

BATCH = 200


def fallen_silent(session: Session, now: datetime) -> list[int]:
    """Conversations whose unfinished talk has been silent for as long as the office allows."""
    return list(
        session.scalars(
            select(Conversation.id)
            .where(Conversation.silence_due_at <= now, Conversation.stage == Stage.WITH_BOT)
            .limit(BATCH)
        )
    )


def note_silence(session: Session, script: Script, conversation_id: int, now: datetime) -> None:
    """The person fell silent over an unfinished talk: the step says whether someone should look."""
    conversation = session.get_one(Conversation, conversation_id, with_for_update=True)
    if conversation.silence_due_at is None or conversation.silence_due_at > now:
        return
    conversation.silence_due_at = None
    turn = dialogue.step(
        script,
        unpack_place(conversation.place),
        Heard(kind=Kind.SILENCE),
        scene.around(session, script, conversation.contact, conversation, now),
    )
    reception.follow(session, script, conversation, turn, now)


def due(session: Session, now: datetime) -> list[int]:
    """Conversations in which it is time for a word to somebody whom nobody has read."""
    return list(
        session.scalars(
            select(Conversation.id)
            .where(
                Conversation.follow_up_due_at <= now,
                Conversation.stage.in_((Stage.WAITING, Stage.WITH_STAFF)),
            )
            .limit(BATCH)
        )
    )


def say_word(session: Session, script: Script, conversation_id: int, now: datetime) -> None:
    """Says the word that is due, if nobody on staff has opened the conversation; plans the next.

    It rides on a young reply token, or is pushed where the office allows that. A danger that
    nobody has opened rings at the desk again, also for somebody whom we can't reach. Safe to
    repeat: the clock is set with the word.
    """
    conversation = session.get_one(Conversation, conversation_id, with_for_update=True)
    if conversation.follow_up_due_at is None or conversation.follow_up_due_at > now:
        return
    conversation.follow_up_due_at = None
    is_alarmed = conversation.alarm_at is not None
    place = unpack_place(conversation.place)
    world = scene.around(session, script, conversation.contact, conversation, now)
    world = replace(world, is_unopened=_is_unopened(session, conversation))
    turn = follow_up(script, place, world)
    if Deed.ALARM in turn.deeds:
        changes.note(session, "alarm", conversation, now)
    if not turn.say:
        return
    if _can_hear(session, conversation):
        is_worth_push = may_push(script, is_alarmed=is_alarmed)
        _say(session, conversation, turn, now, is_worth_push=is_worth_push)
    conversation.follow_ups += 1
    conversation.follow_up_due_at = next_word_at(
        script, conversation.follow_ups, now, is_alarmed=is_alarmed
    )


def _say(
    session: Session, conversation: Conversation, turn: Turn, now: datetime, *, is_worth_push: bool
) -> None:
    """Nothing is written down that would only expire: staff should see what was really said."""
    if not is_worth_push and not _has_young_token(session, conversation, now):
        return
    for utterance in turn.say:
        outbox.post(session, conversation, utterance, Author.BOT, now, is_worth_push=is_worth_push)
    changes.note(session, "message", conversation, now)


def _is_unopened(session: Session, conversation: Conversation) -> bool:
    """Nobody has opened the danger, or (without one) read the last word of who waits."""
    if conversation.risk.is_danger:
        return conversation.alarm_at is not None
    return conversation.seen_message_id < sight.newest_of_resident(session, conversation)


def _can_hear(session: Session, conversation: Conversation) -> bool:
    return session.get_one(Address, conversation.address_id).unreachable_at is None


def _has_young_token(session: Session, conversation: Conversation, now: datetime) -> bool:
    return bool(
        session.scalar(
            select(
                exists().where(
                    ReplyToken.contact_id == conversation.contact_id,
                    ReplyToken.address_id == conversation.address_id,
                    ReplyToken.used_at.is_(None),
                    ReplyToken.received_at > now - TOKEN_LIFE,
                )
            )
        )
    )


def close_empty(session: Session, now: datetime) -> None:
    """Ends talks with the bot in which nothing was told: a greeting a day ago is not a case."""
    empty = session.scalars(
        select(Conversation).where(
            Conversation.stage != written(Conversation.stage, Stage.CLOSED),
            Conversation.stage == Stage.WITH_BOT,
            Conversation.silence_due_at.is_(None),
            Conversation.last_resident_at < now - timedelta(days=1),
        )
    )
    for conversation in empty:
        conversations.close(session, conversation, Outcome.NOT_NEEDED, now)
