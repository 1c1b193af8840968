"""The desk is closed unless listed, takes no form that is not its own, and says little."""

from __future__ import annotations

import pytest

from handlers.desk.guard import HEADERS, OPEN_ENDPOINTS, own_path
from tests.desk.conftest import Room

FILLED = {
    "media_id": "x",
    "public_id": "none",
    "staff_id": 1,
    "arrival_id": 1,
    "_anything": "x",
    "filename": "x",
    "language": "ja",
    "key": "texts.hello",
}


def test_every_page_but_the_named_ones_demands_a_login(room: Room) -> None:
    rules = [rule for rule in room.app.url_map.iter_rules() if rule.endpoint.startswith("desk")]
    assert len(rules) > 25
    with room.app.test_request_context():
        urls = room.app.url_map.bind("localhost")
        for rule in rules:
            path = urls.build(rule.endpoint, {key: FILLED[key] for key in rule.arguments})
            method = "POST" if "POST" in (rule.methods or ()) else "GET"
            answer = room.stranger().client.open(path, method=method)
            if rule.endpoint in OPEN_ENDPOINTS:
                assert answer.status_code in (200, 400, 404), rule
            else:
                assert answer.status_code == 302, rule
                assert answer.headers["Location"].startswith("/desk/login"), rule


@pytest.mark.parametrize(
    "path", ["accounts", "trail", "arrivals", "overview", "texts", "texts/ja/texts.hello"]
)
def test_admin_pages_are_for_admins(room: Room, path: str) -> None:
    assert room.seat("Alice").get(f"/desk/admin/{path}").status_code == 200
    refused = room.seat("Bob").get(f"/desk/admin/{path}")
    assert refused.status_code == 403
    assert "管理者だけ" in refused.text
    assert room.seat("Bob").post("/desk/admin/accounts", login="x").status_code == 403


def test_every_form_needs_its_token_and_a_refused_one_keeps_the_words(room: Room) -> None:
    talk, bob = room.write("U-1", "あ"), room.seat("Bob")
    bob.post(f"/desk/c/{talk}/claim")
    bob.token = "forged"
    refused = bob.post(f"/desk/c/{talk}/answer", text="長く書いた<返事>", client_key="k")
    assert refused.status_code == 400
    assert "長く書いた&lt;返事&gt;" in refused.text
    assert room.said(talk) == ["あ"]
    bob.get("/desk/password")
    again = bob.post(f"/desk/c/{talk}/answer", text="長く書いた<返事>", client_key="k")
    assert again.status_code == 303
    assert room.said(talk) == ["あ", "長く書いた<返事>"]


def test_a_refused_form_never_shows_a_password(room: Room) -> None:
    alice = room.seat("Alice")
    alice.token = "forged"
    refused = alice.post("/desk/password", old="old-secret-word", new="new-secret-word")
    assert refused.status_code == 400
    assert "secret-word" not in refused.text


def test_forms_work_over_https_where_our_own_policy_withholds_the_referer(room: Room) -> None:
    talk, bob = room.write("U-1", "あ"), room.seat("Bob")
    claimed = bob.client.post(
        f"/desk/c/{talk}/claim", data={"csrf_token": bob.token}, base_url="https://localhost"
    )
    assert claimed.status_code == 303


@pytest.mark.parametrize("path", ["/desk", "/desk/login", "/desk/nowhere", "/desk/static/desk.css"])
def test_headers_keep_pages_to_themselves(room: Room, path: str) -> None:
    answer = room.seat("Bob").get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    is_static = path.startswith("/desk/static")
    assert (answer.headers["Cache-Control"] == "no-store") is not is_static


def test_no_page_carries_inline_script_or_style(room: Room) -> None:
    room.write("U-1", "あ")
    texts = ("/desk/admin/texts", "/desk/admin/texts/ja/texts.hello")
    for path in ("/desk", "/desk/login", f"/desk/c/{room.write('U-2', 'い')}", *texts):
        page = room.seat("Alice").get(path).text
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick=" not in page
        assert page.count("<script") == page.count('<script type="module" src="/desk/static/')


@pytest.mark.parametrize(
    ("wanted", "is_own"),
    [
        ("/desk", True),
        ("/desk/c/abc?all=1", True),
        ("/desk-elsewhere", False),
        ("//evil.example/desk", False),
        ("https://evil.example/desk", False),
        ("/\\evil.example", False),
        ("/desk\\..\\evil", False),
        ("/desk/\nx", False),
        ("", False),
        (None, False),
    ],
)
def test_nobody_is_led_away_after_the_login(wanted: str | None, is_own: bool) -> None:
    assert own_path(wanted) == (wanted if is_own else None)


def test_a_script_without_a_login_learns_401(room: Room) -> None:
    answer = room.stranger().get("/desk", headers={"X-Fragment": "1"})
    assert (answer.status_code, answer.text) == (401, "")
