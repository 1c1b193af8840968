"""The sweep: every few seconds it does by itself what the bells may have missed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError

from handlers import attendance, delivery
from handlers.hands import Hands
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
    with Hands(HANDS) as inward, Hands(HANDS) as outward:
        rounds: list[Callable[[Bench], None]] = [
            partial(sweep_in, hands=inward),
            sweep_clocks,
            _Daily(),
        ]
        leaving = [partial(sweep_out, hands=outward)]
        thread = threading.Thread(target=_repeat, args=(bench, stop, leaving), name="sweep-out")
        thread.start()
        _repeat(bench, stop, rounds)
        thread.join()
        for hands in (inward, outward):  # its rows wait for whoever sweeps next
            hands.drop()


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
    """One round of everything, each to its end: what came, clocks, what leaves."""
    with Hands(HANDS) as hands:
        sweep_in(bench, hands)
    sweep_clocks(bench)
    with Hands(HANDS) as hands:
        sweep_out(bench, hands)


def sweep_in(bench: Bench, hands: Hands) -> None:
    """Begins with events that wait."""
    system = bench.system
    now = system.clock()
    with system.reading() as session:
        unattended = inbox.overdue(session, _patience(system, now), now)
    for row_id in unattended:
        work = partial(attendance.attend, system, bench.doors, bench.reader, row_id)
        hands.take("attend", row_id, work)


def sweep_clocks(bench: Bench) -> None:
    """Talks that fell silent, people whom nobody has read, talks that have just ended."""
    system = bench.system
    now = system.clock()
    with system.reading() as session:
        silent = followups.fallen_silent(session, now)
        unread = followups.due(session, now)
        ended = feedback.just_closed(session, system.script, now)
    for work, row_ids in (
        (attendance.fall_silent, silent),
        (attendance.say_word, unread),
        (attendance.ask_feedback, ended),
    ):
        for row_id in row_ids:
            quietly(work.__name__, row_id, partial(work, system, row_id))


def sweep_out(bench: Bench, hands: Hands) -> None:
    """Begins deliveries that are due, and what is to be fetched or left."""
    system = bench.system
    now = system.clock()
    with system.reading() as session:
        unsent = outbox.overdue(session, _patience(system, now), now)
        unfetched = media.overdue(session, now)
        unleft = departures.overdue(session, now)
    for row_id in unsent:
        work = partial(delivery.deliver, system, bench.doors, row_id)
        hands.take("deliver", row_id, work)
    for media_id in unfetched:
        bench.fetch(media_id)
    for departure_id in unleft:
        bench.leave(departure_id)
    bench.ask_allowance()


def _patience(system: System, now: datetime) -> datetime:
    """What came before this and has not been begun was not rung for, or its worker died."""
    return now - timedelta(seconds=system.settings.sweep_seconds * ROUNDS_OF_PATIENCE)


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
