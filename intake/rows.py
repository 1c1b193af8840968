"""Inserting a row that may be there already, in the words of either database."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import CursorResult, Table, UpdateBase
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from intake.models import Base


def insert_new(session: Session, model: type[Base], **values: Any) -> bool:
    """Inserts unless a unique index objects. True when the row is new."""
    table = model.__table__
    assert isinstance(table, Table)
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing()
    return changed(session, statement) == 1


def changed(session: Session, statement: UpdateBase) -> int:
    """How many rows the statement changed: a claim is an UPDATE that changed exactly one."""
    return cast("CursorResult[Any]", session.execute(statement)).rowcount
