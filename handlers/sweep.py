"""The sweep: every few seconds it does by itself what the bells may have missed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from handlers import attendance, delivery
from handlers.jobs import Bench, quietly
from handlers.wiring import System
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
    quota,
    retention,
)

log = structlog.get_logger()

ROUNDS_OF_PATIENCE = 1.5
HANDS = 8


def run(bench: Bench, stop: threading.Event) -> None:
    """Sweeps until `stop` is set, what came and what leaves by a thread each: while LINE hangs,
    what was written is still read, and danger still alarms the desk."""
    leaving = threading.Thread(target=_repeat, args=(bench, stop, [sweep_out]), name="sweep-out")
    leaving.start()
    _repeat(bench, stop, [sweep_in, _Daily()])
    leaving.join()


def _repeat(bench: Bench, stop: threading.Event, rounds: Sequence[Callable[[Bench], None]]) -> None:
    """Again and again. A round that fails is a line in the log and the next round."""
    while not stop.is_set():
        for each in rounds:
            try:
                each(bench)
            except (SQLAlchemyError, OSError) as error:
                log.error("sweep_failed", error=type(error).__name__)
        stop.wait(bench.system.settings.sweep_seconds)


class _Daily:
    """Tidies with the first round of each day in Japan."""

    def __init__(self) -> None:
        self._day: date | None = None

    def __call__(self, bench: Bench) -> None:
        today = bench.system.clock().astimezone(quota.TOKYO).date()
        if today != self._day:
            tidy(bench)
            self._day = today


def sweep(bench: Bench) -> None:
    """One round of everything: events that wait, talks that fell silent, deliveries due."""
    sweep_in(bench)
    sweep_out(bench)


def sweep_in(bench: Bench) -> None:
    """Events that wait, and clocks that ran out."""
    system = bench.system
    now = system.clock()
    with system.reading() as session:
        unattended = inbox.overdue(session, _patience(system, now), now)
        silent = followups.fallen_silent(session, now)
        unread = followups.due(session, now)
        ended = feedback.just_closed(session, system.script, now)
    with ThreadPoolExecutor(HANDS) as hands:
        for contact_id in unattended:
            hands.submit(
                _alone, "attend", contact_id, attendance.attend, system, bench.doors, bench.reader
            )
    for conversation_id in silent:
        _alone("fall_silent", conversation_id, attendance.fall_silent, system)
    for conversation_id in unread:
        _alone("say_word", conversation_id, attendance.say_word, system)
    for conversation_id in ended:
        _alone("ask_feedback", conversation_id, attendance.ask_feedback, system)


def sweep_out(bench: Bench) -> None:
    """Deliveries that are due, and what is to be fetched or left."""
    system = bench.system
    now = system.clock()
    with system.reading() as session:
        unsent = outbox.overdue(session, _patience(system, now), now)
        unfetched = media.overdue(session, now)
        unleft = departures.overdue(session, now)
    # Side by side, so that a call which LINE does not answer holds up nobody else's.
    with ThreadPoolExecutor(HANDS) as hands:
        for contact_id in unsent:
            hands.submit(_alone, "deliver", contact_id, delivery.deliver, system, bench.doors)
    for media_id in unfetched:
        bench.fetch(media_id)
    for departure_id in unleft:
        bench.leave(departure_id)
    bench.ask_allowance()


def _patience(system: System, now: datetime) -> datetime:
    """What came before this and has not been begun was not rung for, or its worker died."""
    return now - timedelta(seconds=system.settings.sweep_seconds * ROUNDS_OF_PATIENCE)


def _alone(name: str, row_id: int, work: Callable[..., None], *given: object) -> None:
    """One person's trouble holds up nobody else's: it is a line in the log, and tried again."""
    quietly(name, row_id, lambda: work(*given, row_id))


def tidy(bench: Bench) -> None:
    """Once a day: what nobody needs any more, and what a new month allows to be sent."""
    now = bench.system.clock()
    with bench.system.transaction() as session:
        changes.prune(session, now)
        outbox.forget_tokens(session, now)
        outbox.release_held(session, quota.month_start(now))
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
