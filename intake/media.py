"""Media: what came with a message is expected, fetched once, kept in encrypted pieces, erased.

The bytes live in the database, not in files: every web and worker process of any machine reaches
them, one backup holds everything, and unsend erases them in the commit that erases the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.turn import Kind
from intake import changes
from intake.incoming import Attachment
from intake.models import Conversation, Media, MediaPiece, MediaState, Message
from intake.rows import changed, written

# Bytes of one piece before encryption.
PIECE = 512 * 1024
# Waits before each new try: the door may be preparing a long video, or be down for the night.
RETRIES = tuple(
    timedelta(seconds=seconds) for seconds in (3, 10, 30, 60, 300, 1800, 7200, 21600, 43200)
)
# Whoever has begun and has not ended after this long is dead.
PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Fetchable:
    """One try at fetching, in plain values. `attempt` is the right to write the pieces."""

    media_id: int
    attempt: int
    door: str
    source: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of stored media, for whoever shows it. `name` is the sender's file name."""

    id: int
    public_id: str
    conversation_id: int
    kind: Kind
    name: str
    media_type: str
    size: int


def expect(
    session: Session,
    message: Message,
    door: str,
    source: str,
    attachment: Attachment,
    now: datetime,
) -> Media:
    """Notes that the message brought something along; a job fetches it after the commit."""
    row = Media(
        message_id=message.id,
        door=door,
        source=source,
        duration_ms=attachment.duration_ms,
        due_at=now,
    )
    session.add(row)
    session.flush()
    session.info.setdefault("fetch", set()).add(row.id)
    return row


def begin(session: Session, media_id: int, now: datetime) -> Fetchable | None:
    """Starts a try. None when nothing is to be fetched, or somebody is at it."""
    begun = changed(
        session,
        update(Media)
        .where(Media.id == media_id, Media.state == MediaState.PENDING, Media.due_at <= now)
        .values(attempts=Media.attempts + 1, due_at=now + PATIENCE),
    )
    if begun != 1:
        return None
    _drop_pieces(session, [media_id])
    row = session.get_one(Media, media_id)
    assert row.source is not None
    kind = session.get_one(Message, row.message_id).kind
    return Fetchable(row.id, row.attempts, row.door, row.source, kind)


def add_piece(session: Session, this: Fetchable, data: bytes) -> bool:
    """Keeps the next piece. False: erased meanwhile, or somebody else is at it; stop."""
    if _lock(session, this) is None:
        return False
    session.add(MediaPiece(media_id=this.media_id, data=data))
    session.flush()
    return True


def finish(session: Session, this: Fetchable, *, media_type: str, size: int, now: datetime) -> bool:
    """All pieces are there. False: erased meanwhile, or somebody else is at it."""
    row = _lock(session, this)
    if row is None:
        return False
    row.state = MediaState.STORED
    row.source = None
    row.media_type = media_type
    row.size = size
    row.error = None
    _announce(session, row, now)
    return True


def give_up(session: Session, this: Fetchable, state: MediaState, now: datetime) -> None:
    """Nothing will come of it: `state` says why."""
    row = _lock(session, this)
    if row is not None:
        _end(session, row, state, now)


def note_failure(session: Session, this: Fetchable, error: str, now: datetime) -> None:
    """Plans another try; after the last it has failed. `error` is a code, nobody's words."""
    row = _lock(session, this)
    if row is None:
        return
    row.error = error
    if this.attempt > len(RETRIES):
        _end(session, row, MediaState.FAILED, now)
    else:
        row.due_at = now + RETRIES[this.attempt - 1]


def erase(session: Session, message_id: int) -> None:
    """Erases what came with the message, whether it has been fetched or not."""
    row = session.scalar(select(Media).where(Media.message_id == message_id).with_for_update())
    if row is not None:
        _wipe(session, row)


def erase_old(session: Session, closed_before: datetime, limit: int = 100) -> int:
    """Erases media of conversations that closed before then; how many, `limit` at most."""
    rows = session.scalars(
        select(Media)
        .join(Message, Message.id == Media.message_id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Media.state != MediaState.ERASED, Conversation.closed_at < closed_before)
        .order_by(Media.id)
        .limit(limit)
    ).all()
    for row in rows:
        _wipe(session, row)
    return len(rows)


def overdue(session: Session, now: datetime) -> list[int]:
    """Rows whose next try is due."""
    is_pending = Media.state == written(Media.state, MediaState.PENDING)
    query = select(Media.id).where(is_pending, Media.due_at <= now)
    return list(session.scalars(query.order_by(Media.due_at).limit(50)))


def find_kept(session: Session, conversation_id: int, public_id: str) -> Kept | None:
    """Stored media of this conversation, None when there is none of that id (any more)."""
    found = session.execute(
        select(Media, Message)
        .join(Message, Message.id == Media.message_id)
        .where(
            Media.public_id == public_id,
            Message.conversation_id == conversation_id,
            Media.state == MediaState.STORED,
        )
    ).one_or_none()
    if found is None:
        return None
    row, message = found
    return Kept(
        id=row.id,
        public_id=row.public_id,
        conversation_id=conversation_id,
        kind=message.kind,
        name=message.text or "" if message.kind is Kind.FILE else "",
        media_type=row.media_type or "",
        size=row.size or 0,
    )


def piece_ids(session: Session, media_id: int) -> list[int]:
    """The pieces in order, for reading them one by one."""
    query = select(MediaPiece.id).where(MediaPiece.media_id == media_id).order_by(MediaPiece.id)
    return list(session.scalars(query))


def piece(session: Session, piece_id: int) -> bytes | None:
    """The bytes of a piece, None when it was erased meanwhile."""
    return session.scalar(select(MediaPiece.data).where(MediaPiece.id == piece_id))


def of_conversation(session: Session, conversation_id: int) -> dict[int, Media]:
    """What came with the messages of a conversation, by message id."""
    rows = session.scalars(
        select(Media)
        .join(Message, Message.id == Media.message_id)
        .where(Message.conversation_id == conversation_id)
    )
    return {row.message_id: row for row in rows}


def in_pieces(stream: Iterable[bytes]) -> Iterator[bytes]:
    """The stream cut anew into pieces of `PIECE` bytes, the last one shorter."""
    held = bytearray()
    for part in stream:
        held += part
        while len(held) >= PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    if held:
        yield bytes(held)


def _lock(session: Session, this: Fetchable) -> Media | None:
    return session.scalar(
        select(Media)
        .where(
            Media.id == this.media_id,
            Media.state == MediaState.PENDING,
            Media.attempts == this.attempt,
        )
        .with_for_update()
    )


def _end(session: Session, row: Media, state: MediaState, now: datetime) -> None:
    row.state = state
    row.source = None
    _drop_pieces(session, [row.id])
    _announce(session, row, now)


def _wipe(session: Session, row: Media) -> None:
    row.state = MediaState.ERASED
    row.source = None
    row.media_type = None
    row.size = None
    row.duration_ms = None
    _drop_pieces(session, [row.id])


def _drop_pieces(session: Session, media_ids: list[int]) -> None:
    session.execute(delete(MediaPiece).where(MediaPiece.media_id.in_(media_ids)))


def _announce(session: Session, row: Media, now: datetime) -> None:
    message = session.get_one(Message, row.message_id)
    changes.note(session, "message", session.get_one(Conversation, message.conversation_id), now)
