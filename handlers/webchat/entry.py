"""`/chat/<token>`: the link that LINE shows the way with.

Looking uses nothing up, so that a preview or a virus scanner can't; the button does.
"""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, Response, current_app, render_template
from flask.typing import ResponseReturnValue

from handlers.desk.guard import HEADERS
from handlers.wiring import System
from intake import links
from intake.links import LinkState

blueprint = Blueprint(
    "webchat",
    __name__,
    url_prefix="/chat",
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)


@blueprint.get("/<token>")
def look(token: str) -> ResponseReturnValue:
    """The way in while the link is good; else how to get a new one."""
    system = _system()
    with system.reading() as session:
        state = links.judge(session, token, system.clock())
    if state is LinkState.GOOD:
        return _page("webchat/enter.html")
    return _page("webchat/expired.html"), 410


@blueprint.post("/<token>")
def enter(token: str) -> ResponseReturnValue:
    """Uses the link up. The chat itself is still to come, and the page says so."""
    system = _system()
    with system.transaction() as session:
        contact_id = links.redeem(session, token, system.clock())
    if contact_id is None:
        return _page("webchat/expired.html"), 410
    return _page("webchat/not_yet.html")


@blueprint.after_request
def add_headers(response: Response) -> Response:
    """The address of the page is the key to it: it goes nowhere and is kept nowhere."""
    response.headers.update(HEADERS)
    response.headers["Cache-Control"] = "no-store"
    return response


def _system() -> System:
    return cast(System, current_app.extensions["madoguchi"])


def _page(template: str) -> str:
    system = _system()
    script = system.script
    values: dict[str, Any] = {
        "office": script.office,
        "lines": script.hotlines.for_dangers(("other",), system.clock()),
    }
    return render_template(template, **values)
