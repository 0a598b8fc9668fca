"""The database as a whole: brought to the tables of this version, checked, copied."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from domain.errors import SchemaOutOfDate, StorageError
from storage.engine import WRITES, begin, create_engine, sqlite_file
from storage.faults import OUTDATED, meaning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Engine

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(engine: Engine) -> None:
    """Bring a database to the tables of this version, in one transaction; a current one stays as it is.

    Raises:
        SchemaOutOfDate: a newer version made it. StorageError: it cannot be used. Nothing was changed.
    """
    _refuse_newer(engine)
    _migrate(engine, lambda config: command.upgrade(config, "head"))


def downgrade(engine: Engine, revision: str) -> None:
    """Take a database back to an earlier revision, ``base`` for no tables; for developers.

    Raises:
        StorageError: nothing was changed.
    """
    _migrate(engine, lambda config: command.downgrade(config, revision))


def check_schema(engine: Engine) -> None:
    """Make sure that the database has the tables of this version.

    Raises:
        SchemaOutOfDate: it has not; the message says which command to run.
        StorageError: it cannot be read.
    """
    if _refuse_newer(engine) != _scripts().get_current_head():
        raise SchemaOutOfDate(OUTDATED)


def check(url: str) -> list[str]:
    """Return what is wrong with a database, one line each; empty if it is sound.

    The pages and references of an SQLite file are all read. PostgreSQL watches over its own; there the tables'
    version is checked.

    Raises:
        StorageError: it is not there, or damaged beyond reading.
    """
    with _opened(url) as engine:
        problems = _damage(_existing_file(engine)) if sqlite_file(engine) is not None else []
        try:
            check_schema(engine)
        except SchemaOutOfDate as error:
            problems.append(str(error))
    return problems


def backup(url: str, target: Path) -> None:
    """Write a consistent copy of an SQLite database, also while others write to it.

    Args:
        url: SQLAlchemy URL of the database.
        target: file to write; it must not exist. It appears when it is complete.

    Raises:
        StorageError: no copy was made.
    """
    with _opened(url) as engine:
        if sqlite_file(engine) is None:
            raise StorageError("only an SQLite file is copied this way; use pg_dump for PostgreSQL")
        source = _existing_file(engine)
    if target.exists():
        raise StorageError(f"{target} exists already; name another file")
    draft = target.with_name(f"{target.name}.part")
    try:
        with closing(sqlite3.connect(source)) as database, closing(sqlite3.connect(draft)) as copy:
            database.backup(copy)
        draft.replace(target)
    except sqlite3.Error as error:
        draft.unlink(missing_ok=True)
        raise meaning(error, str(target)) from error


def restore(url: str, source: Path) -> None:
    """Put a copy made by ``backup`` in the place of an SQLite database; what was stored since is gone.

    The copy is written in one transaction, so whoever has the file open meanwhile never sees half of it.

    Args:
        url: SQLAlchemy URL of the database. source: the copy, which stays as it is.

    Raises:
        StorageError: the copy is missing or damaged, or the database is in use; nothing was changed.
    """
    with _opened(url) as engine:
        target = sqlite_file(engine)
    if target is None:
        raise StorageError("only an SQLite file is restored this way; use pg_restore or psql for PostgreSQL")
    if not source.is_file():
        raise StorageError(f"there is no copy at {source}")
    if problems := _damage(source):
        raise StorageError(f"{source} is damaged and was not used: {problems[0]}")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with closing(sqlite3.connect(source)) as copy, closing(sqlite3.connect(target)) as database:
            copy.backup(database, progress=_unless_in_use(target))
    except sqlite3.Error as error:
        raise meaning(error, str(target)) from error


def _unless_in_use(target: Path) -> Callable[[int, int, int], None]:
    """Return a progress callback that ends a copy which somebody else's transaction keeps waiting."""

    def progress(status: int, _remaining: int, _total: int) -> None:
        # The library itself would try again without end.
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise StorageError(f"{target} is in use; stop the service first")

    return progress


def _damage(file: Path) -> list[str]:
    try:
        with closing(sqlite3.connect(file)) as database:
            pages = [line for (line,) in database.execute("PRAGMA integrity_check") if line != "ok"]
            orphans = database.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.Error as error:
        raise meaning(error, str(file)) from error
    return pages + [
        f"a row of {table} refers to a row of {parent} that is not there" for table, _, parent, _ in orphans
    ]


@contextmanager
def _opened(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def _existing_file(engine: Engine) -> Path:
    file = sqlite_file(engine)
    if file is None or not file.is_file():
        raise StorageError(f"there is no database at {file}")
    return file


def _migrate(engine: Engine, change: Callable[[Config], None]) -> None:
    """Run migrations on a connection of their own that is thrown away afterwards.

    SQLite changes a table by building it anew, which references to it forbid; so they are not enforced meanwhile
    (inside a transaction that cannot be switched) and checked before the commit.
    """
    with engine.connect() as connection:
        is_sqlite = engine.dialect.name == "sqlite"
        if is_sqlite:
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
            connection.detach()
        connection.execution_options(**{WRITES: True})
        connection.begin()
        change(_configuration(connection))
        if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise StorageError("the migration would leave rows that refer to nothing; nothing was changed")
        connection.commit()


def _refuse_newer(engine: Engine) -> str | None:
    """Return the revision of the database, None for one without tables; one we do not know is an error."""
    with begin(engine, writes=False) as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in _scripts().walk_revisions()}
    if current is not None and current not in known:
        raise SchemaOutOfDate("the database was made by a newer version of this program; install that version")
    return current


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_configuration())


def _configuration(connection: Connection | None = None) -> Config:
    config = Config()
    # A percent sign would begin an interpolation in the configuration parser.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
