"""A conversation in full, as its page shows it: what was said, noted, and talked of before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from bot.turn import Kind, Stage
from bot.utterance import Card as Place
from bot.utterance import Choice, Line, unpack
from intake import media
from intake.cards import Card, cards, risk_spans
from intake.models import (
    Author,
    Conversation,
    Delivery,
    Media,
    MediaState,
    Message,
    Note,
    Outcome,
    Staff,
    Tag,
)
from nlp.reading import Risk

# The newest bubbles of a long talk; the earlier ones come when asked for.
SHOWN = 200
PAST_SHOWN = 20
# The code of marks that meant danger; it is no concern.
RISK = "risk"


@dataclass(frozen=True, slots=True)
class Mark:
    """Words of a bubble that led to a tag (or to `RISK`): code-point offsets, the tag, why."""

    start: int
    end: int
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Brought:
    """What came with a bubble. `size` in bytes once it is stored."""

    public_id: str
    state: MediaState
    size: int | None
    duration_ms: int | None


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message as shown. `text` is None when it was erased; `language` is that of our own
    words; `places` are the cards that came with it; `is_unread` when the reading could make
    nothing of its language."""

    id: int
    author: Author
    staff: str | None
    kind: Kind
    text: str | None
    choices: tuple[Choice, ...]
    lines: tuple[Line, ...]
    places: tuple[Place, ...]
    risk: Risk
    at: datetime
    delivery: Delivery | None
    marks: tuple[Mark, ...]
    language: str = "ja"
    is_unread: bool = False
    brought: Brought | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """A note of staff as shown."""

    id: int
    staff: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier conversation of the same contact, in one line."""

    public_id: str
    opened_at: datetime
    closed_at: datetime | None
    outcome: Outcome | None
    owner: str | None
    summary: str


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation in full. `earlier` counts bubbles that are not among `bubbles`."""

    card: Card
    bubbles: tuple[Bubble, ...]
    earlier: int
    notes: tuple[Remark, ...]
    past: tuple[Past, ...]
    last_message_id: int


def load(session: Session, conversation: Conversation, *, shown: int | None = SHOWN) -> Talk:
    """The conversation with its newest `shown` bubbles (None: all), oldest first."""
    rows = as_written(_messages(session, conversation.id, shown))
    marks = _marks(session, conversation.id)
    brought = media.of_conversation(session, conversation.id)
    bubbles = tuple(_bubble(row, marks.get(row.id, ()), brought.get(row.id)) for row in rows)
    return Talk(
        card=cards(session, [conversation.id])[0],
        bubbles=bubbles,
        earlier=_count(session, conversation.id) - len(bubbles),
        notes=_notes(session, conversation.id),
        past=_past(session, conversation),
        last_message_id=max((bubble.id for bubble in bubbles), default=0),
    )


def as_written(rows: Sequence[Message]) -> list[Message]:
    """The rows in the order in which they came to be, late ones put where they were written.

    Events may overtake one another by far (Messaging API reference, "Common properties"): what a
    resident wrote stands before what they wrote afterwards. Only their own times are compared with
    one another, because the door's clock may differ from ours.
    """
    ordered: list[Message] = []
    for row in rows:
        place = len(ordered)
        if row.author is Author.RESIDENT:
            for index in range(len(ordered) - 1, -1, -1):
                if ordered[index].author is not Author.RESIDENT:
                    continue
                if ordered[index].occurred_at <= row.occurred_at:
                    break
                place = index
        ordered.insert(place, row)
    return ordered


def _messages(session: Session, conversation_id: int, shown: int | None) -> Sequence[Message]:
    query = (
        select(Message)
        .where(Message.conversation_id == conversation_id)
        .options(joinedload(Message.staff))
        .order_by(Message.id.desc())
    )
    newest = session.scalars(query.limit(shown)).all()
    return newest[::-1]


def _count(session: Session, conversation_id: int) -> int:
    query = select(func.count()).where(Message.conversation_id == conversation_id)
    return session.scalar(query) or 0


def _bubble(row: Message, marks: Sequence[Mark], brought: Media | None) -> Bubble:
    said = unpack({"text": "", **row.extra}) if row.extra else None
    marks = [*_read(RISK, risk_spans(row.extra)), *marks]
    return Bubble(
        id=row.id,
        author=row.author,
        staff=row.staff.name if row.staff else None,
        kind=row.kind,
        text=None if row.erased_at else row.text,
        choices=said.choices if said else (),
        lines=said.lines if said else (),
        places=said.cards if said else (),
        risk=row.risk,
        at=row.occurred_at,
        delivery=row.delivery,
        marks=() if row.erased_at else tuple(marks),
        language=said.language if said else "ja",
        is_unread=bool((row.extra or {}).get("is_unread")),
        brought=_brought(brought) if brought and not row.erased_at else None,
    )


def _brought(row: Media) -> Brought:
    return Brought(row.public_id, row.state, row.size, row.duration_ms)


def _marks(session: Session, conversation_id: int) -> dict[int, list[Mark]]:
    query = (
        select(Tag.message_id, Tag.code, Tag.spans)
        .where(
            Tag.conversation_id == conversation_id,
            Tag.message_id.is_not(None),
            Tag.removed_at.is_(None),
        )
        .order_by(Tag.id)
    )
    found: dict[int, list[Mark]] = {}
    for message_id, code, spans in session.execute(query):
        found.setdefault(message_id, []).extend(_read(code, spans))
    return found


def _read(code: str, spans: Sequence[Sequence[Any]]) -> list[Mark]:
    return [Mark(start, end, code, reason) for start, end, reason in spans]


def _notes(session: Session, conversation_id: int) -> tuple[Remark, ...]:
    query = (
        select(Note)
        .where(Note.conversation_id == conversation_id)
        .options(joinedload(Note.staff))
        .order_by(Note.id)
    )
    return tuple(
        Remark(each.id, each.staff.name, each.text, each.created_at)
        for each in session.scalars(query)
    )


def _past(session: Session, conversation: Conversation) -> tuple[Past, ...]:
    query = (
        select(
            Conversation.public_id,
            Conversation.opened_at,
            Conversation.closed_at,
            Conversation.outcome,
            Staff.name,
            Conversation.summary,
        )
        .outerjoin(Staff, Staff.id == Conversation.owner_id)
        .where(
            Conversation.contact_id == conversation.contact_id,
            Conversation.id != conversation.id,
            Conversation.stage == Stage.CLOSED,
        )
        .order_by(Conversation.id.desc())
        .limit(PAST_SHOWN)
    )
    return tuple(Past(*row) for row in session.execute(query))
