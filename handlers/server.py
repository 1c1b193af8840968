"""Serving: gunicorn with our settings, each worker building its own application after the fork."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication

Factory = Callable[[], Any]


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn without a configuration file."""

    def __init__(self, factory: Factory, options: dict[str, Any]) -> None:
        self._factory = factory
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for key, value in self._options.items():
            self.cfg.set(key, value)

    def load(self) -> Any:
        return self._factory()


def serve(
    factory: Factory, bind: str, *, processes: int, threads: int, graceful_seconds: int = 10
) -> None:
    """Serves what `factory` builds until SIGTERM or SIGINT; requests under way are finished."""
    Server(
        factory,
        {
            "bind": bind,
            "workers": processes,
            "threads": threads,
            "worker_class": "gthread",
            "graceful_timeout": graceful_seconds,
            "timeout": 60,
            "loglevel": "warning",
            "control_socket_disable": True,
        },
    ).run()
