"""`madoguchi line`: the channel on LINE's side."""

from __future__ import annotations

import os

import click

from config import settings as settings_module
from config.settings import Settings


@click.group()
def line() -> None:
    """The channel on LINE's side: its menu, its webhook, its quota."""


def _settings() -> Settings:
    return settings_module.load(os.environ)


@line.command("rich-menu")
def rich_menu() -> None:
    """Puts the rich menu up for everybody and removes older ones of ours. Safe to repeat."""
    from linebot.v3.messaging import ApiException
    from urllib3.exceptions import HTTPError

    from bot import script
    from config import rich_menu as menus
    from handlers.line.menu import MenuShelf, compose
    from handlers.wording import words

    settings = _settings()
    menu = menus.load(settings.content)
    body = compose(menu, script.load(settings.content).scenario)
    shelf = MenuShelf(settings.line_api_base, settings.line_channel_access_token)
    try:
        for step in shelf.put_up(body, menu.picture):
            click.echo(words().line[step])
    except ApiException as error:
        key = "token" if error.status == 401 else "refused"
        raise click.ClickException(words().line[key].format(status=error.status)) from None
    except HTTPError as error:
        said = words().line["away"].format(error=type(error).__name__)
        raise click.ClickException(said) from None


@line.command()
def check() -> None:
    """Asks LINE about token, webhook, quota and menu. Ends with 1 when something must be mended."""
    from handlers.check_command import tell
    from handlers.line.checkup import examine_channel

    tell(examine_channel(_settings()))
