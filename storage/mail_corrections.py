"""Corrections for readers of letters: what they were told and is right no more, as replies that go out together."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select, update

from domain.alert import DeliveryState
from domain.amendment import WithdrawalReply, WithdrawalReplyId
from domain.development import DevelopmentId
from domain.identity import stable_id
from domain.review import CorrectionKind
from domain.subscriber import ChannelName, SubscriberId
from storage import post_withdrawals
from storage.amendment_tables import WithdrawalReplyRow
from storage.digests import COUNTED
from storage.review_tables import CorrectionRow
from storage.tables import OutboxRow
from storage.telling_tables import DigestRow
from storage.withdrawal_replies import (
    STANDING,
    back,
    in_alerts,
    in_digests,
    in_doubt,
    reply_about,
    reply_values,
    taken_back,
    waiting_in_vain,
)
from storage.withdrawals import undone
from storage.writing import insert_new

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection, Row, Select

MOVED_LATELY = timedelta(days=3)
"""Corrections older than this were seen to, or came while nothing ran: old news for a letter."""


def wanted(connection: Connection, now: datetime, channels: Collection[ChannelName]) -> bool:
    """Whether readers are to be told of a correction, or one that waits is no longer true."""
    told = (in_alerts(channels), in_digests(channels), in_doubt(channels), post_withdrawals.in_posts(channels))
    in_vain = (_shown(channels), post_withdrawals.undone(channels), waiting_in_vain(), back(channels))
    chosen = (*told, *in_vain)
    if any(connection.execute(each.limit(1)).first() is not None for each in chosen):
        return True
    return bool(_unstored(connection, _moved(connection, now, now, channels)))


def plan(connection: Connection, now: datetime, due_at: datetime, channels: Collection[ChannelName]) -> int:
    """Store what readers are to be told, each once; return how many are new."""
    replies = [taken_back(row, now, due_at) for row in connection.execute(back(channels))]
    vain = update(WithdrawalReplyRow).where(WithdrawalReplyRow.id.in_(waiting_in_vain()))
    connection.execute(vain.values(state=DeliveryState.CANCELLED.value))
    connection.execute(update(OutboxRow).where(OutboxRow.id.in_(_shown(channels))).values(withdrawal_shown=False))
    post_withdrawals.note_undone(connection, channels)
    chosen = (in_alerts(channels), in_digests(channels), in_doubt(channels))
    told = [row for each in chosen for row in connection.execute(each)]
    posted = connection.execute(post_withdrawals.in_posts(channels)).all()
    replies += [reply_about(row, now, due_at) for row in (*posted, *told)]
    post_withdrawals.note_told(connection, posted)
    replies += _moved(connection, now, due_at, channels)
    new = _unstored(connection, replies)
    insert_new(connection, WithdrawalReplyRow, [reply_values(each) for each in new])
    seen_to = update(OutboxRow).where(OutboxRow.id.in_([row.id for row in told]))
    connection.execute(seen_to.values(withdrawal_shown=True))
    return len(new)


def _unstored(connection: Connection, replies: Collection[WithdrawalReply]) -> list[WithdrawalReply]:
    by_id = {each.id: each for each in replies}
    known = connection.scalars(select(WithdrawalReplyRow.id).where(WithdrawalReplyRow.id.in_(list(by_id))))
    for each in known:
        del by_id[WithdrawalReplyId(each)]
    return list(by_id.values())


def _shown(channels: Collection[ChannelName]) -> Select[str]:
    """Choose messages of which a withdrawal was told that has been taken back."""
    return undone().where(OutboxRow.channel.in_([each.value for each in channels]))


def _moved(
    connection: Connection, now: datetime, due_at: datetime, channels: Collection[ChannelName]
) -> list[WithdrawalReply]:
    """Return the replies that tell of developments moved to another paragraph after they were told of."""
    alone = and_(OutboxRow.state == DeliveryState.SENT.value, OutboxRow.sent_at < CorrectionRow.at)
    in_digest = and_(
        OutboxRow.state == DeliveryState.FOLDED.value,
        OutboxRow.detail != COUNTED,
        DigestRow.state == DeliveryState.SENT.value,
        DigestRow.sent_at < CorrectionRow.at,
    )
    chosen = (
        select(
            CorrectionRow.id.label("correction_id"),
            CorrectionRow.reason,
            OutboxRow.subscriber_id,
            STANDING.label("development_id"),
            OutboxRow.channel,
            func.coalesce(DigestRow.remote_id, OutboxRow.remote_id, "").label("reply_to"),
        )
        .join(OutboxRow, OutboxRow.development_id == CorrectionRow.development_id)
        .outerjoin(DigestRow, DigestRow.id == OutboxRow.digest_id)
        .where(
            CorrectionRow.kind == CorrectionKind.MOVED.value,
            CorrectionRow.at > now - MOVED_LATELY,
            OutboxRow.channel.in_([each.value for each in channels]),
            OutboxRow.withdrawn_at.is_(None),
            or_(alone, in_digest),
        )
        .order_by(CorrectionRow.at, OutboxRow.revision)
    )
    return [_move(row, now, due_at) for row in connection.execute(chosen)]


def _move(row: Row[*tuple[Any, ...]], now: datetime, due_at: datetime) -> WithdrawalReply:
    return WithdrawalReply(
        id=WithdrawalReplyId(stable_id("moved", row.subscriber_id, row.correction_id)),
        subscriber_id=SubscriberId(row.subscriber_id),
        development_id=DevelopmentId(row.development_id),
        channel=ChannelName(row.channel),
        reply_to=row.reply_to,
        reason=row.reason,
        kind=CorrectionKind.MOVED,
        created_at=now,
        due_at=due_at,
    )
