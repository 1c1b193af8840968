"""In and out: login, logout, one's own password."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.wrappers import Response

from handlers.desk import context
from handlers.desk.guard import own_path
from handlers.desk.identity import hand_cookie, take_cookie
from intake import audit, logins, staff
from intake.audit import Action
from intake.logins import Throttled
from intake.models import Staff
from intake.staff import AccountError


def add_to(desk: Blueprint) -> None:
    """Registers these views."""
    desk.add_url_rule("/login", "login", login)
    desk.add_url_rule("/login", "enter", enter, methods=["POST"])
    desk.add_url_rule("/logout", "logout", logout, methods=["POST"])
    desk.add_url_rule("/password", "password", password)
    desk.add_url_rule("/password", "change_password", change_password, methods=["POST"])


def login() -> ResponseReturnValue:
    """The login page; whoever is inside already goes on."""
    wanted = own_path(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(wanted or url_for("desk.board"))
    return _login_page(wanted)


def enter() -> ResponseReturnValue:
    """Lets in who knows the password; says the same to everybody else."""
    name = staff.normalise_login(request.form.get("login", ""))
    wanted = own_path(request.form.get("next"))
    plain = request.form.get("password", "")
    remote = request.remote_addr or ""
    system, at = context.system(), context.now()
    try:
        with system.transaction() as db:
            tries = logins.knock(db, name, remote, at)
    except Throttled as throttled:
        minutes = -(-int((throttled.until - at).total_seconds()) // 60)
        return _login_page(wanted, name, refusal="throttled", minutes=minutes), 429
    with system.reading() as db:
        found = staff.find(db, name)
        known = (found.id, found.password_hash) if found and found.is_active else (0, None)
    staff_id, password_hash = known
    # Outside of any transaction: hashing takes long on purpose.
    if not staff.is_password(password_hash, plain):
        return _login_page(wanted, name, refusal="wrong"), 401
    renewed = staff.renewed_hash(password_hash, plain)
    with system.transaction() as db:
        logins.forgive(db, name, tries)
        if renewed is not None:
            db.get_one(Staff, staff_id).password_hash = renewed
        token = logins.start(db, staff_id, at)
        audit.record(db, Action.LOGIN, staff_id, at)
    session.clear()  # a fresh CSRF token for whoever sits here now
    response = redirect(wanted or url_for("desk.board"), 303)
    hand_cookie(response, token, is_https=system.settings.is_https)
    return response


def logout() -> ResponseReturnValue:
    """Ends this login, or with `everywhere` all of this person's."""
    viewer, at = context.viewer(), context.now()
    with context.system().transaction() as db:
        if request.form.get("everywhere"):
            logins.end_all(db, viewer.staff_id, at)
        else:
            logins.end(db, viewer.login_id, at)
        audit.record(db, Action.LOGOUT, viewer.staff_id, at)
    return _out("logged_out")


def password() -> ResponseReturnValue:
    """The page for one's own password."""
    with context.system().reading() as db:
        return context.show(db, "desk/password.html", shortest=staff.SHORTEST_PASSWORD)


def change_password() -> ResponseReturnValue:
    """Changes one's own password and ends all logins, this one included."""
    viewer, at = context.viewer(), context.now()
    old, new = request.form.get("old", ""), request.form.get("new", "")
    with context.system().reading() as db:
        password_hash = context.me(db).password_hash
    if not staff.is_password(password_hash, old):
        flash("wrong_password")
        return redirect(url_for("desk.password"), 303)
    if new != request.form.get("again", ""):
        flash("passwords_differ")
        return redirect(url_for("desk.password"), 303)
    try:
        with context.system().transaction() as db:
            staff.set_password(db, context.me(db), new, at, by=viewer.staff_id)
    except AccountError as error:
        flash(error.code)
        return redirect(url_for("desk.password"), 303)
    return _out("password_changed")


def _out(code: str) -> Response:
    flash(code)
    response = redirect(url_for("desk.login"), 303)
    take_cookie(response, is_https=context.system().settings.is_https)
    return response


def _login_page(
    wanted: str | None, name: str = "", refusal: str | None = None, minutes: int = 0
) -> str:
    office = context.system().script.office
    return render_template(
        "desk/login.html",
        wanted=wanted,
        login=name,
        refusal=refusal,
        minutes=minutes,
        office=office,
    )
