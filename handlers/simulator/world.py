"""The stand-in's world: its state behind one lock, its clock, and the events that leave it."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from handlers.simulator import ids
from handlers.simulator.errors import LineError, PhoneError
from handlers.simulator.faults import WEBHOOK, Faults
from handlers.simulator.keep import Keep
from handlers.simulator.record import Record
from handlers.simulator.state import Bubble, Delivery, Group, Phone, State

Clock = Callable[[], datetime]
_FIRST_MESSAGE = 580_000_000_000_000_000


def utc_now() -> datetime:
    """The time of day, aware."""
    return datetime.now(UTC)


class World:
    """State, lock and clock. Whoever changes the state does it inside `change()`."""

    def __init__(self, keep: Keep, fresh: State, clock: Clock) -> None:
        self.keep = keep
        self.state = keep.load() or fresh
        self.faults = Faults()
        self.record = Record()
        self.version = 0
        self._clock = clock
        self._changed = threading.Condition(threading.RLock())
        self._together: list[dict[str, Any]] | None = None

    def now_ms(self) -> int:
        """Now, in LINE's unit, with the time travelled added."""
        return int(self._clock().timestamp() * 1000) + self.state.travelled_ms

    def stamp_ms(self) -> int:
        """Now, for an event: no two have the same time, so that their order can be told."""
        self.state.stamped_ms = max(self.now_ms(), self.state.stamped_ms + 1)
        return self.state.stamped_ms

    @contextmanager
    def reading(self) -> Iterator[State]:
        """The state, standing still."""
        with self._changed:
            yield self.state

    @contextmanager
    def change(self) -> Iterator[State]:
        """The state, to be changed; afterwards it is kept and everybody who waits is woken."""
        with self._changed:
            yield self.state
            self.keep.save(self.state)
            self.version += 1
            self._changed.notify_all()

    def wait(self, version: int, seconds: float) -> int:
        """The current version, as soon as it is another than `version`, or after `seconds`."""
        with self._changed:
            self._changed.wait_for(lambda: self.version != version, seconds)
            return self.version

    def rouse(self) -> None:
        """Wake everybody who waits, though nothing changed."""
        with self._changed:
            self.version += 1
            self._changed.notify_all()

    def count(self) -> int:
        """The next number; none is given twice."""
        self.state.counted += 1
        return self.state.counted

    def message_id(self) -> str:
        """An id for a message: digits, rising."""
        return str(_FIRST_MESSAGE + self.count())

    def phone(self, user: str) -> Phone:
        """The phone of this user; raises PhoneError if there is none."""
        try:
            return self.state.phones[user]
        except KeyError:
            raise PhoneError("no such phone") from None

    def group(self, group: str) -> Group:
        """The group that the account is in; raises LINE's 404 otherwise."""
        found = self.state.groups.get(group)
        if found is None or not found.is_joined:
            raise LineError(404, "Not found")
        return found

    def bubble(self, message: str) -> tuple[Phone, Bubble] | None:
        """The bubble with this message id and the phone it is on."""
        for phone in self.state.phones.values():
            for bubble in reversed(phone.bubbles):
                if bubble.id == message:
                    return phone, bubble
        return None

    def emit(self, event: dict[str, Any], lane: str) -> None:
        """Let the event leave for the webhook, alone or with those it is `together` with."""
        self.record.events.append(copy.deepcopy(event))
        if self._together is not None:
            self._together.append(event)
        else:
            self._dispatch([event], lane)

    @contextmanager
    def together(self) -> Iterator[None]:
        """The events that arise inside leave in one body."""
        with self.change():
            self._together = []
            try:
                yield
            finally:
                events, self._together = self._together, None
            if events:
                self._dispatch(events, f"together {self.count()}")

    def _dispatch(self, events: list[dict[str, Any]], lane: str) -> None:
        """Queue a body, with whatever fault is to befall it."""
        if not self.state.console.uses_webhook:
            return
        now = self.now_ms()
        fault = self.faults.strike(WEBHOOK)
        do = fault.do if fault else None
        wait_ms = int(fault.seconds * 1000) if fault and do in ("delay", "reorder") else 0
        if do == "duplicate":
            events = [*events, *copy.deepcopy(events)]
        self._queue(events, lane, now + wait_ms, is_held=do == "reorder")
        if fault and do == "parallel":
            for number in range(1, fault.copies):
                self._queue(copy.deepcopy(events), f"{lane} copy {number}", now)
        if fault and do == "again":
            due_ms = now + int(fault.seconds * 1000)
            self._queue(copy.deepcopy(events), f"{lane} again", due_ms)
        if do != "reorder":
            self._release_held(now)

    def _queue(
        self, events: list[dict[str, Any]], lane: str, due_ms: int, *, is_held: bool = False
    ) -> None:
        number = self.count()
        self.state.deliveries[number] = Delivery(number, lane, events, due_ms, is_held=is_held)

    def _release_held(self, now: int) -> None:
        """Those that were to come after the next body go now, behind it."""
        for held in [one for one in self.state.deliveries.values() if one.is_held]:
            del self.state.deliveries[held.number]
            self._queue(held.events, held.lane, now)


def fresh_state(webhook_url: str) -> State:
    """A new account without friends."""
    return State(bot_id=ids.user_id(), webhook_url=webhook_url)
