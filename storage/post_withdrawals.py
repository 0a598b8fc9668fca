"""Withdrawals of what weekly posts named: a post stays as it is, and a reply tells of each withdrawn development."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, exists, func, or_, select, tuple_, update

from domain.alert import DeliveryState
from storage.amendment_tables import WithdrawalReplyRow
from storage.notice_tables import OperatorMessageRow
from storage.post_tables import PostMentionRow
from storage.tables import DevelopmentRow, SubscriberRow

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement, Connection, Row, Select

    from domain.development import DevelopmentId
    from domain.subscriber import ChannelName

EVER = datetime(2000, 1, 1, tzinfo=UTC)
"""Databases that do not use an index for IS NOT NULL use it for what is later than this."""

_ARRIVED = (DeliveryState.SENT.value, DeliveryState.UNCERTAIN.value)
_UNDONE = and_(PostMentionRow.withdrawal_shown.is_(True), PostMentionRow.withdrawn_at.is_(None))
_STANDING = func.coalesce(DevelopmentRow.merged_into, DevelopmentRow.id)

UNDONE_FOR = select(PostMentionRow.subscriber_id).where(_UNDONE)
"""Chooses the chats that were told of a withdrawal which was taken back since."""


def withdraw(connection: Connection, about: ColumnElement[bool], reason: str, now: datetime) -> None:
    """Mark what posts named, sent or not; about: as ``about`` returns it."""
    marks: dict[str, Any] = {"withdrawn_at": now, "withdraw_reason": reason}
    connection.execute(update(PostMentionRow).where(about).values(marks))


def reinstate(connection: Connection, about: ColumnElement[bool]) -> None:
    """Take the marks back."""
    connection.execute(update(PostMentionRow).where(about).values(withdrawn_at=None, withdraw_reason=""))


def about(development_id: DevelopmentId) -> ColumnElement[bool]:
    """Return the condition that a post named a development, or one that was merged into it."""
    merged = select(DevelopmentRow.id).where(DevelopmentRow.merged_into == development_id)
    return or_(PostMentionRow.development_id == development_id, PostMentionRow.development_id.in_(merged))


def is_withdrawn() -> ColumnElement[bool]:
    """Return the condition that what a reply tells of was named by a post, and is withdrawn."""
    return _named(PostMentionRow.withdrawn_at > EVER)


def is_undone() -> ColumnElement[bool]:
    """Return the condition that the chat of a reply was told of a withdrawal, for a post, that was taken back."""
    return _named(and_(_UNDONE, PostMentionRow.subscriber_id == WithdrawalReplyRow.subscriber_id))


def in_posts(channels: Collection[ChannelName]) -> Select[*tuple[Any, ...]]:
    """Choose what posts named that arrived, or may have, and was withdrawn since; the newest post first."""
    is_there = and_(
        OperatorMessageRow.state == DeliveryState.SENT.value,
        OperatorMessageRow.remote_id.is_not(None),
        # In a chat that became another one the identifier may by now be that of another message.
        OperatorMessageRow.address == SubscriberRow.address,
    )
    return (
        select(
            PostMentionRow.message_id,
            PostMentionRow.development_id.label("named_id"),
            PostMentionRow.subscriber_id,
            _STANDING.label("development_id"),
            OperatorMessageRow.channel,
            PostMentionRow.withdrawn_at,
            PostMentionRow.withdraw_reason,
            case((is_there, OperatorMessageRow.remote_id), else_="").label("remote_id"),
        )
        .join(OperatorMessageRow, OperatorMessageRow.id == PostMentionRow.message_id)
        .join(SubscriberRow, SubscriberRow.id == PostMentionRow.subscriber_id)
        .join(DevelopmentRow, DevelopmentRow.id == PostMentionRow.development_id)
        .where(
            PostMentionRow.withdrawn_at > EVER,
            PostMentionRow.withdrawal_shown.is_(False),
            OperatorMessageRow.state.in_(_ARRIVED),
            OperatorMessageRow.channel.in_([each.value for each in channels]),
        )
        .order_by(OperatorMessageRow.created_at.desc())
    )


def undone(channels: Collection[ChannelName]) -> Select[str]:
    """Choose what posts named of which a withdrawal was told that has been taken back."""
    of_channels = SubscriberRow.channel.in_([each.value for each in channels])
    chosen = select(PostMentionRow.message_id).join(SubscriberRow, SubscriberRow.id == PostMentionRow.subscriber_id)
    return chosen.where(_UNDONE, of_channels)


def note_told(connection: Connection, rows: Sequence[Row[*tuple[Any, ...]]]) -> None:
    """Note that chats are told of the withdrawal of what these rows of ``in_posts`` name."""
    keys = [(row.message_id, row.named_id) for row in rows]
    if keys:
        named = tuple_(PostMentionRow.message_id, PostMentionRow.development_id).in_(keys)
        connection.execute(update(PostMentionRow).where(named).values(withdrawal_shown=True))


def note_undone(connection: Connection, channels: Collection[ChannelName]) -> None:
    """Note that chats were told, where there was anything to tell, of withdrawals that were taken back."""
    messages = connection.scalars(undone(channels)).all()
    row = update(PostMentionRow).where(_UNDONE, PostMentionRow.message_id.in_(messages))
    connection.execute(row.values(withdrawal_shown=False))


def _named(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        PostMentionRow.development_id == DevelopmentRow.id,
        WithdrawalReplyRow.development_id.in_((DevelopmentRow.id, DevelopmentRow.merged_into)),
        condition,
    )
