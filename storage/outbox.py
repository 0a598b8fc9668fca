"""Outbox: messages to be delivered, and the claim that lets exactly one sender have each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from domain.alert import Alert, DeliveryState, MessageId, OutboxMessage
from domain.development import DevelopmentId
from domain.subscriber import ChannelName, SubscriberId, SubscriberState
from storage.developments import SqlDevelopmentRepository
from storage.groups import revision_of
from storage.queries import STANDS, reports
from storage.subscribers import SqlSubscriberRepository
from storage.tables import DevelopmentRow, OutboxRow, ReportRow
from storage.writing import in_lots, upsert

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row

    from domain.story import StoryId


class SqlOutboxRepository:
    """The messages of one transaction; see ``domain.ports.OutboxRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_due(self, now: datetime, channels: Collection[ChannelName], limit: int) -> Sequence[MessageId]:
        """Return messages due through these channels, oldest first."""
        chosen = (
            select(OutboxRow.id)
            .where(OutboxRow.state == DeliveryState.DUE, OutboxRow.due_at <= now, _through(channels))
            .order_by(OutboxRow.due_at, OutboxRow.created_at, OutboxRow.id)
            .limit(limit)
        )
        return [MessageId(message_id) for message_id in self._connection.scalars(chosen)]

    def claim(self, message_id: MessageId, now: datetime) -> Alert | None:
        """Mark a due message SENDING and return all that is needed to write it; None if it is no longer due.

        One statement decides, so of two senders one has it. A message to somebody who stopped in the meantime, or of
        what editors rejected in the meantime, is cancelled. Attempts are counted by who sends, not here.
        """
        still_due = (OutboxRow.id == message_id, OutboxRow.state == DeliveryState.DUE, OutboxRow.due_at <= now)
        taken = update(OutboxRow).where(*still_due).values(state=DeliveryState.SENDING.value)
        if self._connection.execute(taken).rowcount == 0 or (message := self.find(message_id)) is None:
            return None
        subscriber = SqlSubscriberRepository(self._connection).get(message.subscriber_id)
        if subscriber.state is not SubscriberState.ACTIVE or not self._stands(message.development_id):
            self._set_state(OutboxRow.id == message_id, DeliveryState.CANCELLED)
            return None
        development = SqlDevelopmentRepository(self._connection).get(message.development_id)
        revised = revision_of(self._connection, message.development_id, message.revision)
        hides = bool(subscriber.facets.hidden_outlets)
        told = reports(self._connection, message.development_id) if hides else ()
        unnamed = self._unnamed(message.subscriber_id)
        return Alert(message, subscriber, development, unnamed, revised, tuple(told))

    def save(self, message: OutboxMessage) -> None:
        """Store the new state of a message."""
        upsert(self._connection, OutboxRow, [message_values(message)])

    def find(self, message_id: MessageId) -> OutboxMessage | None:
        """Return one message, or None."""
        row = self._connection.execute(select(OutboxRow).where(OutboxRow.id == message_id)).first()
        return None if row is None else _message(row)

    def release(self, story_id: StoryId, now: datetime) -> int:
        """Make due now what was never sent of the development that the story tells of; return how many messages."""
        development = select(ReportRow.development_id).where(ReportRow.story_id == story_id).scalar_subquery()
        held = update(OutboxRow).where(
            OutboxRow.development_id == development,
            OutboxRow.state == DeliveryState.DUE,
            OutboxRow.attempts == 0,
            OutboxRow.due_at > now,
        )
        return self._connection.execute(held.values(due_at=now)).rowcount

    def mark_named(self, message_ids: Collection[MessageId]) -> None:
        """Note that a message to the chat has named these uncertain ones."""
        for lot in in_lots(message_ids):
            self._connection.execute(update(OutboxRow).where(OutboxRow.id.in_(lot)).values(named=True))

    def sending_to_uncertain(self, channels: Collection[ChannelName]) -> int:
        """Turn what a dead process left in SENDING into UNCERTAIN; return how many."""
        left = (OutboxRow.state == DeliveryState.SENDING) & _through(channels)
        return self._set_state(left, DeliveryState.UNCERTAIN)

    def count_by_state(self) -> dict[str, int]:
        """Return the number of messages in each state; a state without any counts 0."""
        counted = select(OutboxRow.state, func.count().label("messages")).group_by(OutboxRow.state)
        return Counter({row.state: row.messages for row in self._connection.execute(counted)})

    def _set_state(self, which: ColumnElement[bool], state: DeliveryState) -> int:
        return self._connection.execute(update(OutboxRow).where(which).values(state=state.value)).rowcount

    def _stands(self, development_id: DevelopmentId) -> bool:
        chosen = select(DevelopmentRow.id).where(
            DevelopmentRow.id == development_id, DevelopmentRow.merged_into.is_(None), STANDS
        )
        return self._connection.scalar(chosen) is not None

    def _unnamed(self, subscriber_id: SubscriberId) -> tuple[OutboxMessage, ...]:
        chosen = (
            select(OutboxRow)
            .where(
                OutboxRow.subscriber_id == subscriber_id,
                OutboxRow.state == DeliveryState.UNCERTAIN,
                OutboxRow.named.is_(False),
            )
            .order_by(OutboxRow.created_at, OutboxRow.id)
        )
        return tuple(_message(row) for row in self._connection.execute(chosen))


def message_values(message: OutboxMessage) -> dict[str, Any]:
    """Return the row of a message."""
    return {
        "id": message.id,
        "development_id": message.development_id,
        "revision": message.revision,
        "subscriber_id": message.subscriber_id,
        "channel": message.channel.value,
        "created_at": message.created_at,
        "due_at": message.due_at,
        "state": message.state.value,
        "attempts": message.attempts,
        "remote_id": message.remote_id,
        "detail": message.detail,
        "plain": message.plain,
        "named": message.named,
        "sent_at": message.sent_at,
    }


def _through(channels: Collection[ChannelName]) -> ColumnElement[bool]:
    return OutboxRow.channel.in_([channel.value for channel in channels])


def _message(row: Row[Any]) -> OutboxMessage:
    return OutboxMessage(
        id=MessageId(row.id),
        development_id=DevelopmentId(row.development_id),
        revision=row.revision,
        subscriber_id=SubscriberId(row.subscriber_id),
        channel=ChannelName(row.channel),
        created_at=row.created_at,
        due_at=row.due_at,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        remote_id=row.remote_id,
        detail=row.detail,
        plain=row.plain,
        named=row.named,
        sent_at=row.sent_at,
    )
