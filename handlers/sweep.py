"""The sweep: every few seconds it does by itself what the bells may have missed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.exc import SQLAlchemyError

from handlers import attendance, delivery
from handlers.jobs import Bench
from intake import (
    changes,
    departures,
    feedback,
    followups,
    inbox,
    links,
    logins,
    media,
    outbox,
    retention,
)

log = structlog.get_logger()

# What a worker has not begun after so many rounds was not rung for, or its worker died.
ROUNDS_OF_PATIENCE = 1.5
HANDS = 8
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
        silent = followups.fallen_silent(session, now)
        unread = followups.due(session, now)
        ended = feedback.just_closed(session, system.script, now)
        unfetched = media.overdue(session, now)
        unleft = departures.overdue(session, now)
    # Side by side, so that a call which LINE does not answer holds up nobody else's.
    with ThreadPoolExecutor(HANDS) as hands:
        for contact_id in unattended:
            hands.submit(
                _alone, "attend", contact_id, attendance.attend, system, bench.doors, bench.reader
            )
    with ThreadPoolExecutor(HANDS) as hands:
        for contact_id in unsent:
            hands.submit(_alone, "deliver", contact_id, delivery.deliver, system, bench.doors)
    for conversation_id in silent:
        _alone("fall_silent", conversation_id, attendance.fall_silent, system)
    for conversation_id in unread:
        _alone("say_word", conversation_id, attendance.say_word, system)
    for conversation_id in ended:
        _alone("ask_feedback", conversation_id, attendance.ask_feedback, system)
    for media_id in unfetched:
        bench.fetch(media_id)
    for departure_id in unleft:
        bench.leave(departure_id)


def _alone(name: str, row_id: int, work: Callable[..., None], *given: object) -> None:
    """One person's trouble holds up nobody else's: it is a line in the log, and tried again."""
    try:
        work(*given, row_id)
    except Exception as error:
        log.error("sweep_stumbled", work=name, row=row_id, error=type(error).__name__)


def tidy(bench: Bench) -> None:
    """Once a day: what nobody needs any more, and what a new month allows to be sent."""
    now = bench.system.clock()
    with bench.system.transaction() as session:
        changes.prune(session, now)
        outbox.forget_tokens(session, now)
        outbox.release_held(session, _month_start(now))
        followups.close_empty(session, now)
        links.prune(session, now)
        logins.prune(session, now)
    _forget(bench, now)


def _forget(bench: Bench, now: datetime) -> None:
    """Erases what the office keeps no longer, a few at a time: nobody who writes waits for it."""
    kept = bench.system.script.office.retention
    with bench.system.transaction() as session:
        retention.erase_payloads(session, now - timedelta(days=kept.payloads_days))
    for erase_some, days in (
        (media.erase_old, kept.attachments_days),
        (retention.erase_texts, kept.texts_days),
    ):
        is_more = True
        while is_more:
            with bench.system.transaction() as session:
                is_more = bool(erase_some(session, now - timedelta(days=days)))


def _month_start(now: datetime) -> datetime:
    """LINE counts by calendar month; the office lives in Japan."""
    return now.astimezone(TOKYO).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
