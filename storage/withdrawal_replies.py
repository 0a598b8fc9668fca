"""Withdrawal replies: rows before they are messages, like alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, false, func, literal, null, or_, select, update
from sqlalchemy.orm import aliased

from domain.alert import DeliveryState
from domain.amendment import UNREAD_FOR, ClaimedReply, WithdrawalReply, WithdrawalReplyId
from domain.development import DevelopmentId
from domain.identity import stable_id
from domain.review import CorrectionKind
from domain.subscriber import ChannelName, SubscriberId, SubscriberState
from storage import post_withdrawals
from storage.amendment_tables import AmendmentRow, WithdrawalReplyRow
from storage.developments import SqlDevelopmentRepository
from storage.digests import COUNTED
from storage.message_rows import shared_fields, shared_values
from storage.outbox import rests
from storage.subscribers import SqlSubscriberRepository, is_known
from storage.tables import DevelopmentRow, OutboxRow, SubscriberRow
from storage.telling_tables import DigestRow
from storage.withdrawals import undone, untold
from storage.writing import insert_new, upsert

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection, Row, Select

    from domain.subscriber import Subscriber

STANDING = (
    select(func.coalesce(DevelopmentRow.merged_into, DevelopmentRow.id))
    .where(DevelopmentRow.id == OutboxRow.development_id)
    .scalar_subquery()
)
"""The development that a message tells of now: one that was merged speaks through the other, and is replied to once."""

_PLANNED_FROM = (
    OutboxRow.id,
    OutboxRow.subscriber_id,
    STANDING.label("development_id"),
    OutboxRow.channel,
    OutboxRow.withdrawn_at,
    OutboxRow.withdraw_reason,
)


def wanted(connection: Connection, channels: Collection[ChannelName]) -> bool:
    """Whether a withdrawal, or its undoing, may ask for a reply to be stored or cancelled."""
    told = (in_alerts(channels), in_digests(channels), in_doubt(channels), post_withdrawals.in_posts(channels))
    in_vain = (_shown_in_digests(channels), post_withdrawals.undone(channels), waiting_in_vain(), back(channels))
    chosen = (*told, *in_vain)
    return any(connection.execute(each.limit(1)).first() is not None for each in chosen)


def plan(connection: Connection, now: datetime, channels: Collection[ChannelName]) -> int:
    """Store the replies that withdrawals ask for, each once; return how many are new."""
    told_back = [taken_back(row, now, now) for row in connection.execute(back(channels))]
    _cancel_undone(connection, channels)
    before = connection.scalar(select(func.count()).select_from(WithdrawalReplyRow)) or 0
    told = [*connection.execute(in_alerts(channels)), *connection.execute(in_digests(channels))]
    rows: dict[str, dict[str, Any]] = {each.id: reply_values(each) for each in told_back}
    for row in told:
        in_digest = row.digest_sent_at is not None
        is_read = in_digest or row.sent_at <= row.withdrawn_at - UNREAD_FOR
        if is_read:
            reply = reply_about(row, now, now)
            rows.setdefault(reply.id, reply_values(reply))
    doubted, posted = (connection.execute(each(channels)).all() for each in (in_doubt, post_withdrawals.in_posts))
    for row in (*doubted, *posted):
        reply = reply_about(row, now, now)
        rows.setdefault(reply.id, reply_values(reply))
    post_withdrawals.note_told(connection, posted)
    insert_new(connection, WithdrawalReplyRow, list(rows.values()))
    # What is not amended, nothing else will mark as seen to.
    seen_to = [row.id for row in told if row.digest_sent_at is not None or row.aside] + [row.id for row in doubted]
    connection.execute(update(OutboxRow).where(OutboxRow.id.in_(seen_to)).values(withdrawal_shown=True))
    return (connection.scalar(select(func.count()).select_from(WithdrawalReplyRow)) or 0) - before


def list_due(
    connection: Connection, now: datetime, channels: Collection[ChannelName]
) -> list[tuple[WithdrawalReply, Subscriber]]:
    """Return the replies due, oldest first, and whom they are for."""
    chosen = (
        select(WithdrawalReplyRow)
        .where(
            WithdrawalReplyRow.state == DeliveryState.DUE.value,
            WithdrawalReplyRow.due_at <= now,
            WithdrawalReplyRow.channel.in_([each.value for each in channels]),
            ~rests(WithdrawalReplyRow),
        )
        .order_by(WithdrawalReplyRow.created_at, WithdrawalReplyRow.id)
    )
    found = map(_to_reply, connection.execute(chosen))
    subscribers = SqlSubscriberRepository(connection)
    return [(reply, subscribers.get(reply.subscriber_id)) for reply in found]


def claim(connection: Connection, reply_id: WithdrawalReplyId, now: datetime) -> ClaimedReply | None:
    """Mark a due reply SENDING and return all that is needed to write it; None if it is no longer due.

    A correction waits for somebody who rests, however long: what they were told stays before them as well.
    """
    still_due = (
        WithdrawalReplyRow.id == reply_id,
        WithdrawalReplyRow.state == DeliveryState.DUE.value,
        WithdrawalReplyRow.due_at <= now,
        ~rests(WithdrawalReplyRow),
    )
    taken = update(WithdrawalReplyRow).where(*still_due).values(state=DeliveryState.SENDING.value)
    if connection.execute(taken).rowcount == 0:
        return None
    reply = _to_reply(connection.execute(select(WithdrawalReplyRow).where(WithdrawalReplyRow.id == reply_id)).one())
    subscriber = SqlSubscriberRepository(connection).get(reply.subscriber_id)
    if subscriber.state is not SubscriberState.ACTIVE:
        _set_state(connection, reply_id, DeliveryState.CANCELLED)
        return None
    return ClaimedReply(reply, subscriber, SqlDevelopmentRepository(connection).get(reply.development_id))


def find(connection: Connection, reply_id: WithdrawalReplyId) -> WithdrawalReply | None:
    """Return one reply, or None."""
    row = connection.execute(select(WithdrawalReplyRow).where(WithdrawalReplyRow.id == reply_id)).first()
    return None if row is None else _to_reply(row)


def save(connection: Connection, reply: WithdrawalReply) -> None:
    """Store the new state of a reply; nothing where the subscriber's data was deleted meanwhile."""
    if is_known(connection, reply.subscriber_id):
        upsert(connection, WithdrawalReplyRow, [reply_values(reply)])


