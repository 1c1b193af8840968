"""Rotation: what old keys sealed is sealed anew with the newest, a few rows at a time."""

from __future__ import annotations

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from intake.crypto import Sealed, SealedBytes, SealedJSON, vault
from intake.models import Address, Base, MediaPiece

BATCH = 200
# Pieces of media are half a megabyte each.
LARGE_BATCH = 8
SEALED = Sealed | SealedBytes | SealedJSON

SEALED_TABLES: tuple[Table, ...] = tuple(
    table
    for table in Base.metadata.sorted_tables
    if any(isinstance(column.type, SEALED) for column in table.columns)
)


def reseal(session: Session, table: Table, after: int) -> tuple[int, int]:
    """Seals the next rows of `table` whose id is above `after`; gives `(last id, how many)`.

    Addresses get their fingerprint under the newest key as well, so that they are found again.
    Raises SealError when a row stands under a key that is not at hand.
    """
    sealed = [c for c in table.columns if isinstance(c.type, SEALED)]
    most = LARGE_BATCH if table is MediaPiece.__table__ else BATCH
    # A new value is written only where the old one still stands: a later word is never undone.
    rows = session.execute(
        select(table).where(table.c.id > after).order_by(table.c.id).limit(most).with_for_update()
    ).all()
    for row in rows:
        values = {column.name: getattr(row, column.name) for column in sealed}
        if table is Address.__table__:
            values["fingerprint"] = vault().fingerprint(row.door, row.address)
        session.execute(update(table).where(table.c.id == row.id).values(**values))
    return (rows[-1].id if rows else after), len(rows)
