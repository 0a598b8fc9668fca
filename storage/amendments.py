"""Amendments: what delivered messages show, which of them are to be written anew, and replies about withdrawals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, or_, select, union_all, update
from sqlalchemy.orm import aliased

from domain.alert import DeliveryState
from domain.amendment import AMENDED_FOR, Amendment
from domain.review import MatchState
from domain.subscriber import SubscriberState
from storage import mail_corrections, withdrawal_replies, withdrawals
from storage.alerts import alert_of
from storage.amendment_tables import AmendmentRow, WithdrawalReplyRow
from storage.message_rows import sending_to_uncertain
from storage.outbox import to_message
from storage.tables import DevelopmentRow, MatchRow, OutboxRow, SubscriberRow
from storage.undelivered import still_uncertain

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Select

    from domain.alert import Alert, MessageId, OutboxMessage
    from domain.amendment import ClaimedReply, WithdrawalReply, WithdrawalReplyId
    from domain.subscriber import ChannelName, Subscriber

_TOLD = (DeliveryState.SENT.value, DeliveryState.SENDING.value, DeliveryState.UNCERTAIN.value)
_Later = aliased(OutboxRow, name="later")

_ACCEPTED = (
    select(DevelopmentRow.id)
    .join(MatchRow, MatchRow.story_id == DevelopmentRow.lead_story_id)
    .where(MatchRow.state == MatchState.ACCEPTED.value)
)

_IS_LAST = ~(
    exists()
    .where(
        _Later.development_id == OutboxRow.development_id,
        _Later.subscriber_id == OutboxRow.subscriber_id,
        _Later.revision > OutboxRow.revision,
        _Later.state.in_(_TOLD),
    )
    .correlate(OutboxRow)
)


class SqlAmendmentRepository:
    """Amendments of one transaction; see ``domain.amendment.AmendmentRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_stale(self, now: datetime, channels: Collection[ChannelName], limit: int) -> Sequence[Amendment]:
        """Return messages that show less, or more, than is true of their developments, longest unchanged first."""
        rows = self._connection.execute(_stale(now, channels).limit(limit)).all()
        return [Amendment(self._alert(to_message(row)), row.remote_id) for row in rows]

    def find(self, message_id: MessageId) -> Alert | None:
        """Return what a message tells as it would be told now, None where there is no such message."""
        row = self._connection.execute(select(OutboxRow).where(OutboxRow.id == message_id)).first()
        return None if row is None else self._alert(to_message(row))

    def mark(self, amendment: Amendment, not_before: datetime) -> None:
        """Note what a message shows now, and before when (UTC) it is not amended again."""
        reports, reviewed = amendment.shown
        self._change(amendment.alert.message.id, reports=reports, reviewed=reviewed, not_before=not_before)
        self._show_withdrawal(amendment.alert)

    def postpone(self, message_id: MessageId, until: datetime) -> None:
        """Let a message be as it is until a moment (UTC)."""
        self._change(message_id, not_before=until)

    def set_aside(self, amendment: Amendment) -> None:
        """Note that a message cannot be amended any more."""
        self._change(amendment.alert.message.id, aside=True)
        self._show_withdrawal(amendment.alert)

    def replies_wanted(self, channels: Collection[ChannelName]) -> bool:
        """Whether a withdrawal, or its undoing, may ask for a reply to be stored or cancelled."""
        return withdrawal_replies.wanted(self._connection, channels)

    def plan_replies(self, now: datetime, channels: Collection[ChannelName]) -> int:
        """Store the replies that withdrawals ask for, each once; return how many are new."""
        return withdrawal_replies.plan(self._connection, now, channels)

    def letters_wanted(self, now: datetime, channels: Collection[ChannelName]) -> bool:
        """Whether readers of letters are to be told of a correction, or one that waits is no longer true."""
        return mail_corrections.wanted(self._connection, now, channels)

    def plan_letters(self, now: datetime, due_at: datetime, channels: Collection[ChannelName]) -> int:
        """Store what readers of letters are to be told of corrections, each once; return how many are new."""
        return mail_corrections.plan(self._connection, now, due_at, channels)

    def list_replies(
        self, now: datetime, channels: Collection[ChannelName]
    ) -> Sequence[tuple[WithdrawalReply, Subscriber]]:
        """Return the replies due, oldest first, and whom they are for."""
        return withdrawal_replies.list_due(self._connection, now, channels)

    def claim_reply(self, reply_id: WithdrawalReplyId, now: datetime) -> ClaimedReply | None:
        """Mark a due reply SENDING and return all that is needed to write it; None if it is no longer due."""
        return withdrawal_replies.claim(self._connection, reply_id, now)

    def find_reply(self, reply_id: WithdrawalReplyId) -> WithdrawalReply | None:
        """Return one reply, or None."""
        return withdrawal_replies.find(self._connection, reply_id)

    def save_reply(self, reply: WithdrawalReply) -> None:
        """Store the new state of a reply; nothing where the subscriber's data was deleted meanwhile."""
        withdrawal_replies.save(self._connection, reply)

    def sending_to_uncertain(self, channels: Collection[ChannelName]) -> int:
        """Turn replies that a dead process left in SENDING into UNCERTAIN; return how many."""
        return sending_to_uncertain(self._connection, WithdrawalReplyRow, channels)

    def _alert(self, message: OutboxMessage) -> Alert:
        named = select(AmendmentRow.uncertain).where(AmendmentRow.message_id == message.id)
        uncertain = still_uncertain(self._connection, self._connection.scalar(named) or ())
        return alert_of(self._connection, message, uncertain)

    def _show_withdrawal(self, alert: Alert) -> None:
        row = update(OutboxRow).where(OutboxRow.id == alert.message.id)
        self._connection.execute(row.values(withdrawal_shown=alert.withdrawn is not None))

    def _change(self, message_id: MessageId, **values: datetime | int) -> None:
        self._connection.execute(update(AmendmentRow).where(AmendmentRow.message_id == message_id).values(**values))


