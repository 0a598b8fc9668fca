"""Notices for operators, and the messages made of them: rows before they are messages, each sent by one sender."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from domain.alert import DeliveryState
from domain.notice import Notice, NoticeId, NoticeKind, OperatorMessage, OperatorMessageId
from domain.source import SourceId
from storage.message_rows import sending_to_uncertain, shared_fields, shared_values
from storage.notice_tables import NoticeRow, OperatorMessageRow
from storage.writing import in_lots, insert_new, upsert

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row

    from domain.subscriber import ChannelName


_FOR_OPERATORS = NoticeRow.kind.in_([kind.value for kind in NoticeKind if kind.is_for_operators])


class SqlNoticeRepository:
    """The notices of one transaction; see ``domain.repositories.NoticeRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, notices: Collection[Notice]) -> None:
        """Add notices; one that is there already stays as it is."""
        add_notices(self._connection, notices)

    def find_last(self, kinds: Collection[NoticeKind]) -> Notice | None:
        """Return the newest notice of these kinds, delivered or not, or None."""
        chosen = (
            select(NoticeRow)
            .where(NoticeRow.kind.in_([kind.value for kind in kinds]))
            .order_by(NoticeRow.at.desc(), NoticeRow.id)
            .limit(1)
        )
        row = self._connection.execute(chosen).first()
        return None if row is None else _notice(row)

    def find(self, notice_id: NoticeId) -> Notice | None:
        """Return one notice, or None."""
        row = self._connection.execute(select(NoticeRow).where(NoticeRow.id == notice_id)).first()
        return None if row is None else _notice(row)

    def list_waiting(self) -> Sequence[Notice]:
        """Return notices for operators that stand in no message yet, oldest first."""
        waiting = select(NoticeRow).where(NoticeRow.delivered_at.is_(None), _FOR_OPERATORS)
        return [_notice(row) for row in self._connection.execute(waiting.order_by(NoticeRow.at, NoticeRow.id))]

    def mark_delivered(self, notice_ids: Collection[NoticeId], now: datetime) -> None:
        """Note that these stand in messages."""
        for lot in in_lots(notice_ids):
            self._connection.execute(update(NoticeRow).where(NoticeRow.id.in_(lot)).values(delivered_at=now))

    def last_message_at(self) -> datetime | None:
        """Return when the newest message to operators was made, None = never."""
        made = select(NoticeRow.delivered_at).where(NoticeRow.delivered_at.is_not(None), _FOR_OPERATORS)
        return self._connection.scalar(made.order_by(NoticeRow.delivered_at.desc()).limit(1))

    def save_message(self, message: OperatorMessage) -> None:
        """Add the message or store its new state."""
        upsert(self._connection, OperatorMessageRow, [_message_values(message)])

    def find_message(self, message_id: OperatorMessageId) -> OperatorMessage | None:
        """Return one message, or None."""
        chosen = select(OperatorMessageRow).where(OperatorMessageRow.id == message_id)
        row = self._connection.execute(chosen).first()
        return None if row is None else _message(row)

    def list_due(self, now: datetime, channels: Collection[ChannelName]) -> Sequence[OperatorMessageId]:
        """Return messages due through these channels, oldest first."""
        row = OperatorMessageRow
        due = (row.state == DeliveryState.DUE, row.due_at <= now, _through(channels))
        chosen = select(row.id).where(*due).order_by(row.due_at, row.created_at, row.id)
        return [OperatorMessageId(message_id) for message_id in self._connection.scalars(chosen)]

    def claim(self, message_id: OperatorMessageId, now: datetime) -> tuple[OperatorMessage, Sequence[Notice]] | None:
        """Mark a due message SENDING and return it with its notices, oldest first; None if it is no longer due."""
        row = OperatorMessageRow
        due = (row.id == message_id, row.state == DeliveryState.DUE, row.due_at <= now)
        taken = update(row).where(*due).values(state=DeliveryState.SENDING.value)
        if self._connection.execute(taken).rowcount == 0 or (message := self.find_message(message_id)) is None:
            return None
        chosen = select(NoticeRow).where(NoticeRow.id.in_(message.notice_ids)).order_by(NoticeRow.at, NoticeRow.id)
        return message, [_notice(each) for each in self._connection.execute(chosen)]

    def sending_to_uncertain(self, channels: Collection[ChannelName]) -> int:
        """Turn what a dead process left in SENDING into UNCERTAIN; return how many."""
        return sending_to_uncertain(self._connection, OperatorMessageRow, channels)


def add_notices(connection: Connection, notices: Collection[Notice]) -> None:
    """Add notices; one that is there already stays as it is."""
    insert_new(connection, NoticeRow, [_notice_values(notice) for notice in notices])


def withdraw_notices(connection: Connection, notice_ids: Collection[NoticeId]) -> None:
    """Delete notices that nobody has been told yet."""
    for lot in in_lots(notice_ids):
        untold = (NoticeRow.id.in_(lot), NoticeRow.delivered_at.is_(None))
        connection.execute(delete(NoticeRow).where(*untold))


def _through(channels: Collection[ChannelName]) -> ColumnElement[bool]:
    return OperatorMessageRow.channel.in_([channel.value for channel in channels])


def _notice_values(notice: Notice) -> dict[str, Any]:
    return {
        "id": notice.id,
        "at": notice.at,
        "kind": notice.kind.value,
        "source_id": notice.source_id,
        "data": dict(notice.data),
        "delivered_at": notice.delivered_at,
    }


def _notice(row: Row[Any]) -> Notice:
    return Notice(
        id=NoticeId(row.id),
        at=row.at,
        kind=NoticeKind(row.kind),
        source_id=None if row.source_id is None else SourceId(row.source_id),
        data=row.data,
        delivered_at=row.delivered_at,
    )


def _message_values(message: OperatorMessage) -> dict[str, Any]:
    return {
        "id": message.id,
        "address": message.address,
        "notice_ids": list(message.notice_ids),
        "attachment": message.attachment,
        "named": message.named,
        **shared_values(message),
    }


def _message(row: Row[Any]) -> OperatorMessage:
    return OperatorMessage(
        id=OperatorMessageId(row.id),
        address=row.address,
        notice_ids=tuple(NoticeId(each) for each in row.notice_ids),
        attachment=row.attachment,
        named=row.named,
        **shared_fields(row),
    )
