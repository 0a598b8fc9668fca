"""Patience: messages that wait for an editor, and subscribers who refuse; see ``domain.patience``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, func, or_, select, update

from domain.alert import DeliveryState
from domain.patience import NOT_REVIEWED, REVIEW_AWAITED_FOR, TOLD_LATE_FOR, UNREACHED_FOR, Awaited
from domain.subscriber import SubscriberId, SubscriberState
from domain.telling import Urgency
from storage.alerts import REVIEWED
from storage.queries import STANDS
from storage.status_tables import DueNoticeRow
from storage.subscribers import SqlSubscriberRepository
from storage.tables import DevelopmentRow, OutboxRow, SubscriberRow
from storage.telling_tables import DigestRow
from storage.writing import in_lots

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from domain.patience import Unreached

NEEDS_NO_EDITOR = or_(REVIEWED, exists().where(DueNoticeRow.development_id == DevelopmentRow.id))
"""The condition that an editor accepted a development, or that there is nothing to accept: a day without a report."""

_WAITS = and_(
    OutboxRow.state == DeliveryState.DUE.value,
    # What the reader asked for, or what goes without markup, waits for nobody.
    OutboxRow.named.is_(False),
    OutboxRow.plain.is_(False),
)

_SENDABLE = (
    (OutboxRow, and_(OutboxRow.state == DeliveryState.DUE.value, OutboxRow.held_for.is_(None))),
    (DigestRow, DigestRow.state == DeliveryState.DUE.value),
)
"""What goes out when it is due; what waits for a digest goes with that digest."""


class SqlPatienceRepository:
    """What waits, in one transaction; see ``domain.patience.PatienceRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def awaited(self) -> Awaited:
        """Return what waits for an editor."""
        unreviewed = and_(_WAITS, _tells(~NEEDS_NO_EDITOR))
        chosen = select(
            func.count(OutboxRow.development_id.distinct()),
            func.count(OutboxRow.subscriber_id.distinct()),
            func.min(OutboxRow.created_at),
        )
        row = self._connection.execute(chosen.where(unreviewed, self._want_reviewed(unreviewed))).one()
        return Awaited(*row)

    def lapse(self, now: datetime) -> int:
        """Cancel messages that waited for an editor too long; return how many."""
        late = and_(_WAITS, OutboxRow.created_at <= now - REVIEW_AWAITED_FOR, ~_tells(NEEDS_NO_EDITOR))
        values: dict[str, Any] = {"state": DeliveryState.CANCELLED.value, "detail": NOT_REVIEWED, "lapsed_at": now}
        changed = update(OutboxRow).where(late, self._want_reviewed(late))
        return self._connection.execute(changed.values(values)).rowcount

    def revive(self, now: datetime) -> int:
        """Make due, for the next digest, what lapsed and was accepted since; return how many messages."""
        active = select(SubscriberRow.id).where(SubscriberRow.state == SubscriberState.ACTIVE.value)
        lapsed = and_(
            OutboxRow.lapsed_at > now - TOLD_LATE_FOR,
            OutboxRow.state == DeliveryState.CANCELLED.value,
            OutboxRow.detail == NOT_REVIEWED,
            OutboxRow.subscriber_id.in_(active),
        )
        values: dict[str, Any] = {
            "state": DeliveryState.DUE.value,
            "detail": "",
            "due_at": now,
            "urgency": Urgency.DIGEST.value,
            "held_for": None,
        }
        changed = update(OutboxRow).where(lapsed, _tells(NEEDS_NO_EDITOR))
        return self._connection.execute(changed.values(values)).rowcount

    def lapsed(self, since: datetime, until: datetime) -> int:
        """Return how many messages lapsed in a period, its end not included."""
        counted = select(func.count()).where(OutboxRow.lapsed_at >= since, OutboxRow.lapsed_at < until)
        return self._connection.scalar(counted) or 0

    def note_unreached(self, subscriber_id: SubscriberId, unreached: Unreached, until: datetime) -> None:
        """Note that a subscriber refused, and let what is due to them wait until a moment."""
        row = update(SubscriberRow).where(SubscriberRow.id == subscriber_id)
        self._connection.execute(row.values(unreached=unreached.times, unreached_since=unreached.since))
        for table, which in _SENDABLE:
            due = (table.subscriber_id == subscriber_id, which, table.due_at < until)
            # Counts as an attempt: what could not go out for long goes as a digest once it can.
            self._connection.execute(update(table).where(*due).values(due_at=until, attempts=table.attempts + 1))

    def give_up(self, now: datetime) -> int:
        """Cancel what is due to subscribers who stayed away for longer than is waited; return how many."""
        gone = select(SubscriberRow.id).where(
            SubscriberRow.state == SubscriberState.PAUSED.value,
            SubscriberRow.unreached > 0,
            SubscriberRow.unreached_since <= now - UNREACHED_FOR,
        )
        cancelled = 0
        for table in (OutboxRow, DigestRow):
            due = update(table).where(table.state == DeliveryState.DUE.value, table.subscriber_id.in_(gone))
            cancelled += self._connection.execute(due.values(state=DeliveryState.CANCELLED.value)).rowcount
        return cancelled

    def waiting(self, subscriber_id: SubscriberId, now: datetime) -> int:
        """Return of how many developments a subscriber could be told now, by alerts and digests that are due."""
        parts = select(DigestRow.id).where(
            DigestRow.subscriber_id == subscriber_id, DigestRow.state == DeliveryState.DUE.value
        )
        alone = and_(OutboxRow.state == DeliveryState.DUE.value, OutboxRow.due_at <= now)
        folded = and_(OutboxRow.state == DeliveryState.FOLDED.value, OutboxRow.digest_id.in_(parts))
        counted = select(func.count(OutboxRow.development_id.distinct()))
        return self._connection.scalar(counted.where(OutboxRow.subscriber_id == subscriber_id, alone | folded)) or 0

    def note_reached(self, subscriber_ids: Collection[SubscriberId], now: datetime) -> None:
        """Note that subscribers who are active can be reached, and let what waited for that be due."""
        # A message to somebody who blocked us meanwhile may still have arrived; they are away all the same.
        active = SubscriberRow.state == SubscriberState.ACTIVE.value
        for lot in in_lots(subscriber_ids):
            refused = select(SubscriberRow.id).where(SubscriberRow.id.in_(lot), SubscriberRow.unreached > 0, active)
            known = self._connection.scalars(refused).all()
            for table, which in _SENDABLE:
                due = (table.subscriber_id.in_(known), which, table.due_at > now)
                self._connection.execute(update(table).where(*due).values(due_at=now))
            row = update(SubscriberRow).where(SubscriberRow.id.in_(known))
            self._connection.execute(row.values(unreached=0, unreached_since=None))

    def _want_reviewed(self, which: ColumnElement[bool]) -> ColumnElement[bool]:
        """Return the condition that a message is of those subscribers of certain ones who want reviewed ones only."""
        found = self._connection.scalars(select(OutboxRow.subscriber_id).where(which).distinct()).all()
        subscribers = SqlSubscriberRepository(self._connection)
        readers = [subscribers.get(SubscriberId(each)) for each in found]
        return OutboxRow.subscriber_id.in_([each.id for each in readers if each.awaits_review])


def _tells(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that a message tells of a development that stands and meets a condition."""
    standing = select(DevelopmentRow.id).where(condition, DevelopmentRow.merged_into.is_(None), STANDS)
    return OutboxRow.development_id.in_(standing)
