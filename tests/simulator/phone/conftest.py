"""A browser, a platform on the real clock, and the page with whatever it complains about."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from handlers.simulator import Platform, create_app
from tests.simulator.conftest import SECRET, TOKEN, Product


@pytest.fixture
def platform(product: Product) -> Iterator[Platform]:
    """On the real clock: a browser lives in no other."""
    platform = Platform(SECRET, TOKEN, "https://product.invalid", post=product)
    platform.start()
    yield platform
    platform.stop()


@pytest.fixture
def app(platform: Platform) -> Flask:
    return create_app(platform)


@pytest.fixture
def address(platform: Platform) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_app(platform), threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def page(browser: Browser, address: str, complaints: list[str]) -> Iterator[Page]:
    """The page of a desk's width; afterwards it must have complained about nothing."""
    page = browser.new_page(viewport={"width": 1360, "height": 860}, locale="ja-JP")
    page.set_default_timeout(5000)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield page
    page.close()
    assert complaints == []


def open_phone(page: Page, address: str, user: str) -> None:
    page.goto(f"{address}#{user}")
    expect(page.get_by_test_id("text-input")).to_be_visible()


def eventually(holds: Callable[[], bool], seconds: int = 5) -> None:
    """Waits, so long at most, for what another thread or process brings about."""
    for _ in range(seconds * 100):
        if holds():
            return
        time.sleep(0.01)
    raise AssertionError("it never came about")
