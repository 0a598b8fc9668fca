"""Alert and outbox: what must be told is a row before it is a message."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from datetime import datetime

    from domain.development import Development, DevelopmentId
    from domain.grouping import Revision
    from domain.subscriber import ChannelName, Subscriber, SubscriberId

MessageId = NewType("MessageId", str)


class DeliveryState(StrEnum):
    """Where an outbox message stands."""

    DUE = "due"
    SENDING = "sending"
    """Handed to the channel; found in this state after a crash it becomes UNCERTAIN."""
    SENT = "sent"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    """May have arrived: never sent again by itself; the next message to the chat names it."""
    CANCELLED = "cancelled"
    """The subscriber stopped or cannot be reached."""


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """One development revision to be told to one subscriber through one channel; that tuple is unique.

    Attributes:
        id: made from the unique tuple, so recording twice is harmless.
        due_at: not to be sent before (UTC).
        remote_id: the channel's identifier of the delivered message.
        plain: send without markup (the channel refused the markup once).
        named: whether a later message has already named this uncertain one.
        sent_at: when the channel took it (UTC).
    """

    id: MessageId
    development_id: DevelopmentId
    revision: int
    subscriber_id: SubscriberId
    channel: ChannelName
    created_at: datetime
    due_at: datetime
    state: DeliveryState = DeliveryState.DUE
    attempts: int = 0
    remote_id: str | None = None
    detail: str = ""
    plain: bool = False
    named: bool = False
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """All that is needed to write one message: the row, whom it is for and what it tells."""

    message: OutboxMessage
    subscriber: Subscriber
    development: Development
    uncertain: tuple[OutboxMessage, ...] = ()
    """Earlier messages to this subscriber that may not have arrived and were not yet named."""
    revised: Revision | None = None
    """What changed, where the message tells of a revision after the first."""
    reports: tuple[tuple[str, str, str], ...] = ()
    """(source name, headline, url) of every report, lead first, where the subscriber hides outlets."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The channel accepted the message."""

    remote_id: str
