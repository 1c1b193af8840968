"""`madoguchi backup` and `madoguchi restore`."""

from __future__ import annotations

import os
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from config import settings as settings_module
from handlers import safekeeping, wiring
from handlers.safekeeping import Unfit
from handlers.wiring import System
from handlers.wording import words
from intake import recovery, schema
from intake.recovery import TakenBack


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Puts the whole database into FILE while everything works. The keys are not in it."""
    system = wiring.build(settings_module.load(os.environ))
    try:
        size = safekeeping.keep(safekeeping.open_chest(system.engine), file)
    except Unfit as error:
        raise click.ClickException(words().backup[error.code].format(file=file)) from None
    click.echo(words().backup["kept"].format(file=file, megabytes=f"{size / 1e6:.1f}"))


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="don't ask")
def restore(file: Path, yes: bool) -> None:
    """Replaces the whole database by FILE. Stop the four programs first.

    What was taken back since stays taken back; what was on its way is not said again.
    """
    system = wiring.build(settings_module.load(os.environ))
    chest = safekeeping.open_chest(system.engine)
    try:
        chest.examine(file)
        if not yes:
            click.confirm(words().backup["really"], abort=True)
        remembered = _remember(system)
        chest.load(file)
    except Unfit as error:
        raise click.ClickException(words().backup[error.code].format(file=file)) from None
    system.engine.dispose()
    schema.migrate(system.engine)
    with system.transaction() as session:
        again = recovery.take_back_again(session, system.script, remembered, system.clock())
        uncertain = recovery.distrust(session)
    click.echo(words().backup["restored"].format(again=again, uncertain=uncertain))


def _remember(system: System) -> list[TakenBack]:
    """Nothing, where the database of now is gone or torn: then there is nothing to remember."""
    try:
        with system.reading() as session:
            return recovery.remember(session)
    except SQLAlchemyError:
        return []
