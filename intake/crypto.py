"""Seals what people wrote, and finds them again by keyed hash.

One `Vault` per process is put in place by the wiring; the column types below use it, so a row in
memory is plain and a row on disk is not.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator


class SealError(Exception):
    """A sealed value can't be opened with the keys at hand; nothing of it is in the message."""


class Vault:
    """Encryption (MultiFernet, newest key first) and keyed fingerprints (HMAC-SHA256)."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        """`keys` are Fernet keys, newest first. Raises ValueError when one is malformed."""
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._pepper = [
            hmac.digest(urlsafe_b64decode(key), b"madoguchi fingerprint", "sha256") for key in keys
        ]

    def seal(self, plain: str) -> bytes:
        """The text, encrypted with the newest key."""
        return self.seal_bytes(plain.encode("utf-8"))

    def seal_bytes(self, plain: bytes) -> bytes:
        """The bytes, encrypted with the newest key; a third longer."""
        return self._fernet.encrypt(plain)

    def open(self, sealed: bytes) -> str:
        """The text that was sealed with any of the keys. Raises SealError."""
        return self.open_bytes(sealed).decode("utf-8")

    def open_bytes(self, sealed: bytes) -> bytes:
        """The bytes that were sealed with any of the keys. Raises SealError."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken:
            raise SealError("sealed with a key that is not among MADOGUCHI_KEYS") from None

    def fingerprint(self, *parts: str) -> str:
        """64 hex digits under the newest key: what new rows carry."""
        return self.fingerprints(*parts)[0]

    def fingerprints(self, *parts: str) -> tuple[str, ...]:
        """The same under every key, newest first: what a look-up accepts while keys rotate."""
        message = "\x1f".join(parts).encode("utf-8")
        return tuple(
            hmac.new(pepper, message, hashlib.sha256).hexdigest() for pepper in self._pepper
        )


_installed: list[Vault] = []


def install(vault: Vault) -> None:
    """Makes `vault` the one that this process seals with."""
    _installed[:] = [vault]


def vault() -> Vault:
    """The installed vault. Raises RuntimeError before `install`."""
    if not _installed:
        raise RuntimeError("no vault installed: the wiring does this at start")
    return _installed[0]


class Sealed(TypeDecorator[str]):
    """A text column, encrypted at rest."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else vault().seal(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else vault().open(bytes(value))


class SealedBytes(TypeDecorator[bytes]):
    """A column of bytes, encrypted at rest."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else vault().seal_bytes(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else vault().open_bytes(bytes(value))


class SealedJSON(TypeDecorator[Any]):
    """A column of plain data, encrypted at rest."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        return vault().seal(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(vault().open(bytes(value)))
