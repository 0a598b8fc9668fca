"""Outbox: messages to be delivered, and the claim that lets exactly one sender have each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, select, update

from domain.alert import DeliveryState, MessageId, OutboxMessage, SetAside
from domain.development import DevelopmentId
from domain.digest import DigestId
from domain.subscriber import ChannelName, SubscriberId, SubscriberState
from domain.telling import DigestKind, Urgency
from storage.alerts import AlertReader, note_shown
from storage.message_rows import sending_to_uncertain, shared_fields, shared_values
from storage.queries import STANDS
from storage.subscribers import SqlSubscriberRepository, is_known
from storage.tables import DevelopmentRow, OutboxRow, ReportRow, SubscriberRow
from storage.telling_tables import DigestRow
from storage.undelivered import count_by_state, list_set_aside, mark_named, unnamed
from storage.writing import in_lots, insert_new, upsert

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row

    from domain.alert import Alert
    from domain.story import StoryId
    from storage.amendment_tables import WithdrawalReplyRow


class SqlOutboxRepository:
    """The messages of one transaction; see ``domain.ports.OutboxRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._alerts = AlertReader(connection)
        self._standing: dict[DevelopmentId, bool] = {}

    def claim(self, message_id: MessageId, now: datetime) -> Alert | None:
        """Mark a due message SENDING and return all that is needed to write it; None if it is no longer due.

        What it is to show is noted, so that it can be amended when that is no longer so. One statement decides, so of
        two senders one has it. A message to somebody who stopped in the meantime, or of what editors rejected in the
        meantime, is cancelled; one to somebody who rests stays due. Attempts are counted by who sends, not here.
        """
        still_due = (
            OutboxRow.id == message_id,
            OutboxRow.state == DeliveryState.DUE,
            OutboxRow.due_at <= now,
            ~rests(OutboxRow),
        )
        taken = update(OutboxRow).where(*still_due).values(state=DeliveryState.SENDING.value)
        if self._connection.execute(taken).rowcount == 0 or (message := self.find(message_id)) is None:
            return None
        subscriber = SqlSubscriberRepository(self._connection).get(message.subscriber_id)
        if subscriber.state is not SubscriberState.ACTIVE or not self._stands(message.development_id):
            self._set_state(OutboxRow.id == message_id, DeliveryState.CANCELLED)
            return None
        alert = self._alerts.read(message, subscriber, unnamed(self._connection, message.subscriber_id))
        note_shown(self._connection, alert, now)
        return alert

    def save(self, message: OutboxMessage) -> None:
        """Store the new state of a message; where the subscriber's data was deleted meanwhile nothing is stored."""
        if is_known(self._connection, message.subscriber_id):
            upsert(self._connection, OutboxRow, [message_values(message)])

    def list_by_ids(self, message_ids: Collection[MessageId]) -> Sequence[OutboxMessage]:
        """Return those messages that there are, in any order."""
        lots = (select(OutboxRow).where(OutboxRow.id.in_(lot)) for lot in in_lots(message_ids))
        return [to_message(row) for chosen in lots for row in self._connection.execute(chosen)]

    def find(self, message_id: MessageId) -> OutboxMessage | None:
        """Return one message, or None."""
        row = self._connection.execute(select(OutboxRow).where(OutboxRow.id == message_id)).first()
        return None if row is None else to_message(row)

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

    def mark_named(self, message_ids: Collection[str]) -> None:
        """Note that a message to the chat has named these uncertain ones, of whatever kind."""
        mark_named(self._connection, message_ids)

    def sending_to_uncertain(self, channels: Collection[ChannelName]) -> int:
        """Turn what a dead process left in SENDING into UNCERTAIN, alerts and digests; return how many."""
        return sum(sending_to_uncertain(self._connection, table, channels) for table in (OutboxRow, DigestRow))

    def count_by_state(self) -> dict[str, int]:
        """Return the number of messages in each state, of every kind that is sent; a state without any counts 0."""
        return count_by_state(self._connection)

    def list_set_aside(self, limit: int, state: DeliveryState = DeliveryState.REFUSED) -> Sequence[SetAside]:
        """Return the messages of every kind that were refused last, or came last to another state, newest first."""
        return list_set_aside(self._connection, state, limit)

    def _stands(self, development_id: DevelopmentId) -> bool:
        if development_id not in self._standing:
            self._standing[development_id] = stands(self._connection, development_id)
        return self._standing[development_id]

    def _set_state(self, which: ColumnElement[bool], state: DeliveryState) -> int:
        return self._connection.execute(update(OutboxRow).where(which).values(state=state.value)).rowcount


def add_messages(connection: Connection, messages: Collection[OutboxMessage]) -> None:
    """Store new messages, leaving out those to subscribers whose data was deleted since the messages were planned."""
    known: set[str] = set()
    for lot in in_lots({message.subscriber_id for message in messages}):
        known.update(connection.scalars(select(SubscriberRow.id).where(SubscriberRow.id.in_(lot))))
    rows = [message_values(message) for message in messages if message.subscriber_id in known]
    insert_new(connection, OutboxRow, rows)


def message_values(message: OutboxMessage) -> dict[str, Any]:
    """Return the row of a message."""
    return {
        "id": message.id,
        "development_id": message.development_id,
        "revision": message.revision,
        "subscriber_id": message.subscriber_id,
        "named": message.named,
        "urgency": message.urgency.value,
        "held_for": message.held_for.value if message.held_for else None,
        "digest_id": message.digest_id,
        **shared_values(message),
    }


def to_message(row: Row[Any]) -> OutboxMessage:
    """Return the message of a row."""
    return OutboxMessage(
        id=MessageId(row.id),
        development_id=DevelopmentId(row.development_id),
        revision=row.revision,
        subscriber_id=SubscriberId(row.subscriber_id),
        named=row.named,
        urgency=Urgency(row.urgency),
        held_for=DigestKind(row.held_for) if row.held_for else None,
        digest_id=DigestId(row.digest_id) if row.digest_id else None,
        **shared_fields(row),
    )


def stands(connection: Connection, development_id: DevelopmentId) -> bool:
    """Whether a development is still to be told: neither rejected nor merged into another."""
    chosen = select(DevelopmentRow.id).where(
        DevelopmentRow.id == development_id, DevelopmentRow.merged_into.is_(None), STANDS
    )
    return connection.scalar(chosen) is not None


def rests(table: type[OutboxRow | DigestRow | WithdrawalReplyRow]) -> ColumnElement[bool]:
    """Return the condition that a message waits for a subscriber who rests."""
    return exists().where(SubscriberRow.id == table.subscriber_id, SubscriberRow.state == SubscriberState.PAUSED.value)
