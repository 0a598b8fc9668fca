"""The columns that all tables of messages share, as values and back; see ``domain.alert.ChannelMessage``."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - mapped columns are resolved at run time
from typing import TYPE_CHECKING, Any

from sqlalchemy import update
from sqlalchemy.orm import Mapped  # noqa: TC002 - as above

from domain.alert import DeliveryState
from domain.subscriber import ChannelName

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection, Row

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


def sending_to_uncertain(connection: Connection, table: type[MessageColumns], channels: Collection[ChannelName]) -> int:
    """Turn the messages of a table that a dead process left in SENDING into UNCERTAIN; return how many."""
    left = (table.state == DeliveryState.SENDING.value, table.channel.in_([each.value for each in channels]))
    return connection.execute(update(table).where(*left).values(state=DeliveryState.UNCERTAIN.value)).rowcount


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
