"""The `madoguchi` command."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from config import settings as settings_module
from config.settings import Settings, SettingsError
from config.strict import ContentError
from handlers import logs
from handlers.backup_commands import backup, restore
from handlers.check_command import check
from handlers.key_commands import keys
from handlers.line_commands import line
from handlers.staff_commands import staff
from handlers.talk import talk


class Plain(click.Group):
    """Shows what the operator can mend as a sentence, not as a trace."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            raise click.ClickException(f"these settings are missing or wrong:\n{error}") from None
        except ContentError as error:
            raise click.ClickException(f"the office's content is not sound:\n{error}") from None


@click.group(cls=Plain)
def main() -> None:
    """Madoguchi, the front door of a municipality's 総合相談."""
    logs.set_up()


def _settings() -> Settings:
    return settings_module.load(os.environ)


@main.command()
def run() -> None:
    """Everything at once with a LINE simulator, for a look and for development."""
    from handlers import demo

    sys.exit(demo.run(Path.cwd() / "var"))


@main.command()
def migrate() -> None:
    """Brings the database to the newest revision."""
    from handlers.wiring import build
    from intake import schema

    schema.migrate(build(_settings()).engine)
    click.echo("The database is up to date.")


@main.command()
def serve() -> None:
    """The doors and the desk (production: behind a proxy with TLS)."""
    from handlers.app import create_app
    from handlers.server import serve as serve_forever
    from handlers.wiring import build

    settings = _settings()
    serve_forever(
        lambda: create_app(build(settings)),
        settings.bind,
        processes=settings.processes,
        threads=settings.threads,
    )


@main.command()
def live() -> None:
    """The streams that keep open pages fresh, in a process of their own."""
    from handlers.desk.live import create_live
    from handlers.server import serve as serve_forever
    from handlers.wiring import build

    settings = _settings()
    serve_forever(
        lambda: create_live(build(settings)),
        settings.live_bind,
        processes=1,
        threads=256,
        graceful_seconds=5,
    )


@main.command()
def worker() -> None:
    """Reads, answers and sends."""
    from handlers.wiring import build
    from handlers.worker import work

    work(build(_settings()))


@main.command()
def cron() -> None:
    """Sweeps up what the bells missed; exactly one of these runs."""
    from handlers.wiring import build
    from handlers.worker import watch

    watch(build(_settings()))


main.add_command(backup)
main.add_command(check)
main.add_command(keys)
main.add_command(line)
main.add_command(restore)
main.add_command(staff)
main.add_command(talk)

if __name__ == "__main__":
    main()
