"""The queue: who waits, in which order, and what a card on the board says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session, joinedload

from bot.track import Track
from bot.turn import Stage
from intake.cards import Card, cards
from intake.models import Arrival, ArrivalState, Contact, Conversation, Delivery, Posting
from nlp.reading import Risk

# What "watch" is worth in waiting time: enough to pass a quiet hour, not to pass a whole day.
HEAD_START = timedelta(hours=1)
# Cards of each section on the board; the rest is counted, and moves up as these are taken.
SHOWN = 50
PAGE = 30
FOUND = 30

# Written out instead of bound, so that the partial indexes of open rows serve whatever is closed.
_CLOSED = literal(Stage.CLOSED, Conversation.stage.type, literal_execute=True)
_WITH_STAFF = literal(Stage.WITH_STAFF, Conversation.stage.type, literal_execute=True)
_SET_ASIDE = literal(ArrivalState.SET_ASIDE, Arrival.state.type, literal_execute=True)
_HELD = literal(Delivery.HELD, Posting.state.type, literal_execute=True)


@dataclass(frozen=True, slots=True)
class Section:
    """The first cards of a section in order, and how many there are in all."""

    cards: tuple[Card, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Board:
    """What a staff member sees of all open conversations.

    `community` are those who want to take part and wait for the coordinators: never anybody in
    danger, and nobody before whom a trouble would have to wait.
    """

    waiting: Section
    community: Section
    mine: Section
    others: Section
    with_bot: Section


@dataclass(frozen=True, slots=True)
class Alarm:
    """Danger that nobody has opened since `at`, whoever holds the conversation.

    `reminders` is how often its check-back has come meanwhile (`intake/followups.py`).
    """

    public_id: str
    code_name: str
    risk: Risk
    at: datetime
    owner: str | None
    reminders: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """What the office must know of: arrivals set aside, answers held by the month's limit."""

    set_aside: int
    held: int


def rank(risk: Risk, waited: timedelta) -> tuple[int, timedelta]:
    """The greater, the sooner: danger strictly first, then waiting time.

    `watch` is a head start in time, so that nobody who waits is overtaken for ever.
    """
    if risk.is_danger:
        return risk.rank, waited
    return 0, waited + (HEAD_START if risk is Risk.WATCH else timedelta())


def board(session: Session, staff_id: int, at: datetime) -> Board:
    """All open conversations by section. A fixed number of queries, whatever is closed."""
    columns = (
        Conversation.id,
        Conversation.stage,
        Conversation.risk,
        Conversation.track,
        Conversation.owner_id,
        func.coalesce(Conversation.waiting_since, Conversation.opened_at),
    )
    rows = session.execute(select(*columns).where(Conversation.stage != _CLOSED)).all()
    sections: dict[str, list[tuple[tuple[int, timedelta], int]]] = {
        name: [] for name in ("waiting", "community", "mine", "others", "with_bot")
    }
    for conversation_id, stage, risk, track, owner_id, since in rows:
        name = _section(stage, risk, track, is_own=owner_id == staff_id)
        sections[name].append((rank(risk, at - since), conversation_id))
    chosen = {
        name: [
            each for _, each in sorted(ranked, key=lambda pair: (pair[0], -pair[1]), reverse=True)
        ]
        for name, ranked in sections.items()
    }
    ids = [each for ranked in chosen.values() for each in ranked[:SHOWN]]
    known = {card.id: card for card in cards(session, ids)}
    made = {
        name: Section(tuple(known[each] for each in ranked[:SHOWN] if each in known), len(ranked))
        for name, ranked in chosen.items()
    }
    made["mine"] = Section(_mine_in_order(made["mine"].cards), made["mine"].count)
    return Board(**made)


def _section(stage: Stage, risk: Risk, track: Track, *, is_own: bool) -> str:
    """Where on the board a conversation stands."""
    if stage is Stage.WITH_STAFF:
        return "mine" if is_own else "others"
    is_community = track is Track.COMMUNITY and not risk.is_danger
    return "community" if stage is Stage.WAITING and is_community else stage.value


def mine(session: Session, staff_id: int) -> tuple[Card, ...]:
    """What a staff member holds, those who wait for their word first."""
    query = (
        select(Conversation.id)
        .where(Conversation.stage == _WITH_STAFF, Conversation.owner_id == staff_id)
        .order_by(Conversation.risk_rank.desc(), Conversation.id)
        .limit(SHOWN)
    )
    return _mine_in_order(tuple(cards(session, session.scalars(query).all())))


def closed(session: Session, before: str | None = None) -> list[Card]:
    """The `PAGE` conversations that ended last, before the one with public id `before`."""
    query = select(Conversation.id).where(Conversation.stage == _CLOSED)
    if before is not None:
        mark = select(Conversation).where(Conversation.public_id == before)
        found = session.scalar(mark)
        if found is not None and found.closed_at is not None:
            query = query.where(
                (Conversation.closed_at < found.closed_at)
                | ((Conversation.closed_at == found.closed_at) & (Conversation.id < found.id))
            )
    query = query.order_by(Conversation.closed_at.desc(), Conversation.id.desc()).limit(PAGE)
    return cards(session, session.scalars(query).all())


def search(session: Session, code_name: str) -> list[Card]:
    """The newest conversations of contacts whose code name contains `code_name`."""
    wanted = code_name.strip().removesuffix("さん")
    if not wanted:
        return []
    query = (
        select(Conversation.id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .where(Contact.code_name.contains(wanted, autoescape=True))
        .order_by(Conversation.id.desc())
        .limit(FOUND)
    )
    return cards(session, session.scalars(query).all())


def alarms(session: Session) -> list[Alarm]:
    """Every alarm that nobody has answered by opening it: lives first, then the oldest."""
    query = (
        select(Conversation)
        .where(Conversation.alarm_at.is_not(None), Conversation.stage != _CLOSED)
        .options(joinedload(Conversation.contact), joinedload(Conversation.owner))
        .order_by(Conversation.risk_rank.desc(), Conversation.alarm_at)
    )
    return [
        Alarm(
            public_id=each.public_id,
            code_name=each.contact.code_name,
            risk=each.risk,
            at=each.alarm_at,
            owner=each.owner.name if each.owner else None,
            reminders=each.follow_ups,
        )
        for each in session.scalars(query)
        if each.alarm_at is not None
    ]


def trouble(session: Session) -> Trouble:
    """Counts what could not be taken in, and what waits for the month or a reply token."""
    set_aside = select(func.count()).where(Arrival.state == _SET_ASIDE)
    held = select(func.count()).where(Posting.state == _HELD)
    return Trouble(session.scalar(set_aside) or 0, session.scalar(held) or 0)


def _mine_in_order(mine: tuple[Card, ...]) -> tuple[Card, ...]:
    """Alarms, then those who wait for our word, danger first, then longest; then the rest."""
    return tuple(
        sorted(
            mine,
            key=lambda card: (
                card.alarm_at is None,
                not card.is_our_turn,
                -card.risk.rank if card.risk.is_danger else 0,
                card.last_resident_at or card.opened_at,
            ),
        )
    )
