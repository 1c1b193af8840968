"""A conversation in brief: what the board, the lists and the head of its page show of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, defer, joinedload

from bot.track import Track
from bot.turn import Stage
from intake.models import Author, Conversation, Message, Outcome, Tag, TagSource
from nlp.reading import About, Risk


@dataclass(frozen=True, slots=True)
class Concern:
    """A tag of a conversation and the words that led to it, in the order of reading."""

    code: str
    words: tuple[str, ...]
    is_by_staff: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A conversation in brief.

    `risk_words` are those that meant danger. `unread` counts the resident's messages that the
    holder has not seen; `is_our_turn` when their last message is newer than our last answer.
    `may_come_back`: whoever reported about another was asked whether we may ask again.
    """

    id: int
    public_id: str
    code_name: str
    door: str
    stage: Stage
    risk: Risk
    risk_words: tuple[str, ...]
    about: About
    track: Track
    may_come_back: bool | None
    area: str | None
    language: str
    summary: str
    concerns: tuple[Concern, ...]
    opened_at: datetime
    waiting_since: datetime
    last_resident_at: datetime | None
    claimed_at: datetime | None
    alarm_at: datetime | None
    closed_at: datetime | None
    outcome: Outcome | None
    owner_id: int | None
    owner: str | None
    last_owner: str | None
    is_unreachable: bool
    unread: int
    is_our_turn: bool


@dataclass(frozen=True, slots=True)
class _Turn:
    resident: int = 0
    staff: int = 0
    unread: int = 0


def cards(session: Session, ids: Sequence[int]) -> list[Card]:
    """The cards of these conversations, in this order; four queries however many they are."""
    if not ids:
        return []
    query = (
        select(Conversation)
        .where(Conversation.id.in_(ids))
        .options(
            defer(Conversation.place),
            joinedload(Conversation.contact),
            joinedload(Conversation.address),
            joinedload(Conversation.owner),
            joinedload(Conversation.last_owner),
        )
    )
    rows = {each.id: each for each in session.scalars(query)}
    concerns, turns = _concerns(session, ids), _turns(session, ids)
    dangers = _risk_words(session, ids)
    return [
        _card(rows[each], concerns.get(each, ()), dangers.get(each, ()), turns.get(each, _Turn()))
        for each in ids
        if each in rows
    ]


def _card(
    row: Conversation, concerns: tuple[Concern, ...], risk_words: tuple[str, ...], turn: _Turn
) -> Card:
    return Card(
        id=row.id,
        public_id=row.public_id,
        code_name=row.contact.code_name,
        door=row.address.door,
        stage=row.stage,
        risk=row.risk,
        risk_words=risk_words,
        about=row.about,
        track=row.track,
        may_come_back=row.may_come_back,
        area=row.area,
        language=row.language,
        summary=row.summary,
        concerns=concerns,
        opened_at=row.opened_at,
        waiting_since=row.waiting_since or row.opened_at,
        last_resident_at=row.last_resident_at,
        claimed_at=row.claimed_at,
        alarm_at=row.alarm_at,
        closed_at=row.closed_at,
        outcome=row.outcome,
        owner_id=row.owner_id,
        owner=row.owner.name if row.owner else None,
        last_owner=row.last_owner.name if row.last_owner else None,
        is_unreachable=row.address.unreachable_at is not None,
        unread=turn.unread,
        is_our_turn=turn.resident > turn.staff,
    )


def _concerns(session: Session, ids: Sequence[int]) -> dict[int, tuple[Concern, ...]]:
    query = (
        select(Tag.conversation_id, Tag.code, Tag.source, Tag.spans, Message.text)
        .outerjoin(Message, Message.id == Tag.message_id)
        .where(Tag.conversation_id.in_(ids), Tag.removed_at.is_(None))
        .order_by(Tag.id)
    )
    found: dict[int, dict[str, Concern]] = {}
    for conversation_id, code, source, spans, text in session.execute(query):
        words = words_at(text, spans)
        by_code = found.setdefault(conversation_id, {})
        before = by_code.get(code)
        by_code[code] = Concern(
            code=code,
            words=_longest((before.words if before else ()) + words),
            is_by_staff=bool(before and before.is_by_staff) or source is TagSource.STAFF,
        )
    return {each: tuple(by_code.values()) for each, by_code in found.items()}


def _risk_words(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    query = (
        select(Message.conversation_id, Message.text, Message.extra)
        .where(
            Message.conversation_id.in_(ids),
            Message.author == Author.RESIDENT,
            Message.risk != Risk.NONE,
        )
        .order_by(Message.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for conversation_id, text, extra in session.execute(query):
        words = words_at(text, risk_spans(extra))
        found[conversation_id] = _longest(found.get(conversation_id, ()) + words)
    return found


def risk_spans(extra: dict[str, Any] | None) -> Sequence[Sequence[Any]]:
    """Where a resident's message spoke of danger, as `transcript` wrote it down."""
    spans: Sequence[Sequence[Any]] = (extra or {}).get("risk", ())
    return spans


def words_at(text: str | None, spans: Sequence[Sequence[Any]]) -> tuple[str, ...]:
    """The words that the spans (`[start, end, reason]`, code points) point at; none if erased."""
    if text is None:
        return ()
    words = (text[start:end].strip() for start, end, *_ in spans)
    return _longest(word for word in words if word)


def _longest(words: Iterable[str]) -> tuple[str, ...]:
    """The words once each, in order, without those that stand within another of them."""
    once = tuple(dict.fromkeys(words))
    return tuple(word for word in once if not any(word in other for other in once if other != word))


def _turns(session: Session, ids: Sequence[int]) -> dict[int, _Turn]:
    is_resident = Message.author == Author.RESIDENT
    is_unread = is_resident & (Message.id > Conversation.seen_message_id)
    query = (
        select(
            Message.conversation_id,
            func.max(case((is_resident, Message.id), else_=0)),
            func.max(case((Message.author == Author.STAFF, Message.id), else_=0)),
            func.sum(case((is_unread, 1), else_=0)),
        )
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.conversation_id.in_(ids))
        .group_by(Message.conversation_id)
    )
    return {row[0]: _Turn(row[1], row[2], int(row[3])) for row in session.execute(query)}
