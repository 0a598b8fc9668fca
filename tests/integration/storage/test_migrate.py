"""The database as a whole: upgraded, checked, copied."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from domain.errors import SchemaOutOfDate, StorageError
from storage.engine import begin, create_engine
from storage.migrate import backup, check, check_schema, downgrade, restore, upgrade
from storage.tables import Table
from storage.unit_of_work import open_unit_of_work
from tests.builders import a_source
from tests.integration.storage.outcomes import a_declaration, a_report, an_outcome

CHECKOUT = Path(__file__).parents[3]


@pytest.fixture
def url(empty_url: str) -> str:
    """A migrated database that no other test shares, because these tests change its tables."""
    engine = create_engine(empty_url)
    upgrade(engine)
    engine.dispose()
    return empty_url


def tables(url: str) -> set[str]:
    engine = create_engine(url)
    names = set(inspect(engine).get_table_names()) - {"alembic_version"}
    engine.dispose()
    return names


def test_migrations_lead_from_nothing_to_the_tables_of_the_models(empty_url: str) -> None:
    engine = create_engine(empty_url)
    upgrade(engine)
    with begin(engine, writes=False) as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Table.metadata) == []
    check_schema(engine)
    engine.dispose()
    assert tables(empty_url) == set(Table.metadata.tables)


def test_migrations_lead_down_to_nothing_and_up_again(url: str) -> None:
    engine = create_engine(url)
    downgrade(engine, "base")
    assert tables(url) == set()
    upgrade(engine)
    assert tables(url) == set(Table.metadata.tables)
    engine.dispose()


def test_upgrading_twice_keeps_what_is_stored(url: str) -> None:
    engine = create_engine(url)
    with open_unit_of_work(engine)() as work:
        work.seed(a_declaration(), [a_source()])
        work.commit()
    upgrade(engine)
    with open_unit_of_work(engine)(writes=False) as work:
        assert [watched.source for watched in work.sources.list_all()] == [a_source()]
    engine.dispose()


def test_a_migration_that_fails_halfway_changes_nothing(url: str) -> None:
    engine = create_engine(url)
    with begin(engine, writes=True) as connection:
        connection.execute(text("DROP TABLE leases"))
        connection.commit()
    with pytest.raises(StorageError):
        downgrade(engine, "base")
    assert tables(url) == set(Table.metadata.tables) - {"leases"}
    engine.dispose()


def test_sqlite_keeps_tables_of_short_rows_in_one_tree(sqlite_url: str) -> None:
    engine = create_engine(sqlite_url)
    with begin(engine, writes=False) as connection:
        statement = text("SELECT name FROM sqlite_master WHERE sql LIKE '%WITHOUT ROWID%' ORDER BY name")
        assert list(connection.scalars(statement)) == [
            "entry_keys",
            "group_decisions",
            "marked_developments",
            "polls",
            "search_words",
            "story_keys",
            "weighings",
        ]
    engine.dispose()


def test_a_database_without_tables_is_refused_with_the_command_to_run(empty_url: str) -> None:
    engine = create_engine(empty_url)
    with pytest.raises(SchemaOutOfDate, match="cajad db upgrade"):
        check_schema(engine)
    engine.dispose()


def test_tables_of_a_newer_version_are_left_alone(url: str) -> None:
    engine = create_engine(url)
    with begin(engine, writes=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '29990101_0000'"))
        connection.commit()
    with pytest.raises(SchemaOutOfDate, match="newer version"):
        check_schema(engine)
    with pytest.raises(SchemaOutOfDate, match="newer version"):
        upgrade(engine)
    engine.dispose()


def test_alembic_itself_works_from_any_folder(empty_url: str, tmp_path: Path) -> None:
    alembic = [sys.executable, "-m", "alembic", "--config", str(CHECKOUT / "pyproject.toml")]
    upgraded = subprocess.run(
        [*alembic, "-x", f"url={empty_url}", "upgrade", "head"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert upgraded.returncode == 0, upgraded.stderr
    assert tables(empty_url) == set(Table.metadata.tables)


def test_alembic_without_a_database_says_how_to_give_one(tmp_path: Path) -> None:
    alembic = [sys.executable, "-m", "alembic", "--config", str(CHECKOUT / "pyproject.toml"), "upgrade", "head"]
    refused = subprocess.run(alembic, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert refused.returncode != 0
    assert "alembic -x url=" in refused.stdout + refused.stderr


def test_a_sound_database_has_no_problems(url: str) -> None:
    assert check(url) == []


def test_a_database_of_another_version_is_a_problem(empty_url: str) -> None:
    engine = create_engine(empty_url)
    engine.connect().close()
    engine.dispose()
    assert check(empty_url) == ["the database has not the tables of this version; run: cajad db upgrade"]


def test_a_row_that_refers_to_nothing_is_a_problem(sqlite_url: str) -> None:
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as database:
        database.execute(
            "INSERT INTO reports (story_id, development_id, joined_at) "
            "VALUES ('no story', 'no development', '2026-01-01 00:00:00.000000')"
        )
        database.commit()
    problems = check(sqlite_url)
    assert len(problems) == 2
    assert "a row of reports refers to a row of stories that is not there" in problems


def test_a_damaged_page_is_found(sqlite_url: str) -> None:
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    engine = create_engine(sqlite_url)
    with open_unit_of_work(engine)() as work:
        work.seed(a_declaration(), [a_source()])
        work.record(an_outcome(*(a_report(f"story-{number}") for number in range(50))), "m1")
        work.commit()
    engine.dispose()
    content = bytearray(file.read_bytes())
    content[-40_960:-20_480] = b"\xff" * 20_480
    file.write_bytes(content)
    try:
        problems = check(sqlite_url)
    except StorageError as error:
        problems = [str(error)]
    assert problems


def test_checking_a_database_that_is_not_there_creates_none(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="there is no database at"):
        check(f"sqlite:///{tmp_path / 'missing.sqlite3'}")
    assert not (tmp_path / "missing.sqlite3").exists()


def test_checking_a_file_that_is_no_database_names_it(tmp_path: Path) -> None:
    file = tmp_path / "cajad.sqlite3"
    file.write_bytes(b"something else entirely" * 100)
    with pytest.raises(StorageError, match="is damaged"):
        check(f"sqlite:///{file}")


def test_a_backup_holds_what_was_committed_even_while_somebody_writes(sqlite_url: str, tmp_path: Path) -> None:
    engine = create_engine(sqlite_url)
    opens = open_unit_of_work(engine)
    with opens() as work:
        work.seed(a_declaration(), [a_source()])
        work.record(an_outcome(a_report("committed")), "m1")
        work.commit()
    copy = tmp_path / "copy.sqlite3"
    with opens() as writer:
        writer.record(an_outcome(a_report("not committed")), "m1")
        backup(sqlite_url, copy)
    engine.dispose()
    assert sorted(file.name for file in tmp_path.glob("copy*")) == ["copy.sqlite3"]
    assert check(f"sqlite:///{copy}") == []
    copied = create_engine(f"sqlite:///{copy}")
    with open_unit_of_work(copied)(writes=False) as work:
        assert work.stories.find(a_report("committed").story.id) is not None
        assert work.stories.find(a_report("not committed").story.id) is None
    copied.dispose()


def test_a_backup_never_replaces_a_file(sqlite_url: str, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("keep me", encoding="utf-8")
    with pytest.raises(StorageError, match="exists already"):
        backup(sqlite_url, target)
    assert target.read_text(encoding="utf-8") == "keep me"


def test_a_backup_that_cannot_be_written_leaves_nothing_behind(sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be opened for writing"):
        backup(sqlite_url, tmp_path / "missing" / "copy.sqlite3")
    with pytest.raises(StorageError, match="there is no database"):
        backup(f"sqlite:///{tmp_path / 'other.sqlite3'}", tmp_path / "copy.sqlite3")
    assert list(tmp_path.glob("copy*")) == []


def test_postgresql_is_backed_up_by_its_own_tool(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="pg_dump"):
        backup("postgresql+psycopg://someone@127.0.0.1:9/name", tmp_path / "copy")


def seeded(url: str) -> int:
    engine = create_engine(url)
    with begin(engine, writes=False) as connection:
        found: int = connection.execute(text("SELECT count(*) FROM sources")).scalar_one()
    engine.dispose()
    return found


def seed(url: str, source_id: str) -> None:
    engine = create_engine(url)
    with open_unit_of_work(engine)() as work:
        work.seed(a_declaration(), [a_source(id=source_id)])
        work.commit()
    engine.dispose()


def test_a_restored_database_is_as_the_copy_was(sqlite_url: str, tmp_path: Path) -> None:
    seed(sqlite_url, "first")
    copy = tmp_path / "copy.sqlite3"
    backup(sqlite_url, copy)
    seed(sqlite_url, "second")
    before = copy.read_bytes()
    restore(sqlite_url, copy)
    assert seeded(sqlite_url) == 1
    assert check(sqlite_url) == []
    assert copy.read_bytes() == before


def test_a_copy_is_restored_where_no_database_is_any_more(sqlite_url: str, tmp_path: Path) -> None:
    seed(sqlite_url, "first")
    copy = tmp_path / "copy.sqlite3"
    backup(sqlite_url, copy)
    elsewhere = f"sqlite:///{tmp_path / 'new folder' / 'cajad.sqlite3'}"
    restore(elsewhere, copy)
    assert seeded(elsewhere) == 1


def test_a_damaged_or_missing_copy_changes_nothing(sqlite_url: str, tmp_path: Path) -> None:
    seed(sqlite_url, "first")
    copy = tmp_path / "copy.sqlite3"
    backup(sqlite_url, copy)
    whole = copy.read_bytes()
    copy.write_bytes(whole[:4096] + bytes(len(whole) - 4096))
    with pytest.raises(StorageError, match="damaged"):
        restore(sqlite_url, copy)
    with pytest.raises(StorageError, match="no copy"):
        restore(sqlite_url, tmp_path / "nothing")
    assert seeded(sqlite_url) == 1


def test_a_database_in_use_is_not_restored(sqlite_url: str, tmp_path: Path) -> None:
    seed(sqlite_url, "first")
    copy = tmp_path / "copy.sqlite3"
    backup(sqlite_url, copy)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="is in use"):
            restore(sqlite_url, copy)
    assert seeded(sqlite_url) == 1


def test_postgresql_is_restored_by_its_own_tool(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="pg_restore"):
        restore("postgresql+psycopg://someone@127.0.0.1:9/name", tmp_path / "copy")
