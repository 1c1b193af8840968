"""The demo's own two processes: doors, desk and streams in one, and the LINE simulator."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from werkzeug.middleware.dispatcher import DispatcherMiddleware

from config import office
from config import settings as settings_module
from handlers import logs, wiring
from handlers.server import serve
from handlers.wording import words


def _serve_web() -> None:
    """The doors, the desk and, in the demo alone, the streams in one process."""
    from handlers.app import create_app
    from handlers.desk.live import create_live

    settings = settings_module.load(os.environ)

    def build() -> Any:
        system = wiring.build(settings)
        return DispatcherMiddleware(create_app(system), {"/desk/live": create_live(system)})

    serve(build, settings.bind, processes=1, threads=48, graceful_seconds=1)


def _serve_phone() -> None:
    """The LINE simulator with its phones."""
    from handlers.simulator import create_served_app

    settings = settings_module.load(os.environ)
    base = settings.line_api_base.removeprefix("http://")

    def build() -> Any:
        return create_served_app(
            channel_secret=settings.line_channel_secret[0],
            channel_access_token=settings.line_channel_access_token,
            webhook_url=f"http://{settings.bind}/line/webhook",
            state_path=Path(os.environ["MADOGUCHI_DEMO_PHONE_STATE"]),
            redelivers=True,
            account_name=words().demo["account"].format(office=office.load(settings.content).name),
        )

    serve(build, base, processes=1, threads=48, graceful_seconds=1)


if __name__ == "__main__":
    logs.set_up()
    {"web": _serve_web, "phone": _serve_phone}[sys.argv[1]]()
