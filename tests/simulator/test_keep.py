"""The phones keep their chats over a restart, and a half-written file costs nothing."""

from __future__ import annotations

from pathlib import Path

from handlers.simulator import Platform, create_app
from tests.simulator.conftest import SECRET, TOKEN, Clock, Line, Product, text


def start(path: Path, clock: Clock, product: Product, url: str = "https://a.invalid") -> Platform:
    return Platform(SECRET, TOKEN, url, clock=clock, post=product, state_path=path)


def test_a_chat_survives_a_restart(tmp_path: Path, clock: Clock, product: Product) -> None:
    path = tmp_path / "line.json"
    before = start(path, clock, product)
    user = before.add_friend(name="Alice")
    photo = before.send_photo(user, b"\xff\xd8photo")
    before.write(user, "半分\ud83d だけ 👍")
    before.deliver_due()
    line = Line(create_app(before).test_client())
    line.push(user, text(quickReply={"items": [{"action": {"type": "camera", "label": "x"}}]}))
    before.travel(60)

    after = start(path, clock, product)
    assert after.screen(user) == before.screen(user)
    assert after.usage() == 1
    assert after.world.keep.get(photo) == b"\xff\xd8photo"
    assert after.world.now_ms() == before.world.now_ms()
    assert after.world.state == before.world.state


def test_the_webhook_address_of_a_new_start_counts(
    tmp_path: Path, clock: Clock, product: Product
) -> None:
    start(tmp_path / "line.json", clock, product).add_friend()
    after = start(tmp_path / "line.json", clock, product, "https://b.invalid")
    assert after.world.state.webhook_url == "https://b.invalid"


def test_what_can_not_be_read_is_set_aside(tmp_path: Path, clock: Clock, product: Product) -> None:
    path = tmp_path / "line.json"
    for broken in ("{", "[]", '{"phones": 3}', '{"bot_id": "U0"}'):
        path.write_text(broken, encoding="utf-8")
        platform = start(path, clock, product)
        assert platform.world.state.phones == {}
        assert path.with_name("line.json.broken").read_text(encoding="utf-8") == broken


def test_only_the_owner_can_read_the_chats(tmp_path: Path, clock: Clock, product: Product) -> None:
    path = tmp_path / "var" / "line.json"
    start(path, clock, product).add_friend()
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["line.json"]
