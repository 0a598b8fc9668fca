"""Digests: what waits for each subscriber, and messages that tell several developments; see ``domain.digest``."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, exists, func, select, tuple_, update
from sqlalchemy.orm import aliased

from domain.alert import DeliveryState, MessageId
from domain.development import DevelopmentId
from domain.digest import Digest
from domain.subscriber import ChannelName, SubscriberId, SubscriberState
from domain.telling import DigestKind, Urgency, Waiting
from storage.digest_items import ItemReader
from storage.digest_rows import digest_values, to_digest_message
from storage.outbox import rests
from storage.patience import NEEDS_NO_EDITOR
from storage.subscribers import SqlSubscriberRepository, is_known
from storage.tables import DevelopmentRow, OutboxRow, StoryRow, SubscriberRow
from storage.telling_tables import DigestRow
from storage.undelivered import unnamed
from storage.writing import in_lots, insert_new, upsert

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from domain.digest import DigestId, DigestItem, DigestMessage, DigestPart
    from domain.subscriber import Subscriber
    from domain.telling import Held

COUNTED = "counted"
"""Detail of a folded message that its digest tells by number only, so that the subscriber has not heard of it."""

_Older = aliased(DigestRow, name="older")
_UNDER_WAY = [DeliveryState.SENT.value, DeliveryState.SENDING.value, DeliveryState.UNCERTAIN.value]


class SqlDigestRepository:
    """Digests of one transaction; see ``domain.digest.DigestRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._items = ItemReader(connection)

    def subscribers_due(self, now: datetime, channels: Collection[ChannelName]) -> Sequence[SubscriberId]:
        """Return the subscribers to whom a message or a digest is due through these channels, the oldest first."""
        oldest: dict[str, datetime] = {}
        for table in (OutboxRow, DigestRow):
            chosen = (
                select(table.subscriber_id, func.min(table.created_at))
                .join(SubscriberRow, SubscriberRow.id == table.subscriber_id)
                .where(_due(table, now, channels))
                .group_by(table.subscriber_id)
            )
            for subscriber_id, since in self._connection.execute(chosen):
                oldest[subscriber_id] = min(since, oldest.get(subscriber_id, since))
        return [SubscriberId(each) for each in sorted(oldest, key=lambda each: (oldest[each], each))]

    def list_waiting(self, subscriber_ids: Collection[SubscriberId]) -> Mapping[SubscriberId, Sequence[Waiting]]:
        """Return every message that was not sent yet of these subscribers, the oldest first.

        What was created at the same moment, by one poll, is in the order of publication.
        """
        columns = select(OutboxRow, NEEDS_NO_EDITOR.label("reviewed")).join(
            DevelopmentRow, DevelopmentRow.id == OutboxRow.development_id
        )
        waits = columns.join(StoryRow, StoryRow.id == DevelopmentRow.lead_story_id).where(
            OutboxRow.state == DeliveryState.DUE.value
        )
        by_age = (OutboxRow.created_at, StoryRow.published_at, OutboxRow.development_id, OutboxRow.revision)
        waiting: defaultdict[SubscriberId, list[Waiting]] = defaultdict(list)
        for lot in in_lots(subscriber_ids):
            chosen = waits.where(OutboxRow.subscriber_id.in_(lot)).order_by(*by_age)
            for place, row in enumerate(self._connection.execute(chosen)):
                waiting[SubscriberId(row.subscriber_id)].append(_waiting(row, place))
        return waiting

    def told_since(self, subscriber_id: SubscriberId, since: datetime) -> int:
        """Return how many single alerts went out, or may have, to a subscriber since a moment."""
        counted = select(func.count()).where(
            OutboxRow.subscriber_id == subscriber_id,
            OutboxRow.state.in_(_UNDER_WAY),
            OutboxRow.digest_id.is_(None),
            func.coalesce(OutboxRow.sent_at, OutboxRow.created_at) >= since,
        )
        return self._connection.scalar(counted) or 0

    def hold(self, held: Collection[Held]) -> None:
        """Let messages wait on."""
        for each in held:
            kind = each.held_for.value if each.held_for else None
            changed = update(OutboxRow).where(OutboxRow.id == each.id)
            self._connection.execute(changed.values(due_at=each.until, held_for=kind))

    def look_again(self, subscriber_id: SubscriberId, now: datetime) -> None:
        """Let it be decided anew about everything that waits and was never tried; for a changed timing."""
        held = _waits(subscriber_id) & (OutboxRow.attempts == 0) & OutboxRow.held_for.is_not(None)
        self._connection.execute(update(OutboxRow).where(held).values(due_at=now, held_for=None))

    def gather(self, subscriber_id: SubscriberId, now: datetime) -> None:
        """Let everything that could go now come in one digest; for a subscriber who is back."""
        asked = OutboxRow.named | OutboxRow.plain
        alone = _waits(subscriber_id) & (OutboxRow.due_at <= now) & OutboxRow.held_for.is_(None) & ~asked
        self._connection.execute(update(OutboxRow).where(alone).values(held_for=DigestKind.BACKLOG.value))

    def release_pause(self, subscriber_id: SubscriberId, now: datetime) -> None:
        """Make due what a pause held; for one that ends before its time."""
        paused = _waits(subscriber_id) & (OutboxRow.held_for == DigestKind.PAUSE.value)
        self._connection.execute(update(OutboxRow).where(paused).values(due_at=now))

    def items(self, message_ids: Sequence[MessageId]) -> Sequence[DigestItem]:
        """Return what these messages of one subscriber tell, without what editors rejected or merged."""
        found: list[Row[Any]] = []
        for lot in in_lots(message_ids):
            found += self._connection.execute(select(OutboxRow).where(OutboxRow.id.in_(lot)))
        if not found:
            return ()
        return self._items.read(found, SqlSubscriberRepository(self._connection).get(found[0].subscriber_id))

    def add(self, parts: Collection[DigestPart]) -> None:
        """Store new parts and fold the messages that they carry."""
        insert_new(self._connection, DigestRow, [digest_values(each.message) for each in parts])
        for part in parts:
            for messages, detail in ((part.shown, ""), (part.counted, COUNTED)):
                values = {"state": DeliveryState.FOLDED.value, "digest_id": part.message.id, "detail": detail}
                self._change(messages, values)

    def cancel(self, message_ids: Collection[MessageId]) -> None:
        """Cancel messages of what no longer stands."""
        self._change(message_ids, {"state": DeliveryState.CANCELLED.value})

    def list_due(self, now: datetime, subscriber_ids: Collection[SubscriberId]) -> Sequence[DigestMessage]:
        """Return parts that are due to these subscribers, oldest first; none passes a part that is delayed."""
        is_due = (DigestRow.state == DeliveryState.DUE.value, DigestRow.due_at <= now, ~_behind_another(now))
        found = [
            to_digest_message(row)
            for lot in in_lots(subscriber_ids)
            for row in self._connection.execute(select(DigestRow).where(DigestRow.subscriber_id.in_(lot), *is_due))
        ]
        return sorted(found, key=lambda part: (part.created_at, part.part, part.id))

    def claim(self, digest_id: DigestId, now: datetime) -> Digest | None:
        """Mark a due part SENDING and return all that is needed to write it; None if it is no longer due.

        A part whose subscriber stopped, or of which nothing stands any more, is cancelled; one to somebody who rests
        stays due. What no longer stands is cancelled as well, so that of a part that went out every folded message
        was told, whenever editors rejected it.
        """
        still_due = (
            DigestRow.id == digest_id,
            DigestRow.state == DeliveryState.DUE.value,
            DigestRow.due_at <= now,
            ~rests(DigestRow),
        )
        taken = update(DigestRow).where(*still_due).values(state=DeliveryState.SENDING.value)
        if self._connection.execute(taken).rowcount == 0 or (message := self.find(digest_id)) is None:
            return None
        subscriber = SqlSubscriberRepository(self._connection).get(message.subscriber_id)
        digest = self._digest(message, subscriber)
        self._drop_untold(digest)
        is_empty = not digest.items and not digest.more and not message.chart
        if subscriber.state is not SubscriberState.ACTIVE or is_empty:
            cancelled = update(DigestRow).where(DigestRow.id == digest_id)
            self._connection.execute(cancelled.values(state=DeliveryState.CANCELLED.value))
            return None
        return digest

    def save(self, message: DigestMessage) -> None:
        """Store the new state of a part; nothing where the subscriber's data was deleted meanwhile."""
        if is_known(self._connection, message.subscriber_id):
            upsert(self._connection, DigestRow, [digest_values(message)])

    def find(self, digest_id: DigestId) -> DigestMessage | None:
        """Return one part, or None."""
        row = self._connection.execute(select(DigestRow).where(DigestRow.id == digest_id)).first()
        return None if row is None else to_digest_message(row)

    def carrying(self, development_id: DevelopmentId, subscriber_id: SubscriberId) -> Sequence[DigestMessage]:
        """Return the parts that told, or are to tell, a subscriber of a development."""
        carried = select(OutboxRow.digest_id).where(
            OutboxRow.development_id == development_id,
            OutboxRow.subscriber_id == subscriber_id,
            OutboxRow.detail != COUNTED,
        )
        chosen = select(DigestRow).where(DigestRow.id.in_(carried)).order_by(DigestRow.created_at, DigestRow.part)
        return [to_digest_message(row) for row in self._connection.execute(chosen)]

    def _digest(self, message: DigestMessage, subscriber: Subscriber) -> Digest:
        rows = self._connection.execute(select(OutboxRow).where(OutboxRow.digest_id == message.id)).all()
        shown = [row for row in rows if row.detail != COUNTED]
        more = self._items.count_standing({row.development_id for row in rows if row.detail == COUNTED})
        named = unnamed(self._connection, message.subscriber_id)
        return Digest(message, subscriber, tuple(self._items.read(shown, subscriber)), more, named)

    def _drop_untold(self, digest: Digest) -> None:
        told = {message_id for item in digest.items for message_id in item.messages}
        carried = (OutboxRow.digest_id == digest.message.id, OutboxRow.detail != COUNTED)
        for message_id in self._connection.scalars(select(OutboxRow.id).where(*carried)).all():
            if message_id not in told:
                self._change([MessageId(message_id)], {"state": DeliveryState.CANCELLED.value, "digest_id": None})

    def _change(self, message_ids: Collection[MessageId], values: Mapping[str, Any]) -> None:
        for lot in in_lots(message_ids):
            self._connection.execute(update(OutboxRow).where(OutboxRow.id.in_(lot)).values(**values))


