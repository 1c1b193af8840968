"""What stands before and after every view of the desk: login, CSRF, headers."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException

from handlers.desk.context import is_fragment
from handlers.desk.identity import PATH
from handlers.wiring import System

# The only endpoints that need no login. Forgetting to list one is safe.
OPEN_ENDPOINTS = frozenset({"desk.login", "desk.enter", "desk.static"})
# What a refused form may show again; passwords are not among them.
KEPT_FIELDS = (
    "text",
    "client_key",
    "code",
    "outcome",
    "last_seen_id",
    "held_by",
    "seen",
    "read_with",
)

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}

csrf = CSRFProtect()


def init_app(app: Flask, system: System) -> None:
    """CSRF for the desk alone: other doors answer for themselves."""
    app.config.update(
        WTF_CSRF_CHECK_DEFAULT=False,
        # A page stays open for a whole shift.
        WTF_CSRF_TIME_LIMIT=None,
        # The strict check reads the Referer, which our own policy withholds.
        WTF_CSRF_SSL_STRICT=False,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=system.settings.is_https,
    )
    csrf.init_app(app)


def stand_at(desk: Blueprint) -> None:
    """Puts login, CSRF and headers around every view of the blueprint and those within it."""
    desk.before_request(demand_login)
    desk.before_request(demand_token)
    desk.after_request(add_headers)
    desk.register_error_handler(CSRFError, offer_again)
    for status in (400, 403, 404):
        desk.register_error_handler(status, explain)


def demand_login() -> ResponseReturnValue | None:
    """Sends whoever is not logged in to the login page; a script learns 401."""
    if request.endpoint in OPEN_ENDPOINTS or current_user.is_authenticated:
        return None
    if is_fragment():
        return Response(status=401)
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("desk.login", next=wanted))


def demand_token() -> None:
    """Refuses a form that is not ours. Raises CSRFError."""
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        csrf.protect()


def demand_admin() -> None:
    """403 for everybody but a 管理者."""
    if not current_user.is_admin:
        abort(403)


def offer_again(_error: CSRFError) -> ResponseReturnValue:
    """The form once more with a fresh token and all that was typed."""
    kept = {name: request.form[name] for name in KEPT_FIELDS if name in request.form}
    if is_fragment():
        return render_template("desk/_stale.html"), 400
    return render_template("desk/stale.html", path=request.path, kept=kept), 400


def explain(error: HTTPException) -> ResponseReturnValue:
    """A refusal as a page with the way back."""
    status = error.code or 400
    if is_fragment():
        return Response(status=status)
    return render_template("desk/refused.html", status=status), status


def add_headers(response: Response) -> Response:
    """What no page of the desk goes without."""
    for name, value in HEADERS.items():  # a view may be stricter
        response.headers.setdefault(name, value)
    if request.endpoint != "desk.static":
        response.headers["Cache-Control"] = "no-store"
    return response


def own_path(wanted: str | None) -> str | None:
    """`wanted` when it is a page of this desk, else None: nobody is led away after the login."""
    if not wanted or "\\" in wanted or not wanted.isprintable():
        return None
    parts = urlsplit(wanted)
    is_own = parts.path == PATH or parts.path.startswith(PATH + "/")
    return wanted if is_own and not parts.scheme and not parts.netloc else None
