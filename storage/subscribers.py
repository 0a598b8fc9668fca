"""Subscribers: who receives alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from sqlalchemy import or_, select, update

from domain.alert import DeliveryState
from domain.facets import Facets
from domain.patience import Unreached
from domain.subscriber import ChannelName, Subscriber, SubscriberId, SubscriberState
from domain.telling import Timing
from storage.tables import OutboxRow, SubscriberRow
from storage.telling_tables import DigestRow
from storage.writing import upsert

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

_FACETS = TypeAdapter(Facets)
_TIMING = TypeAdapter(Timing)


class SqlSubscriberRepository:
    """The subscribers of one transaction; see ``domain.ports.SubscriberRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, channel: ChannelName, address: str) -> Subscriber | None:
        """Return the subscriber at an address, or None."""
        chosen = select(SubscriberRow).where(SubscriberRow.channel == channel, SubscriberRow.address == address)
        row = self._connection.execute(chosen).first()
        return None if row is None else _subscriber(row)

    def get(self, subscriber_id: SubscriberId) -> Subscriber:
        """Return one subscriber; raises KeyError."""
        row = self._connection.execute(select(SubscriberRow).where(SubscriberRow.id == subscriber_id)).first()
        if row is None:
            raise KeyError(subscriber_id)
        return _subscriber(row)

    def save(self, subscriber: Subscriber) -> None:
        """Add the subscriber or replace what is stored under its id."""
        upsert(self._connection, SubscriberRow, [_values(subscriber)])

    def list_active(self) -> Sequence[Subscriber]:
        """Return everybody who is to receive alerts, by id."""
        active = SubscriberRow.state == SubscriberState.ACTIVE
        rows = self._connection.execute(select(SubscriberRow).where(active).order_by(SubscriberRow.id))
        return [_subscriber(row) for row in rows]

    def list_told(self, now: datetime) -> Sequence[Subscriber]:
        """Return those for whom what comes up is kept in the outbox, by id: who is active, and who is away (UTC)."""
        refused = (SubscriberRow.state == SubscriberState.PAUSED.value) & (SubscriberRow.unreached > 0)
        may_be = or_(SubscriberRow.state == SubscriberState.ACTIVE.value, refused)
        rows = self._connection.execute(select(SubscriberRow).where(may_be).order_by(SubscriberRow.id))
        found = map(_subscriber, rows)
        return [each for each in found if each.state is SubscriberState.ACTIVE or each.is_away(now)]

    def list_all(self) -> Sequence[Subscriber]:
        """Return every subscriber in whatever state, ordered by id."""
        rows = self._connection.execute(select(SubscriberRow).order_by(SubscriberRow.id))
        return [_subscriber(row) for row in rows]

    def set_state(self, subscriber_id: SubscriberId, state: SubscriberState) -> None:
        """Change the state; stopping or pausing cancels what is still due to the subscriber."""
        changed = update(SubscriberRow).where(SubscriberRow.id == subscriber_id)
        self._connection.execute(changed.values(state=state.value))
        if state is not SubscriberState.ACTIVE:
            for table in (OutboxRow, DigestRow):
                due = (table.subscriber_id == subscriber_id, table.state == DeliveryState.DUE.value)
                self._connection.execute(update(table).where(*due).values(state=DeliveryState.CANCELLED.value))

    def rest(self, subscriber_id: SubscriberId) -> None:
        """Pause a subscriber who may come back as one was, of a closed topic or after a block: what is due waits."""
        row = update(SubscriberRow).where(SubscriberRow.id == subscriber_id)
        self._connection.execute(row.values(state=SubscriberState.PAUSED.value))


def is_known(connection: Connection, subscriber_id: SubscriberId) -> bool:
    """Whether a subscriber is still stored: their data may have been deleted while a message was on its way."""
    return connection.scalar(select(SubscriberRow.id).where(SubscriberRow.id == subscriber_id)) is not None


def _values(subscriber: Subscriber) -> dict[str, Any]:
    return {
        "id": subscriber.id,
        "channel": subscriber.channel.value,
        "address": subscriber.address,
        "language": subscriber.language,
        "zone": subscriber.zone,
        "state": subscriber.state.value,
        "created_at": subscriber.created_at,
        "editor": subscriber.editor,
        "is_group": subscriber.is_group,
        "facets": _FACETS.dump_python(subscriber.facets, mode="json"),
        "timing": _TIMING.dump_python(subscriber.timing, mode="json"),
    }


def _subscriber(row: Row[Any]) -> Subscriber:
    return Subscriber(
        id=SubscriberId(row.id),
        channel=ChannelName(row.channel),
        address=row.address,
        language=row.language,
        zone=row.zone,
        state=SubscriberState(row.state),
        created_at=row.created_at,
        editor=row.editor,
        is_group=row.is_group,
        facets=_FACETS.validate_python(row.facets),
        timing=_TIMING.validate_python(row.timing),
        unreached=Unreached(row.unreached, row.unreached_since) if row.unreached else None,
    )
