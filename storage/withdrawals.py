"""Withdrawals: what becomes of the messages of a development that editors reject, or take in again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select, update

from domain.alert import DeliveryState
from storage import post_withdrawals
from storage.tables import DevelopmentRow, OutboxRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Select

    from domain.development import DevelopmentId

_GONE_OUT = (DeliveryState.SENT.value, DeliveryState.SENDING.value, DeliveryState.UNCERTAIN.value)


def withdraw(connection: Connection, development_id: DevelopmentId, reason: str, now: datetime) -> int:
    """Cancel what is due of a development and mark what was sent; return how many messages had gone out."""
    about = _about(development_id)
    marks: dict[str, Any] = {"withdrawn_at": now, "withdraw_reason": reason}
    due = update(OutboxRow).where(about, OutboxRow.state == DeliveryState.DUE.value)
    connection.execute(due.values({**marks, "state": DeliveryState.CANCELLED.value}))
    # What a digest tells is marked too; whether that digest has gone out is the digest's matter.
    folded = update(OutboxRow).where(about, OutboxRow.state == DeliveryState.FOLDED.value)
    connection.execute(folded.values(marks))
    post_withdrawals.withdraw(connection, post_withdrawals.about(development_id), reason, now)
    sent = update(OutboxRow).where(about, OutboxRow.state.in_(_GONE_OUT))
    return connection.execute(sent.values(marks)).rowcount


def reinstate(connection: Connection, development_id: DevelopmentId) -> None:
    """Take the withdrawal of a development's messages back; what was cancelled by it is due again."""
    marked = (_about(development_id), OutboxRow.withdrawn_at.is_not(None))
    cleared: dict[str, Any] = {"withdrawn_at": None, "withdraw_reason": ""}
    cancelled = update(OutboxRow).where(*marked, OutboxRow.state == DeliveryState.CANCELLED.value)
    connection.execute(cancelled.values({**cleared, "state": DeliveryState.DUE.value}))
    connection.execute(update(OutboxRow).where(*marked).values(cleared))
    post_withdrawals.reinstate(connection, post_withdrawals.about(development_id))


def _about(development_id: DevelopmentId) -> ColumnElement[bool]:
    """Return the condition that a message tells of a development, or of one that was merged into it."""
    merged = select(DevelopmentRow.id).where(DevelopmentRow.merged_into == development_id)
    return or_(OutboxRow.development_id == development_id, OutboxRow.development_id.in_(merged))


def untold() -> Select[Any]:
    """Choose withdrawn messages that do not show it yet, by an index."""
    return select(OutboxRow.id).where(
        OutboxRow.withdrawn_at > post_withdrawals.EVER, OutboxRow.withdrawal_shown.is_(False)
    )


def undone() -> Select[Any]:
    """Choose messages that show a withdrawal which was taken back, by an index."""
    return select(OutboxRow.id).where(OutboxRow.withdrawal_shown.is_(True), OutboxRow.withdrawn_at.is_(None))
