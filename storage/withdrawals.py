"""Withdrawals: what becomes of the messages of a development that editors reject, or take in again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from domain.alert import DeliveryState, MessageId
from domain.development import DevelopmentId
from domain.review import Withdrawal
from domain.subscriber import ChannelName
from storage.tables import OutboxRow, SubscriberRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

_GONE_OUT = (DeliveryState.SENT.value, DeliveryState.SENDING.value, DeliveryState.UNCERTAIN.value)


def withdraw(connection: Connection, development_id: DevelopmentId, reason: str, now: datetime) -> int:
    """Cancel what is due of a development and mark what was sent; return how many messages had gone out."""
    about = OutboxRow.development_id == development_id
    marks: dict[str, Any] = {"withdrawn_at": now, "withdraw_reason": reason}
    due = update(OutboxRow).where(about, OutboxRow.state == DeliveryState.DUE.value)
    connection.execute(due.values({**marks, "state": DeliveryState.CANCELLED.value}))
    sent = update(OutboxRow).where(about, OutboxRow.state.in_(_GONE_OUT))
    return connection.execute(sent.values(marks)).rowcount


def reinstate(connection: Connection, development_id: DevelopmentId) -> None:
    """Take the withdrawal of a development's messages back; what was cancelled by it is due again."""
    marked = (OutboxRow.development_id == development_id, OutboxRow.withdrawn_at.is_not(None))
    cleared: dict[str, Any] = {"withdrawn_at": None, "withdraw_reason": ""}
    cancelled = update(OutboxRow).where(*marked, OutboxRow.state == DeliveryState.CANCELLED.value)
    connection.execute(cancelled.values({**cleared, "state": DeliveryState.DUE.value}))
    connection.execute(update(OutboxRow).where(*marked).values(cleared))


def withdrawals_due(connection: Connection) -> list[Withdrawal]:
    """Return delivered messages that do not show yet that they are withdrawn, or right again; the oldest first."""
    chosen = (
        select(
            OutboxRow.id,
            OutboxRow.development_id,
            OutboxRow.channel,
            OutboxRow.remote_id,
            OutboxRow.sent_at,
            OutboxRow.withdrawn_at,
            OutboxRow.withdraw_reason,
            SubscriberRow.address,
        )
        .join(SubscriberRow, SubscriberRow.id == OutboxRow.subscriber_id)
        .where(
            OutboxRow.state == DeliveryState.SENT.value,
            OutboxRow.remote_id.is_not(None),
            OutboxRow.withdrawn_at.is_not(None) != OutboxRow.withdrawal_shown,
        )
        .order_by(OutboxRow.sent_at, OutboxRow.id)
    )
    return [_withdrawal(row) for row in connection.execute(chosen)]


def mark_shown(connection: Connection, withdrawal: Withdrawal) -> None:
    """Note what the chat shows now."""
    row = update(OutboxRow).where(OutboxRow.id == withdrawal.message_id)
    connection.execute(row.values(withdrawal_shown=withdrawal.is_withdrawn))


def _withdrawal(row: Row[*tuple[Any, ...]]) -> Withdrawal:
    return Withdrawal(
        message_id=MessageId(row.id),
        development_id=DevelopmentId(row.development_id),
        channel=ChannelName(row.channel),
        address=row.address,
        remote_id=row.remote_id,
        sent_at=row.sent_at,
        at=row.withdrawn_at,
        reason=row.withdraw_reason,
        is_withdrawn=row.withdrawn_at is not None,
    )
