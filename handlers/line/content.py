"""What residents sent beside words, streamed from LINE's content endpoint.

Source: LINE Developers, Messaging API reference, "Get content".
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import urllib3
from urllib3.exceptions import HTTPError

from handlers.doors import Content, Gone, NotReady, Unfetched

# LINE keeps contents and rich menu pictures on a host of their own; a stand-in has one for all.
LINE_BASE = "https://api.line.me"
LINE_DATA_BASE = "https://api-data.line.me"

# Seconds: to connect, and between two reads.
TIMEOUT = urllib3.Timeout(connect=2.0, read=20.0)
READ_BYTES = 64 * 1024
_GONE = (404, 410)


def data_base(base: str) -> str:
    """The host of contents that belongs to the Messaging API at `base`."""
    return LINE_DATA_BASE if base.rstrip("/") == LINE_BASE else base


class ContentHost:
    """The content endpoint of one channel. Redirects are not followed, nothing is retried."""

    def __init__(self, base: str, access_token: str) -> None:
        self._base = data_base(base).rstrip("/")
        self._headers = {"Authorization": f"Bearer {access_token}"}
        self._pool = urllib3.PoolManager(retries=False, timeout=TIMEOUT)

    @contextmanager
    def open(self, message_id: str) -> Iterator[Content]:
        """The content as a stream. Raises NotReady, Gone and Unfetched, while reading too."""
        url = f"{self._base}/v2/bot/message/{quote(message_id, safe='')}/content"
        try:
            answer = self._pool.request("GET", url, headers=self._headers, preload_content=False)
        except HTTPError as error:
            raise Unfetched(type(error).__name__) from None
        try:
            if answer.status == 202:
                raise NotReady
            if answer.status in _GONE:
                raise Gone
            if answer.status != 200:
                raise Unfetched(f"status_{answer.status}")
            yield Content(_length(answer.headers.get("Content-Length")), _parts(answer))
        finally:
            # What was left unread would be taken for the beginning of the next answer.
            answer.close()


def _parts(answer: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    try:
        yield from answer.stream(READ_BYTES)
    except HTTPError as error:
        raise Unfetched(type(error).__name__) from None


def _length(written: str | None) -> int | None:
    return int(written) if written and written.isascii() and written.isdigit() else None
