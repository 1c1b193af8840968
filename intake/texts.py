"""The bot's sentences as the office worded them: rows that are only added to, the newest counts.

The sentences that come with the program are files; an edit lies over one of them (bot/revision.py
says which fit). Whoever speaks asks `mark`, one look at a small table, and reads the rest only
when that has moved: no process has to be started anew for a new wording.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from bot.revision import Spot
from intake import audit
from intake.audit import Action
from intake.models import TextVersion
from intake.rows import insert_new

Mark = tuple[int, int]

HISTORY = 50
LONGEST_NAME = 64


class Overtaken(Exception):
    """Somebody else has edited this sentence since the page was opened."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to stand in place of `base`, the program's own sentence; None: the sentence itself.

    `seen` is the number of the version that the writer had before their eyes, 0 for none.
    """

    text: str | None
    base: str
    seen: int
    read_with: str | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One version as shown. `text` is what residents read from `at` on."""

    number: int
    text: str
    is_base: bool
    base: str
    staff: str
    read_with: str | None
    at: datetime


_MARK = select(func.count(), func.max(TextVersion.id))


def mark(session: Session) -> Mark:
    """What moves with every version that is committed, in whatever order commits come."""
    count, last = session.connection().execute(_MARK).one()
    return count, last or 0


def in_force(session: Session) -> Mapping[Spot, Version]:
    """The newest version of each sentence that was ever edited."""
    last = select(func.max(TextVersion.id)).group_by(TextVersion.language, TextVersion.key)
    query = (
        select(TextVersion).where(TextVersion.id.in_(last)).options(joinedload(TextVersion.staff))
    )
    return {(row.language, row.key): _version(row) for row in session.scalars(query)}


def edits(session: Session) -> Mapping[Spot, str]:
    """What the office has put in place of the program's sentences."""
    return {
        spot: version.text for spot, version in in_force(session).items() if not version.is_base
    }


def history(session: Session, spot: Spot) -> list[Version]:
    """The newest `HISTORY` versions of one sentence, newest first."""
    query = (
        select(TextVersion)
        .where(TextVersion.language == spot[0], TextVersion.key == spot[1])
        .options(joinedload(TextVersion.staff))
        .order_by(TextVersion.number.desc())
        .limit(HISTORY)
    )
    return [_version(row) for row in session.scalars(query)]


def write(session: Session, spot: Spot, draft: Draft, staff_id: int, at: datetime) -> None:
    """Adds a version, which counts from the commit on. Raises Overtaken."""
    language, key = spot
    last = session.scalar(
        select(func.max(TextVersion.number)).where(
            TextVersion.language == language, TextVersion.key == key
        )
    )
    is_new = draft.seen == (last or 0) and insert_new(
        session,
        TextVersion,
        language=language,
        key=key,
        number=draft.seen + 1,
        text=draft.text,
        base=draft.base,
        staff_id=staff_id,
        read_with=draft.read_with,
        at=at,
    )
    if not is_new:
        raise Overtaken
    action = Action.TEXT_RESET if draft.text is None else Action.TEXT_EDIT
    audit.record(session, action, staff_id, at, topic=f"{language}:{key}")


def _version(row: TextVersion) -> Version:
    return Version(
        number=row.number,
        text=row.base if row.text is None else row.text,
        is_base=row.text is None,
        base=row.base,
        staff=row.staff.name,
        read_with=row.read_with,
        at=row.at,
    )
