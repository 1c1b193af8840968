"""Rich menus: made, given a picture, shown to all or to one, found by alias."""

from __future__ import annotations

from typing import Any

from handlers.simulator import ids
from handlers.simulator.checks import menus as checks
from handlers.simulator.checks.messages import refuse_faulty
from handlers.simulator.errors import LineError, not_found
from handlers.simulator.state import Phone, RichMenu, State
from handlers.simulator.world import World

Json = dict[str, Any]
_PICTURE_TYPES = ("image/png", "image/jpeg")
_FIELDS = ("size", "selected", "name", "chatBarText", "areas")


def validate(body: Any) -> Json:
    """Check a rich menu without making it."""
    refuse_faulty(body, checks.MENU)
    return {}


def create(world: World, body: Any) -> Json:
    """Make a rich menu, which still needs its picture; `RichMenuIdResponse`."""
    refuse_faulty(body, checks.MENU)
    with world.change() as state:
        if len(state.menus) >= checks.MOST_MENUS:
            raise LineError(400, f"richmenu count exceeds the limit ({checks.MOST_MENUS})")
        menu = ids.rich_menu_id()
        state.menus[menu] = RichMenu({name: body[name] for name in _FIELDS})
        return {"richMenuId": menu}


def get(world: World, menu: str) -> Json:
    """`RichMenuResponse`."""
    with world.reading() as state:
        return {"richMenuId": menu, **_menu(state, menu).body}


def every(world: World) -> Json:
    """`RichMenuListResponse`."""
    with world.reading() as state:
        return {"richmenus": [{"richMenuId": key, **one.body} for key, one in state.menus.items()]}


def delete(world: World, menu: str) -> Json:
    """It disappears wherever it was shown; aliases that point to it stay, and point to nothing."""
    with world.change() as state:
        _menu(state, menu)
        del state.menus[menu]
        world.keep.drop(menu)
        if state.default_menu == menu:
            state.default_menu = None
        for phone in state.phones.values():
            if phone.menu_id == menu:
                phone.menu_id = None
    return {}


def set_picture(world: World, menu: str, data: bytes, media_type: str) -> Json:
    """Give a menu its picture, once; the picture has the menu's size."""
    with world.change() as state:
        found = _menu(state, menu)
        if media_type not in _PICTURE_TYPES:
            raise LineError(415, f"The content type, {media_type}, is not supported")
        if len(data) > checks.IMAGE_BYTES:
            raise LineError(413, "Request Entity Too Large")
        if found.picture_type:
            raise LineError(400, "An image has already been uploaded to the richmenu")
        wanted = (found.body["size"]["width"], found.body["size"]["height"])
        if checks.picture_size(data) != wanted:
            raise LineError(400, "The image size does not match the richmenu size")
        found.picture_type = media_type
        world.keep.put(menu, data)
    return {}


def picture(world: World, menu: str) -> tuple[bytes, str]:
    """The picture's bytes and media type."""
    with world.reading() as state:
        found = _menu(state, menu)
        data = world.keep.get(menu) if found.picture_type else None
    if data is None or found.picture_type is None:
        raise not_found()
    return data, found.picture_type


def set_default(world: World, menu: str) -> Json:
    """Show it to everybody who has no menu of their own."""
    with world.change() as state:
        _ready_menu(state, menu)
        state.default_menu = menu
    return {}


def default(world: World) -> Json:
    """`RichMenuIdResponse` of the default menu; 404 when there is none."""
    with world.reading() as state:
        if state.default_menu is None:
            raise LineError(404, "no default richmenu")
        return {"richMenuId": state.default_menu}


def cancel_default(world: World) -> Json:
    """No default menu."""
    with world.change() as state:
        state.default_menu = None
    return {}


def link(world: World, user: str, menu: str) -> Json:
    """Show it to one resident; 200 even if they blocked the account."""
    with world.change() as state:
        _ready_menu(state, menu)
        _phone(state, user).menu_id = menu
    return {}


def linked(world: World, user: str) -> Json:
    """`RichMenuIdResponse` of the resident's own menu; 404 when they have none."""
    with world.reading() as state:
        menu = _phone(state, user).menu_id
        if menu is None:
            raise LineError(404, "the user has no richmenu")
        return {"richMenuId": menu}


def unlink(world: World, user: str) -> Json:
    """The resident sees the default menu again."""
    with world.change() as state:
        _phone(state, user).menu_id = None
    return {}


def create_alias(world: World, body: Any) -> Json:
    """A name by which menus lead to each other."""
    refuse_faulty(body, checks.NEW_ALIAS)
    with world.change() as state:
        if body["richMenuAliasId"] in state.aliases:
            raise LineError(400, "conflict richmenu alias id")
        _set_alias(state, body["richMenuAliasId"], body["richMenuId"])
    return {}


def change_alias(world: World, alias: str, body: Any) -> Json:
    """Let the name stand for another menu."""
    refuse_faulty(body, checks.CHANGED_ALIAS)
    with world.change() as state:
        _alias(state, alias)
        _set_alias(state, alias, body["richMenuId"])
    return {}


def get_alias(world: World, alias: str) -> Json:
    """`RichMenuAliasResponse`."""
    with world.reading() as state:
        return {"richMenuAliasId": alias, "richMenuId": _alias(state, alias)}


def delete_alias(world: World, alias: str) -> Json:
    """The name is free again."""
    with world.change() as state:
        _alias(state, alias)
        del state.aliases[alias]
    return {}


def every_alias(world: World) -> Json:
    """`RichMenuAliasListResponse`."""
    with world.reading() as state:
        return {
            "aliases": [
                {"richMenuAliasId": alias, "richMenuId": menu}
                for alias, menu in state.aliases.items()
            ]
        }


def shown_to(state: State, phone: Phone) -> str | None:
    """The id of the menu on this phone: its own before the default."""
    return phone.menu_id or state.default_menu


def switch(state: State, phone: Phone, alias: str) -> str:
    """Follow an alias on the phone itself; gives the `status` of the postback that tells it."""
    menu = state.aliases.get(alias)
    if menu is None:
        return "RICHMENU_ALIAS_ID_NOTFOUND"
    if menu not in state.menus:
        return "RICHMENU_NOTFOUND"
    phone.menu_id = menu
    return "SUCCESS"


def _menu(state: State, menu: str) -> RichMenu:
    try:
        return state.menus[menu]
    except KeyError:
        raise not_found() from None


def _ready_menu(state: State, menu: str) -> None:
    if not _menu(state, menu).picture_type:
        raise LineError(400, "must upload richmenu image before applying it to user")


def _alias(state: State, alias: str) -> str:
    try:
        return state.aliases[alias]
    except KeyError:
        raise LineError(404, "richmenu alias not found") from None


def _set_alias(state: State, alias: str, menu: str) -> None:
    if menu not in state.menus:
        raise LineError(400, "richmenu not found")
    state.aliases[alias] = menu


def _phone(state: State, user: str) -> Phone:
    try:
        return state.phones[user]
    except KeyError:
        raise not_found() from None
