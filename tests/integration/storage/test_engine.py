"""Opening a database, waiting for one another, and what happens when it cannot be written."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, insert, select, text

from domain.errors import DatabaseBusy, SchemaOutOfDate, StorageError
from domain.source import SourceId
from storage.engine import CACHE_KIB, JOURNAL_BYTES, MAPPED_BYTES, begin, create_engine
from storage.migrate import upgrade
from storage.tables import InvitationRow, StoryRow
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON, a_source
from tests.integration.storage.outcomes import SOURCE, a_declaration, a_report, an_outcome

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from domain.unit_of_work import OpenUnitOfWork


def pragma(engine: Engine, name: str) -> object:
    with begin(engine, writes=False) as connection:
        return connection.execute(text(f"PRAGMA {name}")).scalar_one()


def test_sqlite_runs_with_wal_foreign_keys_and_normal_synchronisation(sqlite_url: str) -> None:
    engine = create_engine(sqlite_url)
    assert pragma(engine, "journal_mode") == "wal"
    assert pragma(engine, "foreign_keys") == 1
    assert pragma(engine, "synchronous") == 2
    assert pragma(engine, "busy_timeout") == 10_000
    engine.dispose()


def test_sqlite_has_room_for_years_and_gives_the_disk_back(sqlite_url: str) -> None:
    engine = create_engine(sqlite_url)
    assert pragma(engine, "cache_size") == -CACHE_KIB
    assert pragma(engine, "mmap_size") == MAPPED_BYTES
    assert pragma(engine, "journal_size_limit") == JOURNAL_BYTES
    engine.dispose()


def test_the_log_of_a_bad_day_does_not_stay_on_the_disk(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.engine.JOURNAL_BYTES", 64 * 1024)
    engine = create_engine(sqlite_url)
    journal = Path(f"{sqlite_url.removeprefix('sqlite:///')}-wal")
    opens = open_unit_of_work(engine)
    with opens() as work:
        work.seed(a_declaration(), [a_source()])
        work.commit()
    with begin(engine, writes=False) as reader:
        reader.execute(text("SELECT count(*) FROM sources"))
        for number in range(200):
            with begin(engine, writes=True) as writer:
                writer.execute(text("UPDATE sources SET note = :note"), {"note": f"{number}" * 20_000})
                writer.commit()
        assert journal.stat().st_size > 1024**2, "a reader keeps the old state"
    with begin(engine, writes=True) as writer:
        writer.execute(text("UPDATE sources SET note = ''"))
        writer.commit()
    with begin(engine, writes=True) as writer:
        writer.execute(text("UPDATE sources SET note = '-'"))
        writer.commit()
    assert journal.stat().st_size <= 64 * 1024
    engine.dispose()


def test_the_folder_of_the_file_is_created(tmp_path: Path) -> None:
    file = tmp_path / "new" / "folder" / "cajad.sqlite3"
    engine = create_engine(f"sqlite:///{file}")
    upgrade(engine)
    engine.dispose()
    assert file.is_file()


def test_a_folder_that_cannot_be_created_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match=r"folder .*file/deeper.* cannot be created"):
        create_engine(f"sqlite:///{tmp_path}/file/deeper/cajad.sqlite3")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        pytest.param("sqlite://", "must be a file", id="a database in memory"),
        pytest.param("sqlite:///:memory:", "must be a file", id="a database in memory, named"),
        pytest.param("nonsense", "cannot be read", id="no URL"),
        pytest.param("mysql://host/name", "'mysql' are not supported", id="another kind of database"),
        pytest.param("postgresql+pg8000://host/name", "driver pg8000 is not installed", id="a driver that is missing"),
    ],
)
def test_an_unusable_url_is_refused_in_plain_words(url: str, message: str) -> None:
    with pytest.raises(StorageError, match=message):
        create_engine(url)


def test_an_unreachable_server_is_named_without_its_password() -> None:
    engine = create_engine("postgresql+psycopg://someone:hidden-word@127.0.0.1:9/name?connect_timeout=1")
    with pytest.raises(StorageError, match=r"127\.0\.0\.1") as caught:
        begin(engine, writes=False)
    assert "hidden-word" not in str(caught.value)


def test_a_file_that_is_no_database_is_called_damaged(tmp_path: Path) -> None:
    file = tmp_path / "cajad.sqlite3"
    file.write_bytes(b"not a database at all" * 100)
    engine = create_engine(f"sqlite:///{file}")
    with pytest.raises(StorageError, match=r"cajad\.sqlite3 is damaged"):
        begin(engine, writes=False)
    engine.dispose()


def test_a_folder_in_the_place_of_the_file_is_a_storage_error(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}")
    with pytest.raises(StorageError, match="cannot be opened"):
        begin(engine, writes=False)
    engine.dispose()


def test_a_database_without_tables_says_which_command_to_run(empty_url: str) -> None:
    engine = create_engine(empty_url)
    with open_unit_of_work(engine)(writes=False) as work, pytest.raises(SchemaOutOfDate, match="cajad db upgrade"):
        work.sources.list_all()
    engine.dispose()


def test_what_breaks_a_rule_of_the_tables_is_a_storage_error(open_work: OpenUnitOfWork) -> None:
    undeclared = a_source(id=SourceId("nobody"))
    with open_work() as work, pytest.raises(StorageError, match=r"FOREIGN KEY|foreign key"):
        work.record(an_outcome(a_report("grant", source=undeclared), source=undeclared), "m1")


def test_reading_goes_on_while_a_writer_holds_the_database(open_work: OpenUnitOfWork) -> None:
    with open_work() as writer:
        writer.record(an_outcome(a_report("grant")), "m1")
        with open_work(writes=False) as reader:
            assert reader.sources.find(SOURCE.id) is not None
            assert reader.stories.find(a_report("grant").story.id) is None
        writer.commit()


def test_a_reader_sees_one_state_throughout(open_work: OpenUnitOfWork) -> None:
    story_id = a_report("grant").story.id
    with open_work(writes=False) as reader:
        assert reader.stories.find(story_id) is None
        with open_work() as writer:
            writer.record(an_outcome(a_report("grant")), "m1")
            writer.commit()
        assert reader.stories.find(story_id) is None
    with open_work(writes=False) as reader:
        assert reader.stories.find(story_id) is not None


def test_a_second_writer_gives_up_after_the_busy_timeout(open_work: OpenUnitOfWork) -> None:
    with open_work(), pytest.raises(DatabaseBusy, match="another process"):
        open_work().__enter__()


def test_a_second_writer_waits_for_the_first(url: str) -> None:
    engine = create_engine(url, busy_seconds=10)
    opens = open_unit_of_work(engine)
    first = opens()
    first.__enter__()
    done: list[str] = []

    def write() -> None:
        with opens() as second:
            second.seed(a_declaration(), [SOURCE])
            second.commit()
            done.append("second")

    thread = threading.Thread(target=write)
    thread.start()
    first.seed(a_declaration(), [])
    done.append("first")
    first.commit()
    first.__exit__(None, None, None)
    thread.join(timeout=20)
    assert done == ["first", "second"]
    engine.dispose()


def test_a_unit_of_work_for_reading_cannot_commit(open_work: OpenUnitOfWork) -> None:
    with open_work(writes=False) as work, pytest.raises(RuntimeError, match="reading only"):
        work.commit()


def test_a_full_disk_is_named_and_loses_nothing(sqlite_url: str) -> None:
    engine = create_engine(sqlite_url)
    opens = open_unit_of_work(engine)
    with opens() as work:
        work.seed(a_declaration(), [SOURCE])
        work.record(an_outcome(a_report("before")), "m1")
        work.commit()

    def allow_no_growth(connection: object, _entry: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]  # type: ignore[attr-defined] # driver's own
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")  # type: ignore[attr-defined] # likewise

    engine.dispose()
    event.listen(engine, "connect", allow_no_growth)
    flood = an_outcome(*(a_report(f"story-{number}") for number in range(300)))
    with opens() as work, pytest.raises(StorageError, match=r"disk is full: .*file\.sqlite3"):
        work.record(flood, "m1")
    event.remove(engine, "connect", allow_no_growth)
    engine.dispose()
    with begin(engine, writes=False) as connection:
        assert connection.execute(select(func.count()).select_from(StoryRow)).scalar_one() == 1
    with opens() as work:
        work.record(flood, "m1")
        work.commit()
    with begin(engine, writes=False) as connection:
        assert connection.execute(select(func.count()).select_from(StoryRow)).scalar_one() == 301
    engine.dispose()


def test_a_naive_datetime_is_refused(open_work: OpenUnitOfWork) -> None:
    with open_work() as work, pytest.raises(ValueError, match="without zone"):
        work.invitations.add("code", NOON.replace(tzinfo=None))


OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@settings(max_examples=30)
@given(moments=st.lists(st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=OFFSETS), max_size=20))  # noqa: DTZ001 - bounds
def test_any_aware_datetime_comes_back_as_the_same_time_in_utc(session_engine: Engine, moments: list[datetime]) -> None:
    with begin(session_engine, writes=True) as connection:
        for number, moment in enumerate(moments):
            connection.execute(insert(InvitationRow).values(code_hash=str(number), expires_at=moment))
        rows = connection.execute(select(InvitationRow.code_hash, InvitationRow.expires_at))
        stored = {int(number): moment for number, moment in rows}
        later = select(func.count()).select_from(InvitationRow).where(InvitationRow.expires_at > NOON)
        count = connection.execute(later).scalar_one()
    assert [stored[number] for number in range(len(moments))] == moments
    assert all(moment.tzinfo is UTC for moment in stored.values())
    assert count == sum(moment > NOON for moment in moments)
