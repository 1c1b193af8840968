"""What can be made to go wrong, for tests and chaos runs."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

WEBHOOK = "webhook"

ANSWERS = {
    "error": "500, and nothing is done",
    "error_after": "done, and yet 500",
    "rate_limit": "429 of the rate limit, and nothing is done",
    "monthly_limit": "429 of the monthly limit, and nothing is done",
    "unauthorized": "401, and nothing is done",
    "hang": "done, and answered only after `seconds`",
    "drop": "done, and the connection is closed without an answer",
    "refuse": "the connection is closed, and nothing is done",
}
"""What may befall a call to the Messaging API."""

DELIVERIES = {
    "duplicate": "the same event twice in one body",
    "parallel": "the same body in `copies` posts at the same time",
    "again": "delivered once more after `seconds`, although it was accepted",
    "delay": "delivered only after `seconds`",
    "reorder": "delivered after the next event, or after `seconds` at the latest",
}
"""What may befall a webhook body."""


@dataclass
class Fault:
    """`do` befalls what is named by `on`: `webhook`, `*` (every call) or the end of a path.

    It strikes `times` times (None: until cleared), each time with probability `chance`.
    """

    on: str
    do: str
    times: int | None = 1
    seconds: float = 5.0
    chance: float = 1.0
    copies: int = 2

    def __post_init__(self) -> None:
        known = DELIVERIES if self.on == WEBHOOK else ANSWERS
        if self.do not in known:
            raise ValueError(f"{self.on} has no fault of that name; known: {', '.join(known)}")
        if not 0 < self.chance <= 1:
            raise ValueError("chance lies above 0 and is at most 1")

    def meets(self, place: str) -> bool:
        if WEBHOOK in (self.on, place):
            return self.on == place
        return self.on == "*" or place.endswith(self.on)


class Faults:
    """The faults in force. The earliest that fits strikes."""

    def __init__(self, seed: int | None = None) -> None:
        self._faults: list[Fault] = []
        self._chance = random.Random(seed)  # noqa: S311 - chaos needs no secrecy

    def add(self, on: str, do: str, **how: Any) -> None:
        """Put one in force. Raises ValueError or TypeError if there is no such fault."""
        self._faults.append(Fault(on, do, **how))

    def clear(self) -> None:
        """All is well again."""
        self._faults.clear()

    def as_data(self) -> list[Mapping[str, Any]]:
        """Those in force, as JSON data."""
        return [asdict(fault) for fault in self._faults]

    def strike(self, place: str) -> Fault | None:
        """The fault that befalls this call or body, if any; it is used up by one."""
        for fault in self._faults:
            if not fault.meets(place):
                continue
            if fault.chance < 1 and self._chance.random() >= fault.chance:
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
            return fault
        return None
