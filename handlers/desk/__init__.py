"""The staff web queue: closed unless listed, served by the app, live by its own stream."""

from __future__ import annotations

from flask import Blueprint, Flask

from handlers.desk import (
    accounts,
    answering,
    board,
    conversation,
    entrance,
    guard,
    identity,
    labels,
    media,
    office,
    texts,
)
from handlers.wiring import System


def init_app(app: Flask, system: System) -> None:
    """Puts the desk under `/desk`."""
    identity.init_app(app, system)
    guard.init_app(app, system)
    desk = Blueprint(
        "desk",
        __name__,
        url_prefix=identity.PATH,
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    guard.stand_at(desk)
    labels.put_into(desk, system)
    for part in (entrance, board, conversation, answering, media):
        part.add_to(desk)
    admin = Blueprint("admin", __name__, url_prefix="/admin")
    admin.before_request(guard.demand_admin)
    for part in (accounts, office, texts):
        part.add_to(admin)
    desk.register_blueprint(admin)
    app.register_blueprint(desk)