def _cancel_undone(connection: Connection, channels: Collection[ChannelName]) -> None:
    """Cancel what was not sent yet of withdrawals that were undone; a digest's part may be withdrawn again."""
    waiting = update(WithdrawalReplyRow).where(WithdrawalReplyRow.id.in_(waiting_in_vain()))
    connection.execute(waiting.values(state=DeliveryState.CANCELLED.value))
    back = update(OutboxRow).where(OutboxRow.id.in_(_shown_in_digests(channels)))
    connection.execute(back.values(withdrawal_shown=False))
    post_withdrawals.note_undone(connection, channels)


def waiting_in_vain() -> Select[str]:
    """Choose replies that wait and say what is no longer so."""
    of_messages = exists().where(
        OutboxRow.development_id == DevelopmentRow.id,
        WithdrawalReplyRow.development_id.in_((DevelopmentRow.id, DevelopmentRow.merged_into)),
        OutboxRow.withdrawn_at.is_not(None),
    )
    withdrawn = or_(of_messages, post_withdrawals.is_withdrawn())
    kind = WithdrawalReplyRow.kind
    untrue = or_(
        and_(kind == CorrectionKind.WITHDRAWN.value, ~withdrawn),
        and_(kind == CorrectionKind.REINSTATED.value, withdrawn),
    )
    return select(WithdrawalReplyRow.id).where(WithdrawalReplyRow.state == DeliveryState.DUE.value, untrue)


def back(channels: Collection[ChannelName]) -> Select[*tuple[Any, ...]]:
    """Choose replies about withdrawals that were taken back since, and that no later reply takes back."""
    later = aliased(WithdrawalReplyRow)
    same = and_(
        later.subscriber_id == WithdrawalReplyRow.subscriber_id,
        later.development_id == WithdrawalReplyRow.development_id,
        later.kind == CorrectionKind.REINSTATED.value,
        later.created_at >= WithdrawalReplyRow.created_at,
    )
    shown = OutboxRow.id.in_(undone())
    again = and_(OutboxRow.subscriber_id == WithdrawalReplyRow.subscriber_id, shown)
    return select(WithdrawalReplyRow.__table__).where(
        # Nearly always nobody's: found by an index, whatever the number of replies.
        WithdrawalReplyRow.subscriber_id.in_(
            select(OutboxRow.subscriber_id).where(shown).union(post_withdrawals.UNDONE_FOR)
        ),
        WithdrawalReplyRow.kind == CorrectionKind.WITHDRAWN.value,
        WithdrawalReplyRow.state.in_((DeliveryState.SENT.value, DeliveryState.UNCERTAIN.value)),
        WithdrawalReplyRow.channel.in_([each.value for each in channels]),
        or_(exists().where(again, WithdrawalReplyRow.development_id == STANDING), post_withdrawals.is_undone()),
        ~exists().where(same),
    )


def _shown_in_digests(channels: Collection[ChannelName]) -> Select[str]:
    named = OutboxRow.channel.in_([each.value for each in channels])
    return undone().where(OutboxRow.state == DeliveryState.FOLDED.value, named)


