"""Inserting a row that may be there already, in the words of either database."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Table, UpdateBase, literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from intake.models import Base


def insert_new(session: Session, model: type[Base], **values: Any) -> bool:
    """Inserts unless a unique index objects. True when the row is new."""
    return session.connection().execute(_insert(session, model), values).rowcount == 1


def insert_all_new(session: Session, model: type[Base], rows: list[dict[str, Any]]) -> None:
    """Inserts those rows that no unique index objects to, in one go."""
    if rows:
        session.connection().execute(_insert(session, model), rows)


def _insert(session: Session, model: type[Base]) -> postgresql.Insert | sqlite.Insert:
    return _insert_into(session.get_bind().dialect.name, model)


@cache
def _insert_into(dialect: str, model: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """Built once a table: putting the statement together costs as much as running it."""
    table = model.__table__
    assert isinstance(table, Table)
    words = postgresql if dialect == "postgresql" else sqlite
    statement: postgresql.Insert | sqlite.Insert = words.insert(table).on_conflict_do_nothing()
    # Without the option an INSERT's count is thrown away before anybody can ask for it.
    return statement.execution_options(preserve_rowcount=True)


def written(column: InstrumentedAttribute[Any], value: StrEnum) -> ColumnElement[Any]:
    """A value written out instead of bound: only so does SQLite see that a partial index serves,
    and work on what is open costs the same whatever has been closed."""
    return literal_column(f"'{value}'", column.type)


def changed(session: Session, statement: UpdateBase) -> int:
    """How many rows the statement changed: a claim is an UPDATE that changed exactly one."""
    return cast("CursorResult[Any]", session.execute(statement)).rowcount
