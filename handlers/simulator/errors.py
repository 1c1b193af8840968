"""What LINE answers when it does not do what was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class LineError(Exception):
    """An answer other than 2xx, in LINE's words (Messaging API reference, "Error messages").

    `details` are LINE's `{"message", "property"}` pairs; `sent` are the messages which an earlier
    request with the same retry key has sent.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        details: Sequence[Mapping[str, str]] = (),
        sent: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.details = list(details)
        self.sent = list(sent)
        self.headers = dict(headers or {})

    def body(self) -> dict[str, Any]:
        """The JSON object of LINE's `ErrorResponse`."""
        body: dict[str, Any] = {"message": self.message}
        if self.details:
            body["details"] = self.details
        if self.sent:
            body["sentMessages"] = self.sent
        return body


def not_found() -> LineError:
    """The answer for an id that does not exist (any more)."""
    return LineError(404, "Not found")


def invalid_property(name: str) -> LineError:
    """The answer for one field that has the wrong form."""
    return LineError(
        400, f"The property, '{name}', in the request body is invalid (line: -, column: -)"
    )


class PhoneError(Exception):
    """A resident's phone can't do this now: write while blocking, tap what is not shown."""
