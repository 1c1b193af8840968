"""The SDK's client of one channel, with the manners that the SDK leaves to us."""

from __future__ import annotations

from linebot.v3.messaging import ApiClient, Configuration, MessagingApi

# Connect and read, in seconds: the SDK waits for ever by default.
TIMEOUT = (2.0, 8.0)


def open_client(base: str, access_token: str) -> ApiClient:
    """A client that repeats nothing by itself and follows nobody elsewhere."""
    configuration = Configuration(host=base.rstrip("/"), access_token=access_token)
    configuration.retries = False
    return ApiClient(configuration)


def open_api(base: str, access_token: str) -> MessagingApi:
    """The Messaging API of one channel; give `_request_timeout=TIMEOUT` with every call."""
    return MessagingApi(open_client(base, access_token))
