"""Who is at the desk: the cookie, the login behind it, and a desk that is closed by default."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, Request
from flask_login import LoginManager, UserMixin
from werkzeug.wrappers import Response

from handlers.wiring import System
from intake import logins
from intake.models import Role

COOKIE = "madoguchi_desk"
PATH = "/desk"
# Set by our scripts on what they fetch while nobody touches mouse or keyboard.
BACKGROUND_HEADER = "X-Background"


@dataclass(frozen=True)
class Viewer(UserMixin):  # type: ignore[misc]  # the library carries no types
    """A logged-in staff member, as plain values."""

    staff_id: int
    login_id: int
    name: str
    role: Role

    @property
    def is_admin(self) -> bool:
        """True for a 管理者."""
        return self.role is Role.ADMIN

    def get_id(self) -> str:
        """The id that Flask-Login wants; sessions go by the cookie's token instead."""
        return str(self.login_id)


def init_app(app: Flask, system: System) -> None:
    """Lets Flask-Login find the viewer by the desk's own cookie."""
    manager = LoginManager()
    manager.init_app(app, add_context_processor=False)

    @manager.request_loader  # type: ignore[untyped-decorator]
    def load_viewer(request: Request) -> Viewer | None:
        token = request.cookies.get(COOKIE)
        return recognise(system, token, is_background=_is_background(request)) if token else None


def recognise(system: System, token: str, *, is_background: bool) -> Viewer | None:
    """The viewer whose login has this token, while it lives.

    What a page fetches by itself is no sign of life: an unattended desk closes.
    """
    at = system.clock()
    with system.reading() as session:
        login = logins.find(session, token, at)
        if login is None:
            return None
        viewer = Viewer(login.staff_id, login.id, login.staff.name, login.staff.role)
        is_touch_due = logins.is_touch_due(login, at)
    if is_touch_due and not is_background:
        with system.transaction() as session:
            logins.touch(session, viewer.login_id, at)
    return viewer


def hand_cookie(response: Response, token: str, *, is_https: bool) -> None:
    """Gives the browser its token, for the desk's pages alone, until the browser closes."""
    response.set_cookie(COOKIE, token, path=PATH, httponly=True, samesite="Lax", secure=is_https)


def take_cookie(response: Response, *, is_https: bool) -> None:
    """Takes the token back."""
    response.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="Lax", secure=is_https)


def _is_background(request: Request) -> bool:
    return request.headers.get(BACKGROUND_HEADER) == "1"
