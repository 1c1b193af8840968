"""Is the channel set up as it must be? Asked of LINE itself, without a word to any resident."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from linebot.v3.messaging import ApiException, MessagingApi, TestWebhookEndpointRequest
from urllib3.exceptions import HTTPError

from bot import script
from config import rich_menu
from config.settings import Settings
from handlers.check_command import Finding, Grade
from handlers.line.client import TIMEOUT, open_api
from handlers.line.menu import MenuShelf, compose
from handlers.wording import words

WEBHOOK_PATH = "/line/webhook"
# A reply token's minute must not be counted wrong by more; a Date header tells whole seconds.
MOST_SECONDS_OFF = 5


def examine_channel(settings: Settings) -> Iterator[Finding]:
    """The same for the channel of these settings, with the menu that its content asks for."""
    token = settings.line_channel_access_token
    shelf = MenuShelf(settings.line_api_base, token)
    scenario = script.load(settings.content).scenario
    ours = compose(rich_menu.load(settings.content), scenario)["name"]
    yield from examine(open_api(settings.line_api_base, token), lambda: shelf.shown() == ours)


def examine(api: MessagingApi, is_menu_shown: Callable[[], bool]) -> Iterator[Finding]:
    """The findings in the order of setting up; the first that LINE refuses ends the rest."""
    try:
        yield from _account(api)
        yield from _webhook(api)
        yield from _quota(api)
        yield _found(Grade.GOOD, "menu") if is_menu_shown() else _found(Grade.REMIND, "no_menu")
    except ApiException as error:
        if error.status == 401:
            yield _found(Grade.BAD, "token")
        else:
            yield _found(Grade.BAD, "refused", status=error.status)
    except HTTPError as error:
        yield _found(Grade.BAD, "away", error=type(error).__name__)
    yield _found(Grade.REMIND, "console")


def _found(grade: Grade, key: str, **fields: object) -> Finding:
    return Finding(grade, words().line[key].format(**fields))


def _account(api: MessagingApi) -> Iterator[Finding]:
    answer = api.get_bot_info_with_http_info(_request_timeout=TIMEOUT)
    yield from _clock(answer.headers or {})
    info = answer.data
    yield _found(Grade.GOOD, "account", name=info.display_name, id=info.basic_id)
    is_manual = str(info.mark_as_read_mode) == "manual"
    yield _found(Grade.GOOD, "read_by_hand" if is_manual else "read_by_line")


def _clock(headers: Mapping[str, str]) -> Iterator[Finding]:
    """LINE's clock against ours: reply tokens live a minute."""
    told = {name.lower(): value for name, value in headers.items()}.get("date")
    if told is None:
        return
    off = abs((datetime.now(UTC) - parsedate_to_datetime(told)).total_seconds())
    is_wrong = off > MOST_SECONDS_OFF
    found = _found(
        Grade.BAD if is_wrong else Grade.GOOD,
        "clock_wrong" if is_wrong else "clock",
        seconds=round(off),
    )
    yield found


def _webhook(api: MessagingApi) -> Iterator[Finding]:
    try:
        endpoint = api.get_webhook_endpoint(_request_timeout=TIMEOUT)
    except ApiException as error:
        if error.status != 404:
            raise
        yield _found(Grade.BAD, "no_endpoint")
        return
    is_ours = urlsplit(endpoint.endpoint).path == WEBHOOK_PATH
    grade = Grade.GOOD if is_ours else Grade.BAD
    yield _found(grade, "endpoint" if is_ours else "other_endpoint", url=endpoint.endpoint)
    if not endpoint.active:
        yield _found(Grade.BAD, "webhook_off")
    test = api.test_webhook_endpoint(TestWebhookEndpointRequest(), _request_timeout=TIMEOUT)
    if test.success:
        yield _found(Grade.GOOD, "webhook_answers")
    else:
        yield _found(Grade.BAD, "webhook_fails", status=test.status_code, reason=test.reason)


def _quota(api: MessagingApi) -> Iterator[Finding]:
    quota = api.get_message_quota(_request_timeout=TIMEOUT)
    used = api.get_message_quota_consumption(_request_timeout=TIMEOUT).total_usage
    if quota.type != "limited" or quota.value is None:
        yield _found(Grade.GOOD, "quota_free", used=used)
    else:
        grade = Grade.GOOD if used < quota.value else Grade.BAD
        yield _found(grade, "quota", used=used, limit=quota.value)
