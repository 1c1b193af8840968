"""What a resident sent beside words: shown behind a click, and who opened it is in the trail."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from handlers import filetypes
from handlers.desk import context
from handlers.wiring import System
from intake import audit, media
from intake.media import Kept

# What a browser does with a stranger's bytes: nothing but show them.
POLICY = "default-src 'none'; sandbox"
LONGEST_NAME = 80


def add_to(desk: Blueprint) -> None:
    """Registers these views."""
    desk.add_url_rule("/c/<public_id>/media/<media_id>", "media", show)
    desk.add_url_rule("/c/<public_id>/media/<media_id>/bytes", "media_bytes", give)


def show(public_id: str, media_id: str) -> ResponseReturnValue:
    """The page behind the click: a picture, something to play, or something to save."""
    with context.system().reading() as session:
        found = context.find_conversation(session, public_id)
        kept = media.find_kept(session, found.id, media_id) or abort(404)
        return context.show(
            session,
            "desk/media.html",
            public_id=public_id,
            code_name=found.contact.code_name,
            kept=kept,
            is_picture=kept.media_type in filetypes.PICTURES,
            is_sound=kept.media_type in filetypes.SOUNDS,
            is_film=kept.media_type in filetypes.FILMS,
        )


def give(public_id: str, media_id: str) -> ResponseReturnValue:
    """The bytes. Pictures may be shown in a page of ours; nothing may be run, or framed."""
    at = context.now()
    with context.system().transaction() as session:
        found = context.find_conversation(session, public_id)
        kept = media.find_kept(session, found.id, media_id) or abort(404)
        audit.record_media(session, context.viewer().staff_id, found.id, at)
        pieces = media.piece_ids(session, kept.id)
    response = Response(_read(context.system(), pieces), mimetype=kept.media_type)
    response.content_length = kept.size
    is_picture = kept.media_type in filetypes.PICTURES
    response.headers.set(
        "Content-Disposition",
        "inline" if is_picture else "attachment",
        filename=file_name(kept),
    )
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def file_name(kept: Kept) -> str:
    """A name that leads nobody astray: no folder, no hidden order of letters, not too long."""
    told = "".join(
        letter
        for letter in unicodedata.normalize("NFC", kept.name)
        if letter.isprintable() and letter not in '/\\:*?"<>|'
    ).strip(". ")
    return told[-LONGEST_NAME:] or kept.kind.value + filetypes.ending(kept.media_type)


def _read(system: System, pieces: list[int]) -> Iterator[bytes]:
    """Piece by piece, each by a look of its own: a slow line holds no transaction open."""
    for piece_id in pieces:
        with system.reading() as session:
            data = media.piece(session, piece_id)
        if data is None:  # erased while it was being read
            return
        yield data