def _waiting(row: Row[Any, Any], place: int) -> Waiting:
    return Waiting(
        id=MessageId(row.id),
        development_id=DevelopmentId(row.development_id),
        urgency=Urgency(row.urgency),
        created_at=row.created_at,
        # One that was tried could have come when it was written; one that was not, when it was first due.
        since=row.created_at if row.attempts else row.due_at,
        due_at=row.due_at,
        asked=row.named or row.plain,
        held_for=DigestKind(row.held_for) if row.held_for else None,
        reviewed=bool(row.reviewed),
        tried=row.attempts > 0,
        place=place,
    )


def _behind_another(now: datetime) -> ColumnElement[bool]:
    """Return the condition that an older part for the same reader was tried and is to be tried again later."""
    return exists().where(
        _Older.subscriber_id == DigestRow.subscriber_id,
        _Older.state == DeliveryState.DUE.value,
        _Older.attempts > 0,
        _Older.due_at > now,
        tuple_(_Older.created_at, _Older.part) < tuple_(DigestRow.created_at, DigestRow.part),
    )


def _due(table: type[OutboxRow | DigestRow], now: datetime, channels: Collection[ChannelName]) -> ColumnElement[bool]:
    return and_(
        table.state == DeliveryState.DUE.value,
        table.due_at <= now,
        table.channel.in_([channel.value for channel in channels]),
        SubscriberRow.state == SubscriberState.ACTIVE.value,
    )


def _waits(subscriber_id: SubscriberId) -> ColumnElement[bool]:
    return and_(OutboxRow.subscriber_id == subscriber_id, OutboxRow.state == DeliveryState.DUE.value)
