"""The stand-in as a web application: LINE's paths, the phones, and the controls."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask

from handlers.simulator import calls, phones
from handlers.simulator.api import menu_api, messaging_api
from handlers.simulator.control import control
from handlers.simulator.page import page
from handlers.simulator.platform import Platform
from handlers.simulator.props import props

FIRST_PHONES = 2
"""So many phones lie ready when nobody has played yet."""


def create_app(platform: Platform) -> Flask:
    """The web application of this platform; it does not start delivery."""
    app = Flask(__name__)
    calls.install(app, platform)
    phones.install(app)
    app.register_blueprint(messaging_api(platform))
    app.register_blueprint(menu_api(platform))
    app.register_blueprint(control(platform))
    app.register_blueprint(phones.phones(platform))
    app.register_blueprint(page(platform))
    return app


def create_served_app(
    *,
    channel_secret: str,
    channel_access_token: str,
    webhook_url: str,
    state_path: Path | None = None,
    **settings: Any,
) -> Flask:
    """The application of a platform of its own, delivering in the background.

    For a threaded server with one process: call it in the process that serves (after a fork), as
    the threads that deliver start here. `settings` are those of `Platform`.
    """
    platform = Platform(
        channel_secret, channel_access_token, webhook_url, state_path=state_path, **settings
    )
    if not platform.world.state.phones:
        for name in props().residents[:FIRST_PHONES]:
            platform.add_resident(name)
    platform.start()
    return create_app(platform)