def _stale(now: datetime, channels: Collection[ChannelName]) -> Select[Any]:
    candidates = union_all(_changed(now), withdrawals.untold(), withdrawals.undone())
    withdrawal_missing = OutboxRow.withdrawn_at.is_not(None) != OutboxRow.withdrawal_shown
    has_changed = and_(AmendmentRow.not_before <= now, OutboxRow.withdrawn_at.is_(None), _IS_LAST)
    return (
        select(OutboxRow)
        .join(AmendmentRow, AmendmentRow.message_id == OutboxRow.id)
        .join(SubscriberRow, SubscriberRow.id == OutboxRow.subscriber_id)
        .where(
            OutboxRow.id.in_(candidates),
            or_(withdrawal_missing, has_changed),
            OutboxRow.state == DeliveryState.SENT.value,
            OutboxRow.remote_id.is_not(None),
            OutboxRow.channel.in_([each.value for each in channels]),
            AmendmentRow.aside.is_(False),
            # Within a chat that became another one the identifier may by now be that of another message.
            AmendmentRow.address == SubscriberRow.address,
            SubscriberRow.state == SubscriberState.ACTIVE.value,
        )
        .order_by(AmendmentRow.not_before, OutboxRow.id)
    )


def _changed(now: datetime) -> Select[Any]:
    """Choose messages of these days that show other figures, or another state, than are true now; by one index."""
    accepted = DevelopmentRow.id.in_(_ACCEPTED)
    return (
        select(AmendmentRow.message_id)
        .join(DevelopmentRow, DevelopmentRow.id == AmendmentRow.development_id)
        .where(
            AmendmentRow.told_at >= now - AMENDED_FOR,
            or_(AmendmentRow.reports != DevelopmentRow.reports, AmendmentRow.reviewed != accepted),
            DevelopmentRow.merged_into.is_(None),
        )
    )
