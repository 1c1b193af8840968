"""Contacts and their addresses: found by fingerprint, named by code name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from config.codenames import Codenames, codename
from intake.crypto import vault
from intake.models import Address, Contact
from intake.models.base import make_public_id
from intake.rows import insert_new

# Built once: putting a statement together costs as much as running this one.
_KNOWN = select(Address.fingerprint, Address.contact_id, Address.id).where(
    Address.door == bindparam("door"),
    Address.fingerprint.in_(bindparam("marks", expanding=True)),
)

_NEW_CONTACT = insert(Contact).returning(Contact.id)
_OWN = Contact.id == bindparam("contact_id")
_NAME = update(Contact).where(_OWN).values(code_name=bindparam("name"))
_DROP = delete(Contact).where(_OWN)


def known(session: Session, door: str, addresses: Sequence[str]) -> dict[str, tuple[int, int]]:
    """`(contact id, address row id)` of those addresses that have written before."""
    prints = {
        mark: address for address in addresses for mark in vault().fingerprints(door, address)
    }
    if not prints:
        return {}
    rows = session.connection().execute(_KNOWN, {"door": door, "marks": list(prints)})
    return {prints[row[0]]: (row[1], row[2]) for row in rows}


def find_or_open(
    session: Session, names: Codenames, door: str, address: str, now: datetime
) -> tuple[int, int]:
    """`(contact id, address row id)` of whoever writes from `address`, with a new contact when
    unknown."""
    found = known(session, door, [address])
    if found:
        return found[address]
    connection = session.connection()
    # The code name follows from the row's number, which is known only once it is there.
    values = {"public_id": make_public_id(), "code_name": make_public_id(), "created_at": now}
    contact_id = connection.scalars(_NEW_CONTACT, values).one()
    named = {"contact_id": contact_id, "name": codename(names, contact_id)}
    connection.execute(_NAME, named)
    is_new = insert_new(
        session,
        Address,
        contact_id=contact_id,
        door=door,
        fingerprint=vault().fingerprint(door, address),
        address=address,
    )
    if not is_new:  # two first messages at once: the other one was faster
        connection.execute(_DROP, {"contact_id": contact_id})
    return known(session, door, [address])[address]


def mark_unreachable(address: Address, occurred_at: datetime) -> bool:
    """Notes that the person blocked us. False when something newer says otherwise."""
    if address.reachability_at and address.reachability_at > occurred_at:
        return False
    address.unreachable_at = occurred_at
    address.reachability_at = occurred_at
    return True


def mark_reachable(address: Address, occurred_at: datetime) -> None:
    """Notes that the person can hear us (again): they followed, or wrote."""
    if address.reachability_at and address.reachability_at > occurred_at:
        return
    address.unreachable_at = None
    address.reachability_at = occurred_at


def open_first_and_last(session: Session) -> None:
    """Reads the oldest and the newest address. Raises SealError where the keys don't fit."""
    for order in (Address.id, Address.id.desc()):
        session.scalars(select(Address).order_by(order).limit(1)).all()
