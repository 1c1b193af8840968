"""The edition: the script as it is spoken now, with what the office has put into its own words."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import structlog
from sqlalchemy.orm import Session

from bot.revision import Revision, Spot, revise
from bot.script import Script
from intake import texts
from intake.texts import Mark

log = structlog.get_logger()


class Edition:
    """Keeps the last revision of a process and makes another when the rows have moved."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[Script, Mark, Revision] | None = None

    def current(self, session: Session, script: Script) -> Revision:
        """`script` with the edits that this session sees; one small query when nothing moved."""
        mark = texts.mark(session)
        with self._lock:
            if self._kept is not None and self._kept[0] is script and self._kept[1] == mark:
                return self._kept[2]
            revision = _revise(script, texts.edits(session))
            self._kept = (script, mark, revision)
        for (language, key), reason in revision.refused.items():
            log.warning("text_left_out", language=language, key=key, reason=reason)
        return revision


def _revise(script: Script, edits: Mapping[Spot, str]) -> Revision:
    """Nobody goes without an answer over an edit, whatever is wrong with it."""
    try:
        return revise(script, edits)
    except Exception as error:
        log.error("texts_unusable", error=type(error).__name__)
        return Revision(script, {})
