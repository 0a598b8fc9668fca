"""Rows of digests as values, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.alert import DeliveryState
from domain.digest import DigestId, DigestMessage
from domain.subscriber import ChannelName, SubscriberId
from domain.telling import DigestKind

if TYPE_CHECKING:
    from sqlalchemy import Row


def digest_values(message: DigestMessage) -> dict[str, Any]:
    """Return the row of a part of a digest."""
    return {
        "id": message.id,
        "subscriber_id": message.subscriber_id,
        "channel": message.channel.value,
        "kind": message.kind.value,
        "part": message.part,
        "parts": message.parts,
        "chart": message.chart,
        "created_at": message.created_at,
        "due_at": message.due_at,
        "state": message.state.value,
        "attempts": message.attempts,
        "remote_id": message.remote_id,
        "detail": message.detail,
        "plain": message.plain,
        "named": message.named,
        "sent_at": message.sent_at,
    }


def to_digest_message(row: Row[Any]) -> DigestMessage:
    """Return the part of a digest that a row holds."""
    return DigestMessage(
        id=DigestId(row.id),
        subscriber_id=SubscriberId(row.subscriber_id),
        channel=ChannelName(row.channel),
        kind=DigestKind(row.kind),
        part=row.part,
        parts=row.parts,
        created_at=row.created_at,
        due_at=row.due_at,
        chart=row.chart,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        remote_id=row.remote_id,
        detail=row.detail,
        plain=row.plain,
        named=row.named,
        sent_at=row.sent_at,
    )
