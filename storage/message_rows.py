"""The columns that all tables of messages share, as values and back; see ``domain.alert.ChannelMessage``."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - mapped columns are resolved at run time
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Mapped  # noqa: TC002 - as above

from domain.alert import DeliveryState
from domain.subscriber import ChannelName

if TYPE_CHECKING:
    from sqlalchemy import Row

    from domain.alert import ChannelMessage


class MessageColumns:
    """What a table of messages has besides what they tell."""

    channel: Mapped[str]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    state: Mapped[str]
    attempts: Mapped[int]
    remote_id: Mapped[str | None]
    detail: Mapped[str]
    plain: Mapped[bool]
    sent_at: Mapped[datetime | None]


def shared_values(message: ChannelMessage) -> dict[str, Any]:
    """Return the part of a message's row that every message has."""
    return {
        "channel": message.channel.value,
        "created_at": message.created_at,
        "due_at": message.due_at,
        "state": message.state.value,
        "attempts": message.attempts,
        "remote_id": message.remote_id,
        "detail": message.detail,
        "plain": message.plain,
        "sent_at": message.sent_at,
    }


def shared_fields(row: Row[Any]) -> dict[str, Any]:
    """Return the fields of a message that every message has, by name."""
    return {
        "channel": ChannelName(row.channel),
        "created_at": row.created_at,
        "due_at": row.due_at,
        "state": DeliveryState(row.state),
        "attempts": row.attempts,
        "remote_id": row.remote_id,
        "detail": row.detail,
        "plain": row.plain,
        "sent_at": row.sent_at,
    }
