"""The migration that brings the lead queue: both directions keep what is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import MetaData, Table, inspect, text

from storage.engine import begin, create_engine
from storage.migrate import check, downgrade, upgrade
from storage.unit_of_work import open_unit_of_work
from tests.builders import a_source, a_subscriber
from tests.integration.storage.outcomes import a_declaration, a_told

if TYPE_CHECKING:
    from sqlalchemy import Engine

BEFORE = "20251220_0900"
SAMPLES = {str: "x", float: 1.0, int: 0, bool: True, dict: [], object: []}


def columns(engine: Engine, table: str) -> set[str]:
    return {column["name"] for column in inspect(engine).get_columns(table)}


def test_down_and_up_again_keeps_sources_stories_and_what_refers_to_them(empty_url: str) -> None:
    engine = create_engine(empty_url)
    upgrade(engine)
    opens = open_unit_of_work(engine)
    told = a_told("grant")
    with opens() as work:
        work.seed(a_declaration(), [a_source(lead=False)])
        work.subscribers.save(a_subscriber())
        work.record(told, "m1")
        work.commit()
    downgrade(engine, BEFORE)
    assert "leads" not in inspect(engine).get_table_names()
    assert "lead" not in columns(engine, "sources")
    upgrade(engine)
    with opens(writes=False) as work:
        [watched] = work.sources.list_all()
        assert work.stories.find(told.judged[0].story.id) == told.judged[0].story
    assert watched.source == a_source(lead=True)
    assert check(empty_url) == []
    engine.dispose()


def test_sources_of_before_may_have_their_pages_read(empty_url: str) -> None:
    engine = create_engine(empty_url)
    upgrade(engine)
    downgrade(engine, BEFORE)
    with begin(engine, writes=True) as connection:
        table = Table("sources", MetaData(), autoload_with=connection)
        values = {column.name: SAMPLES[column.type.python_type] for column in table.columns if not column.nullable}
        connection.execute(table.insert().values(values))
        connection.commit()
    upgrade(engine)
    with begin(engine, writes=False) as connection:
        assert connection.execute(text("SELECT lead FROM sources")).scalar_one() == 1
    engine.dispose()
