"""Rows of digests as values, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.digest import DigestId, DigestMessage
from domain.subscriber import SubscriberId
from domain.telling import DigestKind
from storage.message_rows import shared_fields, shared_values

if TYPE_CHECKING:
    from sqlalchemy import Row


def digest_values(message: DigestMessage) -> dict[str, Any]:
    """Return the row of a part of a digest."""
    return {
        "id": message.id,
        "subscriber_id": message.subscriber_id,
        "kind": message.kind.value,
        "part": message.part,
        "parts": message.parts,
        "chart": message.chart,
        "named": message.named,
        **shared_values(message),
    }


def to_digest_message(row: Row[Any]) -> DigestMessage:
    """Return the part of a digest that a row holds."""
    return DigestMessage(
        id=DigestId(row.id),
        subscriber_id=SubscriberId(row.subscriber_id),
        kind=DigestKind(row.kind),
        part=row.part,
        parts=row.parts,
        chart=row.chart,
        named=row.named,
        **shared_fields(row),
    )
