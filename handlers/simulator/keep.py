"""Where the state and the bytes of photos live: in memory, or in a file and a folder beside it."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Protocol

from handlers.simulator.state import State, pack, unpack


class Keep(Protocol):
    """A place for one state and for bytes by name."""

    def load(self) -> State | None: ...
    def save(self, state: State) -> None: ...
    def put(self, name: str, data: bytes) -> None: ...
    def get(self, name: str) -> bytes | None: ...
    def drop(self, name: str) -> None: ...


class Memory:
    """Gone when the process ends."""

    def __init__(self) -> None:
        self._bytes: dict[str, bytes] = {}

    def load(self) -> State | None:
        return None

    def save(self, state: State) -> None:
        """Nothing: the state is already in memory."""

    def put(self, name: str, data: bytes) -> None:
        self._bytes[name] = data

    def get(self, name: str) -> bytes | None:
        return self._bytes.get(name)

    def drop(self, name: str) -> None:
        self._bytes.pop(name, None)


class Disk:
    """A JSON file, replaced as a whole, and the folder `<file>.contents`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._folder = path.with_name(path.name + ".contents")

    def load(self) -> State | None:
        """The saved state; None if there is none. What can't be read is set aside as `.broken`."""
        try:
            data = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except ValueError:
            self._set_aside()
            return None
        try:
            return unpack(data)
        except (KeyError, TypeError, AttributeError):
            self._set_aside()
            return None

    def _set_aside(self) -> None:
        self._path.replace(self._path.with_name(self._path.name + ".broken"))

    def save(self, state: State) -> None:
        # ASCII, so that a lone surrogate somebody typed survives.
        self._replace(self._path, json.dumps(pack(state)).encode("ascii"))

    def put(self, name: str, data: bytes) -> None:
        self._replace(self._folder / name, data)

    def get(self, name: str) -> bytes | None:
        with contextlib.suppress(FileNotFoundError):
            return (self._folder / name).read_bytes()
        return None

    def drop(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)

    @staticmethod
    def _replace(path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(path.name + ".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
