"""The rich menu: sound for LINE, the same buttons as the greeting, safe to put up again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot import script
from config import rich_menu
from config.settings import SAMPLE_CONTENT
from config.strict import ContentError
from handlers.cli import main
from handlers.line.menu import MenuShelf, Step, compose
from handlers.simulator import Platform, create_app
from tests.town import SECRET, TOKEN, _serve

MENU = rich_menu.load(SAMPLE_CONTENT)
SCENARIO = script.load(SAMPLE_CONTENT).scenario
BODY = compose(MENU, SCENARIO)


class Line:
    """A LINE without residents."""

    def __init__(self) -> None:
        self.platform = Platform(SECRET, TOKEN, "http://product.invalid/line/webhook", post=_post)
        self.server = _serve(create_app(self.platform))
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        self.shelf = MenuShelf(self.base, TOKEN)

    def put_up(self, body: dict[str, Any] = BODY) -> list[Step]:
        return list(self.shelf.put_up(body, MENU.picture))

    def names(self) -> list[str]:
        with self.platform.world.reading() as state:
            return [menu.body["name"] for menu in state.menus.values()]

    def environment(self) -> dict[str, str]:
        return {
            "MADOGUCHI_KEYS": "k" * 43 + "=",
            "MADOGUCHI_SECRET_KEY": "s" * 40,
            "MADOGUCHI_LINE_CHANNEL_SECRET": SECRET,
            "MADOGUCHI_LINE_CHANNEL_ACCESS_TOKEN": TOKEN,
            "MADOGUCHI_LINE_API_BASE": self.base,
        }


def _post(_url: str, _body: bytes, _headers: object) -> int:
    return 200


@pytest.fixture
def line() -> Iterator[Line]:
    line = Line()
    yield line
    line.server.shutdown()
    line.server.server_close()


def test_the_areas_cover_the_whole_picture_once() -> None:
    covered = sum(area["bounds"]["width"] * area["bounds"]["height"] for area in BODY["areas"])
    assert covered == MENU.width * MENU.height
    corners = {(area["bounds"]["x"], area["bounds"]["y"]) for area in BODY["areas"]}
    assert len(corners) == 6


def test_the_menu_offers_what_the_greeting_offers() -> None:
    offered = {area["action"]["data"] for area in BODY["areas"]}
    assert offered == set(SCENARIO.states["start"].buttons) - {"language"}


def test_the_picture_says_what_the_buttons_say() -> None:
    drawn = (SAMPLE_CONTENT / "rich_menu.svg").read_text(encoding="utf-8")
    tiles = drawn.split("<title>")[1:]
    assert len(tiles) == len(MENU.buttons)
    for name, tile in zip(MENU.buttons, tiles, strict=True):
        assert "".join(re.findall(r">([^<>]+)</text>", tile)) == SCENARIO.buttons[name].label


def test_it_is_put_up_once_and_kept_when_repeated(line: Line) -> None:
    assert line.put_up() == [Step.CREATED, Step.SHOWN]
    assert line.put_up() == [Step.KEPT]
    assert line.names() == [BODY["name"]]
    assert line.shelf.shown() == BODY["name"]


def test_a_changed_menu_takes_the_place_of_ours_and_leaves_others_alone(line: Line) -> None:
    foreign = {**BODY, "name": "made by hand"}
    list(line.shelf.put_up(foreign, MENU.picture))
    line.put_up()
    changed = compose(replace(MENU, bar="べつの名前"), SCENARIO)
    assert line.put_up(changed) == [Step.CREATED, Step.SHOWN, Step.REMOVED]
    assert sorted(line.names()) == sorted(["made by hand", changed["name"]])
    assert line.shelf.shown() == changed["name"]


def test_a_run_that_broke_off_is_mended_by_the_next(line: Line) -> None:
    line.platform.faults.add("/content", "error")
    with pytest.raises(Exception, match="500"):
        line.put_up()
    assert line.put_up() == [Step.CREATED, Step.SHOWN, Step.REMOVED]
    assert line.names() == [BODY["name"]]


def test_a_tap_on_it_is_understood_and_shown(line: Line) -> None:
    line.put_up()
    user = line.platform.add_friend()
    action = line.platform.tap(user, "人と話す")
    assert action["data"] == "human"


def test_the_command_says_what_it_did(line: Line) -> None:
    first = CliRunner().invoke(main, ["line", "rich-menu"], env=line.environment())
    again = CliRunner().invoke(main, ["line", "rich-menu"], env=line.environment())
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "作り" in first.output
    assert "同じ" in again.output


def test_a_wrong_token_is_a_sentence(line: Line) -> None:
    wrong = {**line.environment(), "MADOGUCHI_LINE_CHANNEL_ACCESS_TOKEN": "wrong"}
    result = CliRunner().invoke(main, ["line", "rich-menu"], env=wrong)
    assert result.exit_code == 1
    assert "MADOGUCHI_LINE_CHANNEL_ACCESS_TOKEN" in result.output
    assert "Traceback" not in result.output


def test_the_check_asks_line_about_everything(line: Line) -> None:
    line.put_up()
    result = CliRunner().invoke(main, ["line", "check"], env=line.environment())
    assert result.exit_code == 0, result.output
    assert result.output.count("[ok]") == 7
    assert "再送" in result.output


def test_the_check_finds_what_is_wrong(line: Line) -> None:
    with line.platform.world.change() as state:
        state.webhook_url = "http://product.invalid/elsewhere"
        state.console.quota = 0
    result = CliRunner().invoke(main, ["line", "check"], env=line.environment())
    assert result.exit_code == 1
    assert "/elsewhere" in result.output
    assert "rich-menu" in result.output
    assert "上限 0通" in result.output


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ("bar: " + "長" * 15, "longer than 14"),
        ("picture: none.png", "cannot be read"),
        ("picture: broken.png", "is no PNG"),
        ("picture: small.png", "LINE takes a width"),
    ],
)
def test_what_line_would_refuse_is_refused_here(
    tmp_path: Path, change: str, complaint: str
) -> None:
    key = change.partition(":")[0]
    lines = (SAMPLE_CONTENT / "rich_menu.yaml").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(f"{key}:")]
    (tmp_path / "rich_menu.yaml").write_text("\n".join([*kept, change]), encoding="utf-8")
    (tmp_path / "rich_menu.png").write_bytes(MENU.picture)
    (tmp_path / "broken.png").write_bytes(b"<svg>")
    size = bytes([0, 0, 1, 0] * 2)
    (tmp_path / "small.png").write_bytes(MENU.picture[:16] + size + MENU.picture[24:])
    with pytest.raises(ContentError, match=complaint):
        rich_menu.load(tmp_path)


def test_a_menu_names_only_buttons_that_there_are() -> None:
    with pytest.raises(ContentError, match="no button is called pizza"):
        compose(replace(MENU, buttons=("pizza",)), SCENARIO)
