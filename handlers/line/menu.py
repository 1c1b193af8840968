"""The rich menu on LINE: made, given its picture, shown to everybody; older ones of ours go.

A menu's name carries a mark of all that it consists of, so repeating changes nothing, and a run
that broke off half way is mended by the next.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from linebot.v3.messaging import ApiException, MessagingApi, MessagingApiBlob, RichMenuRequest

from bot.scenario import Scenario
from config.rich_menu import RichMenu
from config.strict import ContentError
from handlers.line.client import TIMEOUT, open_api, open_client
from handlers.line.content import data_base
from handlers.line.render import cut_label

OURS = "madoguchi "


class Step(StrEnum):
    """What was done, in the order of doing."""

    CREATED = "menu_created"
    SHOWN = "menu_shown"
    KEPT = "menu_kept"
    REMOVED = "menu_removed"


def compose(menu: RichMenu, scenario: Scenario) -> dict[str, Any]:
    """The rich menu object. Taps send what the greeting's buttons send.

    Raises ContentError when the menu names a button that the scenario doesn't have.
    """
    unknown = [name for name in menu.buttons if name not in scenario.buttons]
    if unknown:
        raise ContentError(f"rich_menu.yaml: no button is called {', '.join(unknown)}")
    areas = [
        {"bounds": bounds, "action": _action(name, scenario.buttons[name].label)}
        for name, bounds in zip(menu.buttons, _grid(menu), strict=True)
    ]
    body: dict[str, Any] = {
        "size": {"width": menu.width, "height": menu.height},
        "selected": True,
        "chatBarText": menu.bar,
        "areas": areas,
    }
    whole = json.dumps(body, sort_keys=True).encode() + menu.picture
    return {"name": OURS + hashlib.sha256(whole).hexdigest()[:16], **body}


def _action(name: str, label: str) -> dict[str, str]:
    shown = cut_label(label)
    return {"type": "postback", "label": shown, "data": name, "displayText": shown}


def _grid(menu: RichMenu) -> Iterator[dict[str, int]]:
    """The areas, row by row; together they cover every pixel."""
    rows = -(-len(menu.buttons) // menu.columns)
    for place in range(len(menu.buttons)):
        row, column = divmod(place, menu.columns)
        x, y = menu.width * column // menu.columns, menu.height * row // rows
        yield {
            "x": x,
            "y": y,
            "width": menu.width * (column + 1) // menu.columns - x,
            "height": menu.height * (row + 1) // rows - y,
        }


class MenuShelf:
    """The rich menus of one channel."""

    def __init__(self, base: str, access_token: str) -> None:
        self._api: MessagingApi = open_api(base, access_token)
        self._blobs = MessagingApiBlob(open_client(data_base(base), access_token))

    def put_up(self, body: dict[str, Any], picture: bytes) -> Iterator[Step]:
        """Makes `body` the default menu and removes older ones of ours.

        Raises ApiException and urllib3's errors; whatever was done until then stays sound.
        """
        every = self._api.get_rich_menu_list(_request_timeout=TIMEOUT).richmenus
        ours = [each for each in every if each.name.startswith(OURS)]
        same = [each.rich_menu_id for each in ours if each.name == body["name"]]
        kept = next((each for each in same if self._show(each)), None)
        if kept is None:
            kept = self._make(body, picture)
            yield Step.CREATED
            self._api.set_default_rich_menu(kept, _request_timeout=TIMEOUT)
            yield Step.SHOWN
        else:
            yield Step.KEPT
        for each in ours:
            if each.rich_menu_id != kept:
                self._api.delete_rich_menu(each.rich_menu_id, _request_timeout=TIMEOUT)
                yield Step.REMOVED

    def shown(self) -> str | None:
        """The name of the menu that everybody sees, None when there is none."""
        try:
            found = self._api.get_default_rich_menu_id(_request_timeout=TIMEOUT)
            menu = self._api.get_rich_menu(found.rich_menu_id, _request_timeout=TIMEOUT)
        except ApiException as error:
            if error.status == 404:
                return None
            raise
        return str(menu.name)

    def _make(self, body: dict[str, Any], picture: bytes) -> str:
        request = RichMenuRequest.from_dict(body)
        self._api.validate_rich_menu_object(request, _request_timeout=TIMEOUT)
        made = self._api.create_rich_menu(request, _request_timeout=TIMEOUT)
        self._blobs.set_rich_menu_image(
            made.rich_menu_id,
            body=picture,
            _headers={"Content-Type": "image/png"},
            _request_timeout=TIMEOUT,
        )
        return str(made.rich_menu_id)

    def _show(self, menu_id: str) -> bool:
        """False when an earlier run ended before this menu had its picture."""
        try:
            self._api.set_default_rich_menu(menu_id, _request_timeout=TIMEOUT)
        except ApiException as error:
            if error.status == 400:
                return False
            raise
        return True
