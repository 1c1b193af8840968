"""What people wrote is unreadable on disk, found by fingerprint, and survives a change of keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from intake import crypto, rotation
from intake.crypto import SealError, Vault
from intake.models import Address, Message
from tests.town import Town

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_what_one_key_sealed_no_other_opens() -> None:
    sealed = Vault((OLD,)).seal("ひみつ")
    with pytest.raises(SealError) as refusal:
        Vault((NEW,)).open(sealed)
    assert "ひみつ" not in str(refusal.value)


def test_while_keys_rotate_old_rows_are_read_and_found() -> None:
    old, both = Vault((OLD,)), Vault((NEW, OLD))
    assert both.open(old.seal("ひみつ")) == "ひみつ"
    assert old.fingerprint("line", "U1") in both.fingerprints("line", "U1")
    assert both.fingerprint("line", "U1") != old.fingerprint("line", "U1")


def test_a_fingerprint_tells_doors_apart() -> None:
    vault = Vault((OLD,))
    assert vault.fingerprint("line", "x") != vault.fingerprint("mail", "x")
    assert vault.fingerprint("a", "b") != vault.fingerprint("ab", "")


def test_no_word_and_no_address_lies_readable_on_disk(town: Town, tmp_path: Path) -> None:
    user = town.friend()
    town.write(user, "家賃のことでこまっています")
    url = town.system.engine.url
    if url.get_backend_name() == "sqlite":
        assert url.database
        stored = b"".join(
            path.read_bytes() for path in Path(url.database).parent.iterdir() if path.is_file()
        )
    else:
        with town.system.reading() as session:
            stored = repr(
                [
                    session.connection().exec_driver_sql(f"SELECT * FROM {table}").all()
                    for table in ("messages", "addresses", "inbox", "conversations")
                ]
            ).encode()
    assert stored
    for word in ("家賃", "こまって", user, "生活費"):
        assert word.encode() not in stored


def test_after_rotation_the_old_key_can_go(town: Town) -> None:
    user = town.friend()
    town.write(user, "家賃のことでこまっています")
    old = town.settings.keys[0]
    crypto.install(Vault((NEW, old)))
    for table in rotation.SEALED_TABLES:
        after, count = 0, 1
        while count:
            with town.system.transaction() as session:
                after, count = rotation.reseal(session, table, after)
    crypto.install(Vault((NEW,)))
    assert "家賃のことでこまっています" in [message.text for message in town.messages()]
    town.write(user, "まだいますか")
    with town.system.reading() as session:
        assert session.query(Address).count() == 1, "the person is found again"
        assert session.query(Message).count() > 2
