"""Logs: one JSON object a line, ids and kinds only."""

from __future__ import annotations

import logging
import sys

import structlog


def origin(error: BaseException) -> str:
    """File and line where the error arose: enough to find it, nothing that quotes anybody."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"


def set_up(*, is_terminal: bool | None = None) -> None:
    """Our own events as JSON lines (for people when standard error is a terminal)."""
    if is_terminal is None:
        is_terminal = sys.stderr.isatty()
    renderer = (
        structlog.dev.ConsoleRenderer() if is_terminal else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    # RQ logs descriptions of jobs; ours hold row ids only, and still nobody needs them.
    logging.getLogger("rq.worker").setLevel(logging.WARNING)
