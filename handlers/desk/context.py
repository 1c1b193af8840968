"""What every view of the desk starts from: the system, the time, who is looking."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from flask import abort, current_app, render_template, request
from flask_login import current_user
from sqlalchemy.orm import Session

from handlers.desk.identity import Viewer
from handlers.wiring import System
from intake import holding, queue
from intake.models import Conversation, Staff


def system() -> System:
    """The system this process works with."""
    return cast(System, current_app.extensions["madoguchi"])


def now() -> datetime:
    """The time of this request, aware, in UTC."""
    return system().clock()


def viewer() -> Viewer:
    """Who is logged in. Only for views that demand a login, which is every one not listed."""
    return cast(Viewer, current_user)


def me(session: Session) -> Staff:
    """The viewer's account in this session."""
    return session.get_one(Staff, viewer().staff_id)


def find_conversation(session: Session, public_id: str) -> Conversation:
    """The conversation of an address; 404 when there is none. The only door to one."""
    found = holding.find(session, public_id)
    return found if found is not None else abort(404)


def is_fragment() -> bool:
    """True when a script of ours asks for a part of a page."""
    return request.headers.get("X-Fragment") == "1"


def show(session: Session, template: str, **values: Any) -> str:
    """A page or a part of one, with what all of them show: the time and the alarms."""
    return render_template(
        template,
        now=now(),
        viewer=viewer(),
        alarms=queue.alarms(session),
        trouble=queue.trouble(session),
        **values,
    )
