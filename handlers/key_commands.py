"""`madoguchi keys`: making keys, and sealing everything anew when they change."""

from __future__ import annotations

import os

import click
from cryptography.fernet import Fernet

from config import settings as settings_module


@click.group()
def keys() -> None:
    """Encryption keys."""


@keys.command()
def new() -> None:
    """Prints a new key for MADOGUCHI_KEYS; put it first, keep the old ones behind it."""
    click.echo(Fernet.generate_key().decode())


@keys.command()
def rotate() -> None:
    """Seals everything with the newest key, so that older ones can be retired."""
    from handlers.wiring import build
    from intake import rotation

    system = build(settings_module.load(os.environ))
    total = 0
    for table in rotation.SEALED_TABLES:
        after = 0
        while True:
            with system.transaction() as session:
                after, count = rotation.reseal(session, table, after)
            total += count
            if not count:
                break
    click.echo(f"{total} rows now stand under the newest key.")
