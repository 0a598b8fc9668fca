"""Bulk writing in the dialect at hand: both databases know ON CONFLICT, but SQLAlchemy spells it once for each."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, Insert
    from sqlalchemy import Table as SqlTable
    from sqlalchemy.orm import InstrumentedAttribute

    from storage.tables import Table

Value = TypeVar("Value")

_LAST = "\U0010ffff"
"""Sorts behind every letter of an identifier."""

MANY = 10_000
"""Values in one IN list; both drivers allow more than 30,000 parameters in a statement."""


def insert_new(connection: Connection, table: type[Table], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows that are not there yet; one that would break a unique key is left out."""
    if rows:
        connection.execute(_insert_new(connection.dialect.name, table), rows)


def upsert(connection: Connection, table: type[Table], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, or replace what is stored under their primary key in the columns they name."""
    if rows:
        connection.execute(_upsert(connection.dialect.name, table, tuple(rows[0])), rows)


def in_lots(values: Collection[Value]) -> Iterator[Sequence[Value]]:
    """Yield the values in lots that fit into one statement."""
    ordered = list(values)
    for start in range(0, len(ordered), MANY):
        yield ordered[start : start + MANY]


def begins_with(
    connection: Connection, column: InstrumentedAttribute[str], prefix: str
) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a column of identifiers begins so.

    SQLite compares by code points, so its index answers them, which LIKE never asks; PostgreSQL may sort otherwise.
    """
    if connection.dialect.name == "sqlite":
        return column >= prefix, column < f"{prefix}{_LAST}"
    return (column.startswith(prefix, autoescape=True),)


def _insert_of(dialect: str, table: type[Table]) -> sqlite.Insert | postgresql.Insert:
    sql_table = cast("SqlTable", table.__table__)
    return postgresql.insert(sql_table) if dialect == "postgresql" else sqlite.insert(sql_table)


@cache
def _insert_new(dialect: str, table: type[Table]) -> Insert:
    return _insert_of(dialect, table).on_conflict_do_nothing()


@cache
def _upsert(dialect: str, table: type[Table], columns: tuple[str, ...]) -> Insert:
    statement = _insert_of(dialect, table)
    key = [column.name for column in table.__table__.primary_key]
    replaced = {name: statement.excluded[name] for name in columns if name not in key}
    return statement.on_conflict_do_update(index_elements=key, set_=replaced)
