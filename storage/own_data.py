"""Own data: every row about one subscriber, found by the keys of the tables; see ``domain.own_data``.

Nothing here names a table but for one: the mail that a chat has ordered is a subscriber of its own, and goes with the
chat. What refers to the subscriber, or to a row that does, is theirs; where the reference may be
empty the row is not theirs alone, and only the reference is cleared. What an editor decided is no row of theirs either:
it stays, under a name that leads to nobody. So a new table is covered on the day it is made, and a test holds that no
table knows subscribers in any other way.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, false, or_, select, tuple_, update

from storage.mailing import mail_of_chat
from storage.subscribers import SqlSubscriberRepository
from storage.tables import SubscriberRow
from storage.tables import Table as Tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, ForeignKeyConstraint, Table

    from domain.subscriber import Subscriber

BY_ADDRESS = ("channel", "address")
"""Columns of a table that knows a chat by its address and not as a subscriber."""

BY_NAME = frozenset({"who", "settled_by"})
"""Columns that name an editor: one who reviews in Telegram by the id of their subscriber, any other by a plain name."""

_SUBSCRIBERS = SubscriberRow.__tablename__


@dataclass(slots=True)
class _Share:
    """What of a table is about a subscriber.

    Attributes:
        own: condition on rows that are theirs alone.
        links: conditions on rows with a reference to them that may be empty, by column.
        names: conditions on rows that name them as editor, by column.
    """

    table: Table
    own: ColumnElement[bool] = field(default_factory=false)
    links: dict[str, ColumnElement[bool]] = field(default_factory=dict)
    names: dict[str, ColumnElement[bool]] = field(default_factory=dict)

    @property
    def any(self) -> ColumnElement[bool]:
        """Condition on every row about them."""
        return or_(self.own, *self.links.values(), *self.names.values())


class SqlOwnDataRepository:
    """Data of subscribers in one transaction; see ``domain.own_data.OwnDataRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def collect(self, subscriber: Subscriber) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Return every row about a subscriber by table, tables without any left out; values are plain JSON."""
        found: dict[str, dict[tuple[Any, ...], Mapping[str, Any]]] = {}
        for share in (each for one in self._all_of(subscriber) for each in _shares(one)):
            keys = share.table.primary_key.columns
            for row in self._connection.execute(select(share.table).where(share.any).order_by(*keys)).mappings():
                plain = {name: _plain(value) for name, value in row.items()}
                found.setdefault(share.table.name, {})[tuple(row[key.name] for key in keys)] = plain
        return {table: list(rows.values()) for table, rows in found.items()}

    def delete(self, subscriber: Subscriber) -> int:
        """Delete every row about a subscriber; where a row is not theirs alone only the link to them is cleared."""
        changed, nobody = 0, f"editor-{secrets.token_hex(4)}"
        shares = [each for one in self._all_of(subscriber) for each in reversed(list(_shares(one)))]
        for share in shares:
            changed += self._connection.execute(delete(share.table).where(share.own)).rowcount
            for values, conditions in ((None, share.links), (nobody, share.names)):
                for column, condition in conditions.items():
                    cleared = update(share.table).where(condition).values({column: values})
                    changed += self._connection.execute(cleared).rowcount
        return changed

    def _all_of(self, subscriber: Subscriber) -> list[Subscriber]:
        """Return the mail that a chat has ordered, which is its own as well, and the chat last."""
        known = SqlSubscriberRepository(self._connection)
        return [*(known.get(each.subscriber_id) for each in mail_of_chat(self._connection, subscriber.id)), subscriber]


def owned_tables() -> frozenset[str]:
    """Return the names of the tables that hold rows about subscribers, or links to them."""
    references = _references()
    return frozenset(each.name for each in Tables.metadata.sorted_tables if _is_about(each, references))


def _shares(subscriber: Subscriber) -> Iterator[_Share]:
    """Yield what of each table is about a subscriber, parents first."""
    own: dict[str, ColumnElement[bool]] = {}
    references = _references()
    for table in Tables.metadata.sorted_tables:
        if not _is_about(table, references):
            continue
        share = _Share(table)
        mine = [table.c.id == subscriber.id] if table.name == _SUBSCRIBERS else []
        if table.name != _SUBSCRIBERS and set(BY_ADDRESS) <= set(table.c.keys()):
            channel, address = (table.c[name] for name in BY_ADDRESS)
            mine.append(and_(channel == subscriber.channel.value, address == subscriber.address))
        for key in references.get(table.name, ()):
            if _may_be_empty(key):
                share.links |= {element.parent.name: _refers(key, own) for element in key.elements}
            else:
                mine.append(_refers(key, own))
        for name in _names(table):
            named = table.c[name] == subscriber.id
            if table.c[name].primary_key:
                mine.append(named)
            else:
                share.names[name] = named
        share.own = own[table.name] = or_(false(), *mine)
        yield share


def _is_about(table: Table, references: Mapping[str, Sequence[ForeignKeyConstraint]]) -> bool:
    return table.name in references or set(BY_ADDRESS) <= set(table.c.keys()) or bool(_names(table))


def _references() -> dict[str, list[ForeignKeyConstraint]]:
    """Return the foreign keys that lead, perhaps over other tables, to subscribers, by table; parents first."""
    found: dict[str, list[ForeignKeyConstraint]] = {_SUBSCRIBERS: []}
    owning = {_SUBSCRIBERS}
    for table in Tables.metadata.sorted_tables:
        keys = [key for key in table.foreign_key_constraints if key.referred_table.name in owning - {table.name}]
        if keys:
            found[table.name] = keys
        if any(not _may_be_empty(key) for key in keys):
            owning.add(table.name)
    return found


def _names(table: Table) -> list[str]:
    return sorted(BY_NAME & set(table.c.keys()))


def _refers(key: ForeignKeyConstraint, own: Mapping[str, ColumnElement[bool]]) -> ColumnElement[bool]:
    columns = [element.parent for element in key.elements]
    referred = [element.column for element in key.elements]
    return tuple_(*columns).in_(select(*referred).where(own[key.referred_table.name]))


def _may_be_empty(key: ForeignKeyConstraint) -> bool:
    return all(element.parent.nullable for element in key.elements)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime | date) else value
