"""Faults: what a database driver's errors mean to the product."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from domain.errors import DatabaseBusy, SchemaOutOfDate, StorageError

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import ExceptionContext

OUTDATED = "the database has not the tables of this version; run: cajad db upgrade"

_PRIMARY_CODE = 0xFF
_SQLITE_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_CLOSED = "{place} cannot be opened for writing; may this user write to the file and its folder?"
_DAMAGED = "{place} is damaged or no database ({error}); restore a backup"
_SQLITE_WORDS = {
    sqlite3.SQLITE_FULL: "the disk is full: {place} cannot grow; nothing of this step was written",
    sqlite3.SQLITE_CANTOPEN: _CLOSED,
    sqlite3.SQLITE_READONLY: _CLOSED,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_IOERR: "{place} cannot be read or written ({error}); is the disk full or failing?",
}

_POSTGRES_BUSY = ("55P03", "40001", "40P01")
"""SQLSTATE of lock_not_available, serialization_failure and deadlock_detected."""
_POSTGRES_FULL = "53100"
_POSTGRES_OUTDATED = ("42P01", "42703")
"""SQLSTATE of undefined_table and undefined_column."""


def translate(context: ExceptionContext) -> None:
    """Raise the product's error for a driver's; SQLAlchemy chains it to the original.

    Raises:
        DatabaseBusy: another writer was in the way. SchemaOutOfDate: a table or column is missing.
        StorageError: anything else the driver reports.
        ValueError: a value was refused before it reached the driver, such as a datetime without zone.
    """
    match context.original_exception:
        case ValueError() as refused:
            raise ValueError(str(refused)) from refused
    if isinstance(context.sqlalchemy_exception, DBAPIError):
        raise meaning(context.original_exception, _place(context))


def meaning(error: BaseException | None, place: str) -> StorageError:
    """Return the product's error for a driver's.

    Args:
        error: as the driver raised it.
        place: file name or address for the message, without secrets.
    """
    if isinstance(error, sqlite3.Error):
        return _meaning_of_sqlite(error, place)
    state = getattr(error, "sqlstate", None)
    if state in _POSTGRES_BUSY:
        return DatabaseBusy(f"{place} is being written by another process; try again")
    if state == _POSTGRES_FULL:
        return StorageError(f"the disk is full: {place} cannot grow; nothing of this step was written")
    if state in _POSTGRES_OUTDATED:
        return SchemaOutOfDate(OUTDATED)
    first_line = str(error).strip().partition("\n")[0]
    return StorageError(f"{place}: {first_line}")


def _meaning_of_sqlite(error: sqlite3.Error, place: str) -> StorageError:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY_CODE
    if code in _SQLITE_BUSY:
        return DatabaseBusy(f"{place} is being written by another process; try again")
    if str(error).startswith("no such "):
        return SchemaOutOfDate(OUTDATED)
    return StorageError(_SQLITE_WORDS.get(code, "{place}: {error}").format(place=place, error=error))


def _place(context: ExceptionContext) -> str:
    url = context.engine.url if context.engine is not None else None
    if url is None or url.database is None:
        return context.dialect.name
    return url.database if context.dialect.name == "sqlite" else url.render_as_string(hide_password=True)
