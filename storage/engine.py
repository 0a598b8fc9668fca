"""The engine: how connections are opened, how transactions begin, and what a failing database is called.

SQLite runs in WAL mode, so that readers and the one writer never wait for each other. A writing transaction begins
``IMMEDIATE``: a deferred one that reads first fails at once, busy timeout or not, when another process commits in
between. On PostgreSQL a writing transaction takes one advisory lock, so that there too is one writer at a time, and a
reading one sees a single snapshot. Nothing else in the product knows which of the two it runs on.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy
from sqlalchemy import event
from sqlalchemy.exc import ArgumentError

from domain.errors import StorageError
from storage.faults import translate

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import URL, Connection, Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

BUSY_SECONDS = 10.0
"""How long a writer waits for another before it gives up with DatabaseBusy."""

WRITER_LOCK = 20_251_220
"""Key of the advisory lock that writers take on PostgreSQL; any number that no other program uses would do."""

WRITES = "cajad_writes"

CACHE_KIB = 16 * 1024
"""Cache of each SQLite connection, KiB: the inner pages of all indexes of 100,000 developments; by default it is 2 MiB.

Up to fifteen connections of a process may be open, so it is the most that a machine with 1 GB can spare.
"""

MAPPED_BYTES = 256 * 1024**2
"""So much of an SQLite file is read through the system's own cache, which all connections and processes share."""

JOURNAL_BYTES = 64 * 1024**2
"""The write-ahead log is cut to this size after it was taken over.

It grows as long as a reader holds an old state (a backup, a long report) and by itself never becomes smaller: one bad
day would take gigabytes of the disk for ever.
"""


def create_engine(url: str, *, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """Return the engine of a database; for SQLite the folder of its file is created.

    Args:
        url: SQLAlchemy URL of an SQLite file or a PostgreSQL database.
        busy_seconds: how long a writer waits for another one.

    Raises:
        StorageError: the URL cannot be used; the message never holds a password.
    """
    parsed = _parse(url)
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        _make_folder(parsed)
        options: dict[str, Any] = {"connect_args": {"timeout": busy_seconds}}
    elif backend == "postgresql":
        options = {"pool_pre_ping": True}
    else:
        raise StorageError(f"databases of the kind {backend!r} are not supported; use sqlite or postgresql")
    try:
        engine = sqlalchemy.create_engine(parsed, json_serializer=_to_json, **options)
    except ModuleNotFoundError as error:
        raise StorageError(
            f"the driver {error.name} is not installed; the extra 'postgresql' brings psycopg"
        ) from error
    event.listen(engine, "handle_error", translate)
    if backend == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _lock_timeout(busy_seconds))
        event.listen(engine, "begin", _begin_postgresql)
    return engine


def begin(engine: Engine, *, writes: bool) -> Connection:
    """Return a connection whose transaction has begun; closing it rolls back what was not committed.

    Args:
        engine: the database.
        writes: whether the transaction writes; one that only reads waits for nobody.

    Raises:
        DatabaseBusy: another writer held the database longer than the busy timeout.
        StorageError: the database cannot be opened.
    """
    connection = engine.connect()
    try:
        connection.execution_options(**{WRITES: writes})
        if not writes and engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        connection.begin()
    except BaseException:
        connection.close()
        raise
    return connection


def sqlite_file(engine: Engine) -> Path | None:
    """Return the file of an SQLite database, None for another kind."""
    if engine.dialect.name != "sqlite" or engine.url.database is None:
        return None
    return Path(engine.url.database)


def _parse(url: str) -> URL:
    try:
        return sqlalchemy.make_url(url)
    except ArgumentError as error:
        raise StorageError("the database URL cannot be read; an example: sqlite:///var/cajad.sqlite3") from error


def _make_folder(url: URL) -> None:
    if url.database in (None, "", ":memory:"):
        raise StorageError("the database must be a file: one in memory would not outlive its connection")
    folder = Path(str(url.database)).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"the folder {folder} of the database cannot be created: {error.strerror}") from error


def _to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _set_pragmas(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver must begin no transaction by itself; _begin_sqlite does (SQLAlchemy's recipe for every Python).
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    # A message marked as being sent must be so after a power cut as well, or it could be sent twice.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA cache_size = {-CACHE_KIB}")
    cursor.execute(f"PRAGMA mmap_size = {MAPPED_BYTES}")
    cursor.execute(f"PRAGMA journal_size_limit = {JOURNAL_BYTES}")
    cursor.close()


def _lock_timeout(seconds: float) -> Callable[[DBAPIConnection, ConnectionPoolEntry], None]:
    def set_timeout(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute(f"SET lock_timeout = {int(seconds * 1000)}")
        cursor.close()
        connection.commit()

    return set_timeout


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITES, False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")
