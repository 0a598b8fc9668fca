"""What the errors of database drivers mean to the product."""

from __future__ import annotations

import sqlite3

import pytest

from domain.errors import DatabaseBusy, SchemaOutOfDate, StorageError
from storage.faults import meaning


class ServerError(Exception):
    """An error as psycopg reports it: with an SQLSTATE."""

    def __init__(self, sqlstate: str | None, message: str = "something\nDETAIL: more") -> None:
        self.sqlstate = sqlstate
        super().__init__(message)


def sqlite_error(code: int, message: str = "message") -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(message)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        pytest.param(sqlite_error(sqlite3.SQLITE_BUSY), DatabaseBusy, "another process", id="busy"),
        pytest.param(sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT), DatabaseBusy, "another process", id="busy snapshot"),
        pytest.param(sqlite_error(sqlite3.SQLITE_LOCKED), DatabaseBusy, "another process", id="locked"),
        pytest.param(sqlite_error(sqlite3.SQLITE_FULL), StorageError, "disk is full: x.sqlite3", id="full"),
        pytest.param(sqlite_error(sqlite3.SQLITE_IOERR_WRITE), StorageError, "is the disk full or failing", id="I/O"),
        pytest.param(sqlite_error(sqlite3.SQLITE_CORRUPT), StorageError, "x.sqlite3 is damaged", id="corrupt"),
        pytest.param(sqlite_error(sqlite3.SQLITE_NOTADB), StorageError, "x.sqlite3 is damaged", id="no database"),
        pytest.param(sqlite3.OperationalError("no such column: y"), SchemaOutOfDate, "cajad db upgrade", id="column"),
        pytest.param(sqlite_error(sqlite3.SQLITE_READONLY), StorageError, "may this user write", id="read-only"),
        pytest.param(sqlite_error(sqlite3.SQLITE_CANTOPEN), StorageError, "may this user write", id="no folder"),
        pytest.param(sqlite_error(sqlite3.SQLITE_MISUSE, "misuse"), StorageError, "x.sqlite3: misuse", id="other"),
        pytest.param(ServerError("55P03"), DatabaseBusy, "another process", id="lock timeout"),
        pytest.param(ServerError("40001"), DatabaseBusy, "another process", id="serialisation"),
        pytest.param(ServerError("53100"), StorageError, "disk is full", id="full server"),
        pytest.param(ServerError("42P01"), SchemaOutOfDate, "cajad db upgrade", id="undefined table"),
        pytest.param(ServerError(None), StorageError, "x.sqlite3: something$", id="only the first line"),
    ],
)
def test_an_error_of_a_driver_says_what_to_do(error: Exception, kind: type[StorageError], words: str) -> None:
    found = meaning(error, "x.sqlite3")
    assert type(found) is kind
    with pytest.raises(kind, match=words):
        raise found
