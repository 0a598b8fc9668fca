"""Alert and outbox: what must be told is a row before it is a message."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, NewType

from domain.telling import Urgency

if TYPE_CHECKING:
    from datetime import datetime

    from domain.development import Development, DevelopmentId, Stage
    from domain.digest import DigestId
    from domain.grouping import Revision
    from domain.moment import Moment
    from domain.subscriber import ChannelName, Subscriber, SubscriberId
    from domain.telling import DigestKind

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
    FOLDED = "folded"
    """Told by a digest: its fate is that of the digest."""
    CANCELLED = "cancelled"
    """The subscriber stopped or cannot be reached, what it told stands no more, or no editor reviewed it in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelMessage:
    """What every message has that a channel is to take, whatever it tells.

    Attributes:
        due_at: not to be sent before (UTC).
        attempts: how often it was tried. detail: why the last attempt failed, empty where it did not.
        remote_id: the channel's identifier of the delivered message.
        plain: send without markup (the channel refused the markup once).
        sent_at: when the channel took it (UTC).
    """

    channel: ChannelName
    created_at: datetime
    due_at: datetime
    state: DeliveryState = DeliveryState.DUE
    attempts: int = 0
    remote_id: str | None = None
    detail: str = ""
    plain: bool = False
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutboxMessage(ChannelMessage):
    """One development revision to be told to one subscriber through one channel; that tuple is unique.

    Attributes:
        id: made from the unique tuple, so recording twice is harmless.
        named: whether a later message has already named this uncertain one.
        urgency: whether it is to go at once or in a digest. held_for: the digest it waits for, None = none yet.
        digest_id: the part of a digest that tells it, None = it goes by itself.
    """

    id: MessageId
    development_id: DevelopmentId
    revision: int
    subscriber_id: SubscriberId
    named: bool = False
    urgency: Urgency = Urgency.AT_ONCE
    held_for: DigestKind | None = None
    digest_id: DigestId | None = None


class UncertainMessage(NamedTuple):
    """A message of any kind that may not have arrived, as the next one to its chat names it."""

    id: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was known of a storyline before: the stage of its development before this one, and when it was told."""

    stage: Stage
    published: Moment


@dataclass(frozen=True, slots=True)
class Alert:
    """All that is needed to write one message: the row, whom it is for and what it tells."""

    message: OutboxMessage
    subscriber: Subscriber
    development: Development
    uncertain: tuple[UncertainMessage, ...] = ()
    """Earlier messages to this subscriber that may not have arrived and were not yet named."""
    revised: Revision | None = None
    """What changed, where the message tells of a revision after the first."""
    reports: tuple[tuple[str, str, str], ...] = ()
    """(source name, headline, url) of every report, lead first, where the subscriber hides outlets."""
    reviewed: bool = False
    """Whether an editor accepted what it tells."""
    withdrawn: str | None = None
    """The editors' reason where they rejected what it tells, None where it stands."""
    translation: str = ""
    """The headline in the reader's language, made by a machine; empty where there is none or none is needed."""
    earlier: Earlier | None = None
    """What stood before, None where nothing did or the message tells what changed."""
    reply_to: str = ""
    """The channel's identifier of the first message to this subscriber about it, where this one is a later one."""
    muted: bool = False
    """Whether the subscriber muted its storyline."""


class MessageKind(StrEnum):
    """What a message is, for operators who are told of it."""

    ALERT = "alert"
    DIGEST = "digest"
    LETTER = "letter"
    """A digest by mail."""
    CORRECTION = "correction"
    """That something was withdrawn, reinstated or moved."""
    WEEKLY_POST = "weekly_post"
    BROADCAST = "broadcast"
    REPORT = "report"
    """A report as a file."""
    REMINDER = "reminder"
    """That messages wait for an editor."""
    OPERATORS = "operators"
    """A message to operators."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A message that its channel refused, also without markup, or that may not have arrived; operators are told of it.

    Attributes:
        subscriber_id: whom it was for; channel and address of who runs the installation and does not subscribe.
        reason: the channel's words, empty where the process ended while it was being sent.
        headline: of the development that it tells of, empty where it tells of none or of several.
    """

    message_id: str
    subscriber_id: SubscriberId
    reason: str
    headline: str = ""
    kind: MessageKind = MessageKind.ALERT


@dataclass(frozen=True, slots=True)
class Delivered:
    """The channel accepted the message."""

    remote_id: str