def in_alerts(channels: Collection[ChannelName]) -> Select[*tuple[Any, ...]]:
    """Choose alerts that do not show their withdrawal yet, the first of each development first."""
    return (
        select(
            *_PLANNED_FROM,
            OutboxRow.sent_at,
            OutboxRow.remote_id,
            null().label("digest_sent_at"),
            AmendmentRow.aside,
        )
        .join(AmendmentRow, AmendmentRow.message_id == OutboxRow.id)
        .join(SubscriberRow, SubscriberRow.id == OutboxRow.subscriber_id)
        .where(
            OutboxRow.id.in_(untold()),
            OutboxRow.state == DeliveryState.SENT.value,
            OutboxRow.remote_id.is_not(None),
            OutboxRow.sent_at.is_not(None),
            OutboxRow.channel.in_([each.value for each in channels]),
            AmendmentRow.address == SubscriberRow.address,
        )
        .order_by(OutboxRow.revision)
    )


def in_digests(channels: Collection[ChannelName]) -> Select[*tuple[Any, ...]]:
    """Choose what digests told in full and was withdrawn since, be it while they were on their way."""
    return (
        select(
            *_PLANNED_FROM,
            OutboxRow.sent_at,
            DigestRow.remote_id,
            DigestRow.sent_at.label("digest_sent_at"),
            false().label("aside"),
        )
        .join(DigestRow, DigestRow.id == OutboxRow.digest_id)
        .where(
            OutboxRow.id.in_(untold()),
            OutboxRow.state == DeliveryState.FOLDED.value,
            OutboxRow.detail != COUNTED,
            OutboxRow.channel.in_([each.value for each in channels]),
            DigestRow.state == DeliveryState.SENT.value,
            DigestRow.remote_id.is_not(None),
        )
        .order_by(OutboxRow.revision)
    )


def in_doubt(channels: Collection[ChannelName]) -> Select[*tuple[Any, ...]]:
    """Choose what alerts and digests that may have arrived tell, and was withdrawn since.

    Nobody knows the message, so it can be neither edited nor replied to; who has it is told all the same.
    """
    in_digest = and_(
        OutboxRow.state == DeliveryState.FOLDED.value,
        OutboxRow.detail != COUNTED,
        DigestRow.state == DeliveryState.UNCERTAIN.value,
    )
    return (
        select(*_PLANNED_FROM, literal("").label("remote_id"))
        .outerjoin(DigestRow, DigestRow.id == OutboxRow.digest_id)
        .where(
            OutboxRow.id.in_(untold()),
            or_(OutboxRow.state == DeliveryState.UNCERTAIN.value, in_digest),
            OutboxRow.channel.in_([each.value for each in channels]),
        )
        .order_by(OutboxRow.revision)
    )


def reply_about(row: Row[*tuple[Any, ...]], now: datetime, due_at: datetime) -> WithdrawalReply:
    """Return the reply about a withdrawal that a row of what was told asks for."""
    name = stable_id("withdrawal", row.subscriber_id, row.development_id, row.withdrawn_at.isoformat())
    return WithdrawalReply(
        id=WithdrawalReplyId(name),
        subscriber_id=SubscriberId(row.subscriber_id),
        development_id=DevelopmentId(row.development_id),
        channel=ChannelName(row.channel),
        reply_to=row.remote_id,
        reason=row.withdraw_reason,
        created_at=now,
        due_at=due_at,
    )


def taken_back(row: Row[*tuple[Any, ...]], now: datetime, due_at: datetime) -> WithdrawalReply:
    """Return the reply that takes back the one of a row of ``back``."""
    told = _to_reply(row)
    return WithdrawalReply(
        id=WithdrawalReplyId(stable_id("reinstated", told.id)),
        subscriber_id=told.subscriber_id,
        development_id=told.development_id,
        channel=told.channel,
        reply_to=told.reply_to,
        reason="",
        kind=CorrectionKind.REINSTATED,
        created_at=now,
        due_at=due_at,
    )


def _set_state(connection: Connection, reply_id: WithdrawalReplyId, state: DeliveryState) -> None:
    connection.execute(update(WithdrawalReplyRow).where(WithdrawalReplyRow.id == reply_id).values(state=state.value))


def reply_values(reply: WithdrawalReply) -> dict[str, Any]:
    """Return the row of a reply."""
    return {
        "id": reply.id,
        "subscriber_id": reply.subscriber_id,
        "development_id": reply.development_id,
        "reply_to": reply.reply_to,
        "reason": reply.reason,
        "kind": reply.kind.value,
        "named": reply.named,
        **shared_values(reply),
    }


def _to_reply(row: Row[*tuple[Any, ...]]) -> WithdrawalReply:
    return WithdrawalReply(
        id=WithdrawalReplyId(row.id),
        subscriber_id=SubscriberId(row.subscriber_id),
        development_id=DevelopmentId(row.development_id),
        reply_to=row.reply_to,
        reason=row.reason,
        kind=CorrectionKind(row.kind),
        named=row.named,
        **shared_fields(row),
    )
