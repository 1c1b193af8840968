"""Rich menus need a picture of their size, show to all or to one, and lead to each other."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from handlers.simulator import Platform
from tests.simulator.conftest import Line, Product


def menu(**more: Any) -> dict[str, Any]:
    action = {"type": "message", "label": "相談", "text": "相談したい"}
    return {
        "size": {"width": 1200, "height": 405},
        "selected": True,
        "name": "main",
        "chatBarText": "メニュー",
        "areas": [
            {"bounds": {"x": 0, "y": 0, "width": 600, "height": 405}, "action": action},
            {
                "bounds": {"x": 600, "y": 0, "width": 600, "height": 405},
                "action": {"type": "richmenuswitch", "richMenuAliasId": "night", "data": "to"},
            },
        ],
        **more,
    }


def png(width: int = 1200, height: int = 405) -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height)


def jpeg(width: int, height: int) -> bytes:
    frame = b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + bytes(12)
    return b"\xff\xd8\xff\xe0\x00\x04\x00\x00" + frame


def made(line: Line, *, has_picture: bool = True) -> str:
    menu_id = str(line("POST", "/richmenu", menu()).get_json()["richMenuId"])
    if has_picture:
        answer = line.send_bytes(f"/richmenu/{menu_id}/content", png(), "image/png")
        assert answer.status_code == 200
    return menu_id


def test_a_menu_comes_back_as_it_was_made(line: Line) -> None:
    menu_id = made(line)
    assert line("GET", f"/richmenu/{menu_id}").get_json() == {"richMenuId": menu_id, **menu()}
    assert line("GET", "/richmenu/list").get_json()["richmenus"][0]["richMenuId"] == menu_id
    picture = line("GET", f"/richmenu/{menu_id}/content")
    assert (picture.data, picture.mimetype) == (png(), "image/png")


@pytest.mark.parametrize(
    "wrong",
    [
        {"size": {"width": 799, "height": 405}},
        {"size": {"width": 2501, "height": 405}},
        {"size": {"width": 1200, "height": 249}},
        {"size": {"width": 1200, "height": 828}},
        {"chatBarText": "じゅうよんもじをこえるなまえ。"},
        {"chatBarText": ""},
        {"name": "x" * 301},
        {"selected": None},
        {"areas": menu()["areas"] * 11},
        {
            "areas": [
                {**menu()["areas"][0], "bounds": {"x": 1, "y": 0, "width": 1200, "height": 405}}
            ]
        },
    ],
)
def test_a_menu_out_of_bounds_is_refused(line: Line, wrong: dict[str, Any]) -> None:
    for path in ("/richmenu", "/richmenu/validate"):
        assert line("POST", path, menu(**wrong)).status_code == 400


@pytest.mark.parametrize(
    ("data", "content_type", "status"),
    [
        (png(1200, 404), "image/png", 400),
        (b"GIF89a", "image/gif", 415),
        (b"not a picture", "image/png", 400),
        (png() + bytes(1024 * 1024), "image/png", 413),
        (jpeg(1200, 405), "image/jpeg", 200),
        (jpeg(405, 1200), "image/jpeg", 400),
    ],
)
def test_a_picture_fits_its_menu(line: Line, data: bytes, content_type: str, status: int) -> None:
    menu_id = made(line, has_picture=False)
    answer = line.send_bytes(f"/richmenu/{menu_id}/content", data, content_type)
    assert answer.status_code == status


def test_a_picture_can_not_be_replaced(line: Line) -> None:
    menu_id = made(line)
    assert line.send_bytes(f"/richmenu/{menu_id}/content", png(), "image/png").status_code == 400


def test_a_menu_without_picture_is_shown_to_nobody(line: Line, alice: str) -> None:
    menu_id = made(line, has_picture=False)
    for path in (f"/user/all/richmenu/{menu_id}", f"/user/{alice}/richmenu/{menu_id}"):
        answer = line("POST", path)
        assert answer.status_code == 400
        assert answer.get_json()["message"].startswith("must upload richmenu image")


def test_the_default_menu_shows_to_friends_alone(
    platform: Platform, line: Line, alice: str
) -> None:
    menu_id = made(line)
    stranger = platform.add_resident()
    assert line("GET", "/user/all/richmenu").status_code == 404
    assert line("POST", f"/user/all/richmenu/{menu_id}").status_code == 200
    assert line("GET", "/user/all/richmenu").get_json() == {"richMenuId": menu_id}
    assert platform.screen(alice)["richMenu"]["richMenuId"] == menu_id
    assert platform.screen(stranger)["richMenu"] is None
    line("DELETE", "/user/all/richmenu")
    assert platform.screen(alice)["richMenu"] is None


def test_ones_own_menu_beats_the_default(platform: Platform, line: Line, alice: str) -> None:
    everyone, own = made(line), made(line)
    line("POST", f"/user/all/richmenu/{everyone}")
    assert line("GET", f"/user/{alice}/richmenu").status_code == 404
    line("POST", f"/user/{alice}/richmenu/{own}")
    assert line("GET", f"/user/{alice}/richmenu").get_json() == {"richMenuId": own}
    assert platform.screen(alice)["richMenu"]["richMenuId"] == own
    line("DELETE", f"/user/{alice}/richmenu")
    assert platform.screen(alice)["richMenu"]["richMenuId"] == everyone


def test_a_menu_can_be_linked_to_who_blocked_the_account(
    platform: Platform, line: Line, alice: str
) -> None:
    platform.block(alice)
    assert line("POST", f"/user/{alice}/richmenu/{made(line)}").status_code == 200


def test_a_deleted_menu_is_gone_everywhere(platform: Platform, line: Line, alice: str) -> None:
    menu_id = made(line)
    line("POST", f"/user/all/richmenu/{menu_id}")
    line("POST", f"/user/{alice}/richmenu/{menu_id}")
    assert line("DELETE", f"/richmenu/{menu_id}").status_code == 200
    assert line("DELETE", f"/richmenu/{menu_id}").status_code == 404
    assert line("GET", f"/richmenu/{menu_id}/content").status_code == 404
    assert platform.screen(alice)["richMenu"] is None


def test_an_alias_is_made_once_and_can_change_its_menu(line: Line) -> None:
    first, second = made(line), made(line)
    alias = {"richMenuAliasId": "night", "richMenuId": first}
    assert line("POST", "/richmenu/alias", alias).status_code == 200
    assert line("POST", "/richmenu/alias", alias).status_code == 400
    assert line("GET", "/richmenu/alias/night").get_json() == alias
    assert line("POST", "/richmenu/alias/night", {"richMenuId": second}).status_code == 200
    assert line("GET", "/richmenu/alias/list").get_json() == {
        "aliases": [{"richMenuAliasId": "night", "richMenuId": second}]
    }
    assert line("DELETE", "/richmenu/alias/night").status_code == 200
    assert line("GET", "/richmenu/alias/night").status_code == 404


@pytest.mark.parametrize("alias", ["", "Night", "x" * 33, "よる"])
def test_an_alias_is_small_and_plain(line: Line, alias: str) -> None:
    body = {"richMenuAliasId": alias, "richMenuId": made(line)}
    assert line("POST", "/richmenu/alias", body).status_code == 400


def test_switching_menus_tells_how_it_went(
    platform: Platform, product: Product, line: Line, alice: str
) -> None:
    day, night = made(line), made(line)
    line("POST", f"/user/all/richmenu/{day}")
    switch = menu()["areas"][1]["action"]
    platform.tap_exactly(alice, "richMenu", switch)
    line("POST", "/richmenu/alias", {"richMenuAliasId": "night", "richMenuId": night})
    platform.tap_exactly(alice, "richMenu", switch)
    platform.deliver_due()
    statuses = [event["postback"]["params"]["status"] for event in product.events[-2:]]
    assert statuses == ["RICHMENU_ALIAS_ID_NOTFOUND", "SUCCESS"]
    assert platform.screen(alice)["richMenu"]["richMenuId"] == night
