"""What came with a message is fetched once, kept in encrypted pieces, and really erased."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from bot.turn import Kind
from intake import crypto, media, rotation
from intake.incoming import Attachment
from intake.media import Fetchable
from intake.models import Conversation, Media, MediaPiece, MediaState
from tests import people
from tests.people import MORNING

PHOTO = b"\xff\xd8\xff" + b"a face" * 100


def photo(db: Session, source: str = "580000000000000001") -> Media:
    talk = people.write(db, "U" + "1" * 32, "これです")
    message = people.hear(db, talk, "")
    message.kind = Kind.IMAGE
    return media.expect(db, message, "line", source, Attachment(), MORNING)


def begun(db: Session, row: Media) -> Fetchable:
    this = media.begin(db, row.id, MORNING)
    assert this is not None
    return this


def stored(db: Session) -> Media:
    row = photo(db)
    this = begun(db, row)
    assert media.add_piece(db, this, PHOTO)
    assert media.finish(db, this, media_type="image/jpeg", size=len(PHOTO), now=MORNING)
    return row


def pieces(db: Session) -> int:
    return db.scalar(select(func.count()).select_from(MediaPiece)) or 0


def test_what_was_expected_rings_for_a_fetch(db: Session) -> None:
    row = photo(db)
    assert db.info["fetch"] == {row.id}
    assert media.overdue(db, MORNING) == [row.id]


def test_only_one_of_two_fetches_the_same(db: Session) -> None:
    row = photo(db)
    begun(db, row)
    assert media.begin(db, row.id, MORNING) is None
    assert media.overdue(db, MORNING) == []


def test_stored_bytes_come_back_as_they_were(db: Session) -> None:
    row = stored(db)
    whole = b"".join(media.piece(db, each) or b"" for each in media.piece_ids(db, row.id))
    assert whole == PHOTO
    assert row.source is None, "nothing is to be fetched any more"


def test_neither_bytes_nor_source_lie_open_in_the_database(db: Session) -> None:
    row = photo(db)
    media.add_piece(db, begun(db, row), PHOTO)
    raw = db.execute(
        text("SELECT source, data FROM media, media_pieces WHERE media_id = media.id")
    ).one()
    assert b"a face" not in bytes(raw.data)
    assert b"58000000" not in bytes(raw.source)


def test_who_was_overtaken_writes_no_more(db: Session) -> None:
    row = photo(db)
    slow = begun(db, row)
    later = MORNING + media.PATIENCE
    fast = media.begin(db, row.id, later)
    assert fast is not None
    assert not media.add_piece(db, slow, b"old")
    assert media.add_piece(db, fast, b"new")
    assert not media.finish(db, slow, media_type="image/jpeg", size=3, now=later)


def test_a_new_try_begins_from_nothing(db: Session) -> None:
    row = photo(db)
    media.add_piece(db, begun(db, row), b"half")
    media.begin(db, row.id, MORNING + media.PATIENCE)
    assert pieces(db) == 0


def test_failures_are_tried_again_for_about_a_day_and_then_it_is_said(db: Session) -> None:
    row, at = photo(db), MORNING
    for _ in range(len(media.RETRIES) + 1):
        this = media.begin(db, row.id, at)
        assert this is not None
        media.note_failure(db, this, "status_500", at)
        at = max(at, row.due_at)
    assert row.state is MediaState.FAILED
    assert row.source is None
    assert timedelta(hours=18) < at - MORNING < timedelta(hours=30)


@pytest.mark.parametrize("end", [MediaState.GONE, MediaState.TOO_LARGE])
def test_what_never_comes_leaves_no_half_behind(db: Session, end: MediaState) -> None:
    row = photo(db)
    this = begun(db, row)
    media.add_piece(db, this, b"half")
    media.give_up(db, this, end, MORNING)
    assert (row.state, pieces(db)) == (end, 0)


def test_erasing_wins_over_a_fetch_that_is_under_way(db: Session) -> None:
    row = photo(db)
    this = begun(db, row)
    media.add_piece(db, this, b"half")
    media.erase(db, row.message_id)
    assert not media.add_piece(db, this, b"the rest")
    assert not media.finish(db, this, media_type="image/jpeg", size=1, now=MORNING)
    media.note_failure(db, this, "status_500", MORNING)
    assert (row.state, pieces(db), row.source) == (MediaState.ERASED, 0, None)


def test_media_of_talks_closed_long_ago_are_erased_and_others_stay(db: Session) -> None:
    row = stored(db)
    assert media.erase_old(db, MORNING) == 0, "the talk is still open"
    talk = db.scalars(select(Conversation)).one()
    talk.closed_at = MORNING
    assert media.erase_old(db, MORNING) == 0
    assert media.erase_old(db, MORNING + timedelta(seconds=1)) == 1
    assert media.erase_old(db, MORNING + timedelta(seconds=1)) == 0
    assert (row.state, pieces(db)) == (MediaState.ERASED, 0)


def test_media_are_found_within_their_own_conversation_only(db: Session) -> None:
    row = stored(db)
    talk = db.scalars(select(Conversation)).one()
    kept = media.find_kept(db, talk.id, row.public_id)
    assert kept is not None
    assert (kept.kind, kept.size) == (Kind.IMAGE, len(PHOTO))
    assert media.find_kept(db, talk.id + 1, row.public_id) is None


def test_rotation_seals_the_bytes_anew(engine: Engine) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    crypto.install(crypto.Vault((old,)))
    with Session(engine) as session, session.begin():
        stored(session)
    crypto.install(crypto.Vault((new, old)))
    for table in rotation.SEALED_TABLES:
        with Session(engine) as session, session.begin():
            rotation.reseal(session, table, 0)
    crypto.install(crypto.Vault((new,)))
    with Session(engine) as session:
        assert session.scalars(select(MediaPiece.data)).all() == [PHOTO]


@given(st.lists(st.integers(0, 2 * media.PIECE), max_size=4))
def test_a_stream_is_cut_without_losing_a_byte(lengths: list[int]) -> None:
    stream = [bytes([number % 251]) * length for number, length in enumerate(lengths)]
    cut = list(media.in_pieces(stream))
    assert b"".join(cut) == b"".join(stream)
    assert all(len(piece) == media.PIECE for piece in cut[:-1])
