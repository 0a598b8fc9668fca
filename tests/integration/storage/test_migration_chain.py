"""The whole way from the tables before facets to those of today and back: what was stored is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData, Table, select

from domain.development import DevelopmentId
from domain.facets import EVERYTHING
from domain.notice import Notice, NoticeId, NoticeKind
from domain.status import CodebookEntry, UnitCoding
from domain.telling import USUAL, Urgency
from domain.unit import UnitId
from storage.engine import begin, create_engine
from storage.migrate import check, downgrade, upgrade
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON, a_source, a_subscriber
from tests.integration.storage.outcomes import a_declaration, a_told

if TYPE_CHECKING:
    from sqlalchemy import Engine

BEFORE = "20260109_0900"
TABLES = ("unit_codings", "outbox", "subscribers", "developments", "notices", "reports", "stories", "matches")


def rows(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """Every row of the tables, as the database holds it."""
    found = {}
    with begin(engine, writes=False) as connection:
        for name in TABLES:
            table = Table(name, MetaData(), autoload_with=connection, resolve_fks=False)
            found[name] = [dict(row) for row in connection.execute(select(table)).mappings()]
    return found


def alike(found: list[dict[str, Any]], before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with the columns there were before."""
    return [{column: row[column] for column in before[0]} for row in found]


def test_rows_of_an_old_installation_survive_every_later_migration_and_the_way_back(empty_url: str) -> None:
    engine = create_engine(empty_url)
    upgrade(engine)
    told, reader = a_told("grant"), a_subscriber()
    development = DevelopmentId(told.opened[0].change.development_id)
    coding = UnitCoding(development, UnitId("26-a"), CodebookEntry.NEAR_MISS, "Aigul", NOON)
    notice = Notice(NoticeId("n1"), NOON, NoticeKind.SOURCE_FAILING)
    with open_unit_of_work(engine)() as work:
        work.seed(a_declaration(), [a_source()])
        work.subscribers.save(reader)
        work.record(told, "m1")
        work.assessments.code(coding)
        work.notices.add([notice])
        work.commit()
    downgrade(engine, BEFORE)
    old = rows(engine)
    assert all(old.values()), "each table holds a row to lose"

    upgrade(engine)
    assert {name: alike(rows(engine)[name], before) for name, before in old.items()} == old
    with open_unit_of_work(engine)(writes=False) as work:
        subscriber, message = work.subscribers.get(reader.id), work.outbox.find(told.messages[0].id)
        assert (subscriber.facets, subscriber.timing) == (EVERYTHING, USUAL)
        assert message is not None
        assert (message.urgency, message.held_for, message.digest_id) == (Urgency.AT_ONCE, None, None)
        assert work.assessments.list_codings() == [coding]
        assert work.notices.find(notice.id) == notice
        assert work.developments.get(development).lead == told.judged[0].story
    assert check(empty_url) == []

    downgrade(engine, BEFORE)
    assert rows(engine) == old
    engine.dispose()
