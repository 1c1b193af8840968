"""`madoguchi staff`: accounts from the machine itself, for the first one and for emergencies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.orm import Session

from config import settings
from handlers.wiring import System, build
from intake import staff as accounts
from intake.models import Role, Staff
from intake.staff import AccountError, LastAdmin, LoginTaken, WeakPassword

REASONS: dict[type[AccountError], str] = {
    LoginTaken: "this login is taken",
    WeakPassword: f"a password needs {accounts.SHORTEST_PASSWORD} characters or more, not of one "
    "kind and without the login",
    LastAdmin: "nobody would be left to keep the accounts",
}


@click.group()
def staff() -> None:
    """Accounts of staff."""


@staff.command("add")
@click.argument("login")
@click.option("--name", prompt=True, help="as colleagues see it")
@click.option("--admin", is_flag=True, help="may keep accounts and read the trail")
@click.password_option(help="asked for when not given; better not given")
def add(login: str, name: str, admin: bool, password: str) -> None:
    """Adds an account."""
    with _sound(_system()) as (session, system):
        role = Role.ADMIN if admin else Role.COUNSELLOR
        accounts.add(session, login, name, role, password, system.clock())
    click.echo(f"{login} was added.")


@staff.command("list")
def show() -> None:
    """Lists the accounts."""
    with _system().reading() as session:
        for each in accounts.everyone(session):
            state = "" if each.is_active else "closed"
            click.echo("\t".join((each.login, each.name, each.role, state)).rstrip())


@staff.command("close")
@click.argument("login")
def close(login: str) -> None:
    """Closes an account and ends its logins."""
    with _sound(_system()) as (session, system):
        accounts.close(session, _find(session, login), system.clock())
    click.echo(f"{login} was closed.")


@staff.command("password")
@click.argument("login")
@click.password_option(help="asked for when not given; better not given")
def password(login: str, password: str) -> None:
    """Gives an account a new password and ends its logins."""
    with _sound(_system()) as (session, system):
        accounts.set_password(session, _find(session, login), password, system.clock())
    click.echo(f"{login} has a new password.")


def _system() -> System:
    return build(settings.load(os.environ))


@contextmanager
def _sound(system: System) -> Iterator[tuple[Session, System]]:
    """A transaction whose refusal is a sentence."""
    try:
        with system.transaction() as session:
            yield session, system
    except AccountError as error:
        raise click.ClickException(REASONS.get(type(error), error.code)) from None


def _find(session: Session, login: str) -> Staff:
    found = accounts.find(session, login)
    if found is None:
        raise click.ClickException(f"there is no account {login}")
    return found
