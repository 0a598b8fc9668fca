"""Own data: whatever the table, it is handed out and deleted, and nobody else's is."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import JSON, Boolean, Connection, Date, Integer, NullPool, Numeric, create_engine, insert, select
from sqlalchemy.types import Float

from domain.alert import DeliveryState
from domain.subscriber import ChannelName, SubscriberId
from storage.own_data import BY_ADDRESS, BY_NAME, owned_tables
from storage.tables import Table, UtcDateTime
from tests.builders import NOON, a_subscriber
from tests.integration.storage.outcomes import a_message, a_report, an_opening, an_outcome

if TYPE_CHECKING:
    from sqlalchemy import Column, Engine
    from sqlalchemy import Table as SqlTable

    from domain.unit_of_work import OpenUnitOfWork

READER, OTHER = a_subscriber(), a_subscriber(id=SubscriberId("telegram:7"), address="7")
TABLES = Table.metadata.tables
NO_PERSONS = {"editor", "announced_by", "held_by", "by_rule", "undone_by"}
"""Whether a subscriber is an editor; by which report, rejection, rule or decision something came about."""


def test_every_table_that_knows_subscribers_is_covered() -> None:
    """By a foreign key, or by channel and address; a bare id would be passed over when data is deleted."""
    suspicious = {
        f"{table.name}.{column.name}"
        for table in TABLES.values()
        for column in table.columns
        if "subscriber" in column.name and not column.foreign_keys
    }
    assert suspicious == set()
    direct = {
        table.name
        for table in TABLES.values()
        if any(key.column.table.name == "subscribers" for key in table.foreign_keys)
    }
    by_address = {table.name for table in TABLES.values() if set(BY_ADDRESS) <= set(table.columns.keys())}
    assert direct | by_address <= owned_tables()
    named = {table.name for table in TABLES.values() if BY_NAME & set(table.columns.keys())}
    assert named <= owned_tables()
    assert {"subscribers", "outbox", "digests", "hints", "operator_messages", "review_seats"} <= owned_tables()
    assert not {"developments", "stories", "sources", "matches"} & owned_tables()


def test_every_column_that_names_somebody_is_known() -> None:
    """Words for persons in the tables; one that is not listed would keep a person's id after a deletion."""
    persons = re.compile(r"(^|_)(who|editor|reviewer|author|user|by)(_id)?$")
    columns = {column.name for table in TABLES.values() for column in table.columns}
    assert {name for name in columns if persons.search(name)} - BY_NAME <= NO_PERSONS


def value_for(column: Column[Any], tag: str, own: dict[str, str]) -> Any:
    """Something that the column takes, of the subscriber where it refers to one or to a row of theirs."""
    for key in column.foreign_keys:
        return own.get(key.column.table.name, tag)
    if column.name in BY_ADDRESS:
        return own[column.name]
    if column.name in BY_NAME:
        return own["subscribers"]
    kinds: list[tuple[type, Any]] = [
        (UtcDateTime, NOON), (Date, date(2026, 1, 15)), (Boolean, False), (JSON, []), (Integer, 1), (Numeric, 1),
        (Float, 1.0),
    ]  # fmt: skip
    return next((value for kind, value in kinds if isinstance(column.type, kind)), f"{tag}-{column.name}")


def fill(connection: Connection, subscriber: Any, tag: str) -> list[SqlTable]:
    """Write one row of the subscriber into every owned table; return those tables, parents first."""
    own = {"subscribers": subscriber.id, "channel": subscriber.channel.value, "address": subscriber.address}
    tables = [each for each in Table.metadata.sorted_tables if each.name in owned_tables() - {"subscribers"}]
    for table in tables:
        row = {column.name: value_for(column, tag, own) for column in table.columns}
        connection.execute(insert(table).values(row))
        own[table.name] = str(row.get("id", tag))
    return tables


def test_a_row_in_every_table_is_handed_out_and_deleted_and_those_of_others_stay(
    open_work: OpenUnitOfWork, engine: Engine
) -> None:
    with open_work() as work:
        work.subscribers.save(READER)
        work.subscribers.save(OTHER)
        work.commit()
    if engine.dialect.name != "sqlite":
        pytest.skip("foreign keys cannot be put off on this database")
    # Rows about nothing: only who owns them matters here. SQLite looks at foreign keys only where told to.
    lax = create_engine(engine.url, poolclass=NullPool)
    with lax.begin() as connection:
        tables = fill(connection, READER, "r")
        fill(connection, OTHER, "o")
    with open_work() as work:
        collected = work.own_data.collect(READER)
        assert set(collected) == {"subscribers", *(table.name for table in tables)}
        assert json.loads(json.dumps(collected)) == collected
        before = work.own_data.collect(OTHER)
        assert work.own_data.delete(READER) >= len(tables) + 1
        work.commit()
        assert work.own_data.collect(READER) == {}
        assert work.own_data.collect(OTHER) == before
    with engine.connect() as connection:
        for table in tables:
            left = " ".join(str(row) for row in connection.execute(select(table)))
            assert READER.id not in left


def test_what_was_received_is_handed_out_as_plain_values(open_work: OpenUnitOfWork) -> None:
    opened = an_opening(report := a_report("grant"))
    with open_work() as work:
        work.record(an_outcome(report, opened=(opened,), messages=(a_message(opened),)), "m1")
        work.commit()
        collected = work.own_data.collect(READER)
    assert collected["subscribers"][0]["address"] == READER.address
    assert collected["outbox"][0]["state"] == DeliveryState.DUE
    assert datetime.fromisoformat(str(collected["outbox"][0]["created_at"])) == NOON


def test_a_message_in_flight_does_not_bring_a_deleted_subscriber_back(open_work: OpenUnitOfWork) -> None:
    opened = an_opening(report := a_report("grant"))
    message = a_message(opened)
    with open_work() as work:
        work.record(an_outcome(report, opened=(opened,), messages=(message,)), "m1")
        work.own_data.delete(READER)
        work.outbox.save(message)
        work.commit()
        assert work.outbox.find(message.id) is None
        assert work.subscribers.find(ChannelName.TELEGRAM, READER.address) is None
