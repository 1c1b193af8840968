"""Fetching what came with a message: streamed from its door into encrypted pieces."""

from __future__ import annotations

from collections.abc import Iterator

import structlog

from handlers import filetypes
from handlers.doors import Content, Doors, Fetching, Gone, NotReady, Unfetched
from handlers.wiring import System
from intake import media
from intake.media import Fetchable
from intake.models import MediaState

log = structlog.get_logger()
MEGABYTE = 1024 * 1024


class _TooLarge(Exception):
    """More bytes than the operator allows."""


class _Overtaken(Exception):
    """Erased meanwhile, or another process is at it."""


def fetch(system: System, doors: Doors, media_id: int) -> None:
    """One try. Safe to repeat and to kill at any point; what was erased meanwhile stays erased."""
    with system.transaction() as session:
        this = media.begin(session, media_id, system.clock())
    if this is None:
        return
    try:
        door = doors[this.door]
        if not isinstance(door, Fetching):
            raise Unfetched("door_without_contents")
        with door.open_content(this.source) as content:
            _keep(system, this, content)
    except NotReady:
        _put_off(system, this, "not_ready")
    except Unfetched as error:
        _put_off(system, this, error.code)
    except Gone:
        _give_up(system, this, MediaState.GONE)
    except _TooLarge:
        _give_up(system, this, MediaState.TOO_LARGE)
    except _Overtaken:
        return


def _keep(system: System, this: Fetchable, content: Content) -> None:
    most = system.settings.media_megabytes * MEGABYTE
    if content.length is not None and content.length > most:
        raise _TooLarge
    head, size = b"", 0
    for piece in media.in_pieces(_bounded(content.parts, most)):
        head = head or piece[: filetypes.HEAD]
        size += len(piece)
        with system.transaction() as session:
            if not media.add_piece(session, this, piece):
                raise _Overtaken
    media_type = filetypes.judge(head, this.kind)
    with system.transaction() as session:
        media.finish(session, this, media_type=media_type, size=size, now=system.clock())


def _bounded(parts: Iterator[bytes], most: int) -> Iterator[bytes]:
    size = 0
    for part in parts:
        size += len(part)
        if size > most:
            raise _TooLarge
        yield part


def _put_off(system: System, this: Fetchable, code: str) -> None:
    log.info("media_not_fetched", media=this.media_id, attempt=this.attempt, error=code)
    with system.transaction() as session:
        media.note_failure(session, this, code, system.clock())


def _give_up(system: System, this: Fetchable, state: MediaState) -> None:
    log.info("media_given_up", media=this.media_id, state=str(state))
    with system.transaction() as session:
        media.give_up(session, this, state, system.clock())
