"""Sends parcels through the Messaging API and says, in our words, what LINE answered."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial

import structlog
from linebot.v3.messaging import (
    ApiException,
    Message,
    PushMessageRequest,
    ReplyMessageRequest,
)
from pydantic import ValidationError as PydanticError
from pydantic.v1 import ValidationError
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    MaxRetryError,
    NewConnectionError,
)

from bot.utterance import Utterance
from config.line import LineWords
from handlers import logs
from handlers.doors import Allowance, Content
from handlers.line import events, render
from handlers.line.client import TIMEOUT, open_api
from handlers.line.content import ContentHost
from handlers.line.manners import Manners
from intake.delivery import Answer
from intake.incoming import Incoming
from intake.models import Way
from intake.parcels import Sendable

log = structlog.get_logger()

_BY_STATUS = {
    400: Answer.REFUSED,
    401: Answer.UNAUTHORISED,
    403: Answer.UNAUTHORISED,
    409: Answer.ACCEPTED,  # this retry key was accepted before
    413: Answer.REFUSED,
    415: Answer.REFUSED,
}


class LineDoor:
    """The LINE door of one channel; one per process, made after any fork."""

    code = "line"
    room = render.ROOM

    def __init__(self, base: str, access_token: str, words: LineWords, pages: str = "") -> None:
        """`pages` is the address of our own pages, for links to them."""
        self._api = open_api(base, access_token)
        self._contents = ContentHost(base, access_token)
        self._manners = Manners(self._api)
        self._words = words
        self._pages = pages

    def translate(self, payload: str) -> Incoming:
        """What the stored event comes down to."""
        return events.translate(payload, self._words)

    def count(self, utterance: Utterance) -> int:
        """How many LINE messages the utterance becomes."""
        return render.count(utterance)

    def send(self, parcel: Sendable) -> Answer:
        """Sends the parcel by its way and gives LINE's answer in our words."""
        try:
            call = self._prepare(parcel)
        except Exception as error:  # our own fault: LINE has seen nothing of it
            at = logs.origin(error)
            log.error("parcel_unfit", parcel=parcel.parcel_id, error=type(error).__name__, at=at)
            return Answer.REFUSED
        try:
            call()
        except ApiException as error:
            return self._judge(parcel, error)
        except (ValidationError, PydanticError):
            # A 200 whose body the SDK did not expect: it was sent.
            log.warning("line_answer_odd", parcel=parcel.parcel_id)
            return Answer.ACCEPTED
        except (NewConnectionError, ConnectTimeoutError) as error:
            log.warning("line_unreached", parcel=parcel.parcel_id, error=type(error).__name__)
            return Answer.UNREACHED
        except MaxRetryError as error:
            is_unreached = isinstance(error.reason, NewConnectionError | ConnectTimeoutError)
            log.warning("line_unanswered", parcel=parcel.parcel_id, error=type(error).__name__)
            return Answer.UNREACHED if is_unreached else Answer.SILENT
        except HTTPError as error:
            log.warning("line_unanswered", parcel=parcel.parcel_id, error=type(error).__name__)
            return Answer.SILENT
        return Answer.ACCEPTED

    def _prepare(self, parcel: Sendable) -> Callable[[], object]:
        messages = [
            Message.from_dict(message)
            for message in render.render(parcel.utterances, self._words, self._pages)
        ]
        if parcel.way is Way.REPLY:
            request = ReplyMessageRequest(replyToken=parcel.reply_token, messages=messages)
            return partial(self._api.reply_message, request, _request_timeout=TIMEOUT)
        push = PushMessageRequest(to=parcel.address, messages=messages)
        return partial(
            self._api.push_message,
            push,
            x_line_retry_key=parcel.retry_key,
            _request_timeout=TIMEOUT,
        )

    def open_content(self, source: str) -> AbstractContextManager[Content]:
        """What came with the message of this id, as a stream."""
        return self._contents.open(source)

    def mark_read(self, token: str) -> None:
        """Tells the resident that a person has read their message."""
        self._manners.mark_read(token)

    def show_typing(self, address: str) -> None:
        """Shows that an answer is coming."""
        self._manners.show_typing(address)

    def leave(self, place: str) -> bool:
        """Leaves a group."""
        return self._manners.leave(place)

    def _judge(self, parcel: Sendable, error: ApiException) -> Answer:
        headers = {name.lower(): value for name, value in (error.headers or {}).items()}
        log.warning(
            "line_refused",
            parcel=parcel.parcel_id,
            way=parcel.way,
            status=error.status,
            request_id=headers.get("x-line-request-id"),
        )
        if error.status == 429:
            # The two kinds differ only in text, which LINE does not guarantee (Messaging API
            # reference, "Error messages"): where the text is silent, the quota is asked.
            says_month = "monthly limit" in str(error.body)
            is_spent = parcel.way is Way.PUSH and (says_month or self._is_month_spent())
            return Answer.LIMIT if is_spent else Answer.THROTTLED
        return _BY_STATUS.get(error.status, Answer.FAILED)

    def _is_month_spent(self) -> bool:
        month = self.allowance()
        return month is not None and month.most is not None and month.used >= month.most

    def allowance(self) -> Allowance | None:
        """What this month has used of LINE's counted messages; None when LINE doesn't tell."""
        try:
            quota = self._api.get_message_quota(_request_timeout=TIMEOUT)
            used = self._api.get_message_quota_consumption(_request_timeout=TIMEOUT)
        except (ApiException, HTTPError, ValidationError, PydanticError):
            return None
        is_limited = quota.type == "limited" and quota.value is not None
        return Allowance(int(used.total_usage), int(quota.value) if is_limited else None)
