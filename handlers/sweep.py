"""The sweep: every few seconds it does by itself what the bells may have missed."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.exc import SQLAlchemyError

from handlers import attendance, delivery
from handlers.jobs import Bench
from intake import changes, inbox, outbox, reception

log = structlog.get_logger()

# What a worker has not begun after so many rounds was not rung for, or its worker died.
ROUNDS_OF_PATIENCE = 1.5
TOKYO = ZoneInfo("Asia/Tokyo")


def run(bench: Bench, stop: threading.Event) -> None:
    """Sweeps until `stop` is set. A round that fails is a line in the log and the next round."""
    day = None
    while not stop.is_set():
        try:
            sweep(bench)
            today = bench.system.clock().astimezone(TOKYO).date()
            if today != day:
                tidy(bench)
                day = today
        except (SQLAlchemyError, OSError) as error:
            log.error("sweep_failed", error=type(error).__name__)
        stop.wait(bench.system.settings.sweep_seconds)


def sweep(bench: Bench) -> None:
    """One round: events that wait, deliveries that are due, talks that fell silent."""
    system = bench.system
    now = system.clock()
    before = now - timedelta(seconds=system.settings.sweep_seconds * ROUNDS_OF_PATIENCE)
    with system.reading() as session:
        unattended = inbox.overdue(session, before, now)
        unsent = outbox.overdue(session, before, now)
        silent = reception.fallen_silent(session, now)
    for contact_id in unattended:
        attendance.attend(system, bench.doors, bench.reader, contact_id)
    for contact_id in unsent:
        delivery.deliver(system, bench.doors, contact_id)
    for conversation_id in silent:
        attendance.fall_silent(system, conversation_id, now)


def tidy(bench: Bench) -> None:
    """Once a day: what nobody needs any more, and what a new month allows to be sent."""
    now = bench.system.clock()
    with bench.system.transaction() as session:
        changes.prune(session, now)
        outbox.forget_tokens(session, now)
        outbox.release_held(session, _month_start(now))
        reception.close_empty(session, now)


def _month_start(now: datetime) -> datetime:
    """LINE counts by calendar month; the office lives in Japan."""
    return now.astimezone(TOKYO).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
