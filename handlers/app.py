"""The web applications, read as tables of contents."""

from __future__ import annotations

from flask import Flask, Response
from werkzeug.middleware.proxy_fix import ProxyFix

from handlers import desk, health
from handlers.letterbox import Letterbox
from handlers.line import webhook
from handlers.webchat import entry
from handlers.wiring import System


def create_app(system: System) -> Flask:
    """What `serve` serves: the doors and the desk. Live streams are an application of their own."""
    app = Flask("madoguchi", static_folder=None)
    app.secret_key = system.settings.secret_key
    app.extensions["madoguchi"] = system
    app.extensions["letterbox"] = Letterbox(system)
    if system.settings.is_behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    app.register_blueprint(health.blueprint)
    app.register_blueprint(webhook.blueprint)
    app.register_blueprint(entry.blueprint)
    desk.init_app(app, system)
    app.add_url_rule("/", "home", _home)
    app.register_error_handler(500, _failed)
    return app


def _home() -> Response:
    """The bare address leads staff to the desk."""
    return Response(status=302, headers={"Location": "/desk"})


def _failed(_error: Exception) -> Response:
    """An error page that shows nothing of the error."""
    return Response(status=500)
