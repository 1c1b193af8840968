"""LINE's courtesies: read marks, the loading animation, leaving groups.

Whatever LINE answers, nobody waits for it and nothing is repeated at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import structlog
from linebot.v3.messaging import (
    ApiException,
    MarkMessagesAsReadByTokenRequest,
    MessagingApi,
    ShowLoadingAnimationRequest,
)
from pydantic import ValidationError as PydanticError
from pydantic.v1 import ValidationError
from urllib3.exceptions import HTTPError

from handlers.line.client import TIMEOUT

log = structlog.get_logger()

# Seconds that the animation lasts at most; our next message ends it (Messaging API reference,
# "Display a loading animation": 5 to 60, in steps of 5).
LOADING_SECONDS = 5
# Seconds for which LINE's word on read marks is believed.
BELIEVED = 3600.0
_HAS_LEFT = (200, 400, 403, 404)
_TROUBLE = (ApiException, HTTPError, ValidationError, PydanticError)


class Manners:
    """The courtesies of one channel."""

    def __init__(self, api: MessagingApi) -> None:
        self._api = api
        self._is_manual: tuple[bool, float] | None = None

    def mark_read(self, token: str) -> None:
        """Marks the token's message and all before it, where LINE leaves that to us."""
        if self._marks_by_hand():
            request = MarkMessagesAsReadByTokenRequest(markAsReadToken=token)
            self._try("mark_read", self._api.mark_messages_as_read_by_token, request)

    def show_typing(self, address: str) -> None:
        """The loading animation, until our next message or for a few seconds."""
        request = ShowLoadingAnimationRequest(chatId=address, loadingSeconds=LOADING_SECONDS)
        self._try("loading", self._api.show_loading_animation, request)

    def leave(self, place: str) -> bool:
        """Leaves `group:…` or `room:…`. True when we are out, or LINE knows of no such place."""
        kind, _, name = place.partition(":")
        call = self._api.leave_group if kind == "group" else self._api.leave_room
        return self._try("leave", call, name) in _HAS_LEFT

    def _marks_by_hand(self) -> bool:
        """Only with chat switched on are marks ours to set ("Mark messages as read")."""
        now = time.monotonic()
        if self._is_manual is None or now - self._is_manual[1] > BELIEVED:
            try:
                info = self._api.get_bot_info(_request_timeout=TIMEOUT)
            except _TROUBLE as error:
                log.info("line_manners", what="info", error=type(error).__name__)
                return False
            self._is_manual = (str(info.mark_as_read_mode) == "manual", now)
        return self._is_manual[0]

    def _try(self, what: str, call: Callable[..., Any], argument: Any) -> int | None:
        """The status of LINE's answer, None when there was none. Ids stay out of the log."""
        try:
            call(argument, _request_timeout=TIMEOUT)
        except ApiException as error:
            log.info("line_manners", what=what, status=error.status)
            return int(error.status)
        except (ValidationError, PydanticError):
            return 200  # done; only the answer's body was odd
        except HTTPError as error:
            log.info("line_manners", what=what, error=type(error).__name__)
            return None
        return 200
