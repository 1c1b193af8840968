"""Accounts, for a 管理者: add, close, open again, new password, role."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from handlers.desk import context
from intake import staff
from intake.models import Role, Staff
from intake.staff import AccountError


def add_to(admin: Blueprint) -> None:
    """Registers these views."""
    admin.add_url_rule("/accounts", "accounts", accounts)
    admin.add_url_rule("/accounts", "add_account", add, methods=["POST"])
    for name, view in (
        ("close_account", close),
        ("reopen_account", reopen),
        ("set_role", set_role),
        ("set_password", set_password),
    ):
        admin.add_url_rule(f"/accounts/<int:staff_id>/{name}", name, view, methods=["POST"])


def accounts() -> ResponseReturnValue:
    """All accounts and the form for a new one."""
    with context.system().reading() as session:
        return context.show(
            session,
            "desk/accounts.html",
            everyone=staff.everyone(session),
            roles=list(Role),
            shortest=staff.SHORTEST_PASSWORD,
        )


def add() -> ResponseReturnValue:
    """A new account."""
    login, name = request.form.get("login", ""), request.form.get("name", "")
    role, password = _role(), request.form.get("password", "")
    return _do(
        lambda db: staff.add(db, login, name, role, password, context.now(), _by()), "account_added"
    )


def close(staff_id: int) -> ResponseReturnValue:
    """Closes an account and ends its logins."""
    return _do(
        lambda db: staff.close(db, _account(db, staff_id), context.now(), _by()), "account_closed"
    )


def reopen(staff_id: int) -> ResponseReturnValue:
    """Opens a closed account again."""
    return _do(
        lambda db: staff.reopen(db, _account(db, staff_id), context.now(), _by()),
        "account_reopened",
    )


def set_role(staff_id: int) -> ResponseReturnValue:
    """Makes somebody a 管理者 or a 相談員."""
    role = _role()
    return _do(
        lambda db: staff.set_role(db, _account(db, staff_id), role, context.now(), _by()),
        "role_set",
    )


def set_password(staff_id: int) -> ResponseReturnValue:
    """Gives somebody a new password, to be told in person, and ends their logins."""
    password = request.form.get("password", "")
    return _do(
        lambda db: staff.set_password(db, _account(db, staff_id), password, context.now(), _by()),
        "password_set",
    )


def _do(deed: Callable[[Session], object], done: str) -> ResponseReturnValue:
    try:
        with context.system().transaction() as session:
            deed(session)
    except AccountError as error:
        flash(error.code)
    else:
        flash(done)
    return redirect(url_for("desk.admin.accounts"), 303)


def _account(session: Session, staff_id: int) -> Staff:
    found = staff.get(session, staff_id)
    return found if found is not None else abort(404)


def _by() -> int:
    return context.viewer().staff_id


def _role() -> Role:
    chosen = request.form.get("role", "")
    return Role(chosen) if chosen in set(Role) else abort(400)
