"""Real databases for the storage tests: an SQLite file and, where TEST_DATABASE_URL is set, a PostgreSQL schema."""

from __future__ import annotations

import contextlib
import os
import shutil
import uuid
from typing import TYPE_CHECKING

import pytest
import sqlalchemy

from storage.engine import create_engine
from storage.migrate import upgrade
from storage.tables import Table
from storage.unit_of_work import open_unit_of_work
from tests.builders import a_source, a_subscriber
from tests.integration.storage.outcomes import OTHER_SOURCE, a_declaration

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    from domain.unit_of_work import OpenUnitOfWork

POSTGRESQL = os.environ.get("TEST_DATABASE_URL", "")
KINDS = ("sqlite", "postgresql") if POSTGRESQL else ("sqlite",)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("migrated") / "cajad.sqlite3"
    migrate(f"sqlite:///{file}")
    return file


def migrate(url: str) -> None:
    engine = create_engine(url)
    upgrade(engine)
    engine.dispose()


@contextlib.contextmanager
def temporary_schema() -> Iterator[str]:
    """A schema of its own on the PostgreSQL server, gone after the test."""
    name = f"test_{uuid.uuid4().hex}"
    server = sqlalchemy.create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT", poolclass=sqlalchemy.NullPool)
    with server.connect() as connection:
        connection.execute(sqlalchemy.text(f"CREATE SCHEMA {name}"))
    url = sqlalchemy.make_url(POSTGRESQL).update_query_dict({"options": f"-csearch_path={name}"})
    yield url.render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(sqlalchemy.text(f"DROP SCHEMA {name} CASCADE"))


@pytest.fixture
def schema_url() -> Iterator[str]:
    with temporary_schema() as url:
        yield url


@pytest.fixture(params=KINDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("schema_url"))
    return f"sqlite:///{tmp_path / 'cajad.sqlite3'}"


@pytest.fixture(scope="session")
def migrated_schema_url() -> Iterator[str]:
    with temporary_schema() as url:
        migrate(url)
        yield url


@pytest.fixture
def emptied_schema_url(migrated_schema_url: str) -> str:
    engine = sqlalchemy.create_engine(migrated_schema_url, poolclass=sqlalchemy.NullPool)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text(f"TRUNCATE {', '.join(Table.metadata.tables)}"))
    return migrated_schema_url


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with the tables of this version."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("emptied_schema_url"))
    shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "cajad.sqlite3")
    return f"sqlite:///{tmp_path / 'cajad.sqlite3'}"


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = create_engine(url, busy_seconds=0.2)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """An SQLite database with the tables of this version, for what only SQLite can show."""
    shutil.copy(migrated_file, tmp_path / "file.sqlite3")
    return f"sqlite:///{tmp_path / 'file.sqlite3'}"


@pytest.fixture
def open_work(engine: Engine) -> OpenUnitOfWork:
    """A database with two sources and one subscriber."""
    opens = open_unit_of_work(engine)
    with opens() as work:
        work.seed(a_declaration(), [a_source(), OTHER_SOURCE])
        work.subscribers.save(a_subscriber())
        work.commit()
    return opens


@pytest.fixture(scope="session", params=KINDS)
def session_engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One database for all examples of a property; nothing is committed to it."""
    with contextlib.ExitStack() as stack:
        if request.param == "postgresql":
            url = stack.enter_context(temporary_schema())
        else:
            url = f"sqlite:///{tmp_path_factory.mktemp('shared') / 'cajad.sqlite3'}"
        engine = create_engine(url)
        upgrade(engine)
        yield engine
        engine.dispose()
