"""All that happened since the start, for comparing with what the product believes."""

from __future__ import annotations

from typing import Any


class Record:
    """Four lists in order of time; written under the world's lock.

    `events`: every event that arose. `posts`: every attempt to deliver a webhook body. `calls`:
    every request to the Messaging API. `sent`: every message accepted from the product, with
    whether it reached the phone.
    """

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.posts: list[dict[str, Any]] = []
        self.calls: list[dict[str, Any]] = []
        self.sent: list[dict[str, Any]] = []

    def failures(self) -> list[dict[str, Any]]:
        """The webhook error log of LINE's console: the posts that failed, oldest first."""
        return [post for post in self.posts if post["error"]]

    def as_data(self) -> dict[str, list[dict[str, Any]]]:
        """The lists as JSON data."""
        return {
            "events": list(self.events),
            "posts": list(self.posts),
            "calls": list(self.calls),
            "sent": list(self.sent),
        }
