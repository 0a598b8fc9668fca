"""Digest: several developments in one message, or in a few where one cannot hold them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NewType, Protocol

from domain.alert import ChannelMessage

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from domain.alert import MessageId, UncertainMessage
    from domain.development import Development, DevelopmentId
    from domain.grouping import Revision
    from domain.subscriber import ChannelName, Subscriber, SubscriberId
    from domain.telling import DigestKind, Held, Waiting

DigestId = NewType("DigestId", str)


@dataclass(frozen=True, slots=True)
class DigestMessage(ChannelMessage):
    """One part of a digest, which is one message: claimed, sent and saved as alerts are.

    Attributes:
        id: made of the messages that it carries, so folding twice is harmless.
        part, parts: which one it is, from 1, and of how many. chart: it is the picture that opens a weekly digest.
        named: whether a later message has named this uncertain one.
    """

    id: DigestId
    subscriber_id: SubscriberId
    kind: DigestKind
    part: int
    parts: int
    chart: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One development of a digest.

    Attributes:
        messages: the outbox rows that it stands for, all of this development.
        revised: what the last of them changed, None where it tells of the development for the first time.
        reports: (source name, headline, url) of every report, lead first, where the subscriber hides outlets.
        translation: the headline in the reader's language, made by a machine; empty where none is there or needed.
        reviewed_late: whether its message had lapsed before an editor accepted it.
    """

    messages: tuple[MessageId, ...]
    development: Development
    revised: Revision | None = None
    reports: tuple[tuple[str, str, str], ...] = ()
    translation: str = ""
    reviewed_late: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """All that is needed to write one part of a digest.

    Attributes:
        items: in the order of the message. more: developments that a very long digest only counts.
        uncertain: earlier messages to this subscriber that may not have arrived and were not yet named.
    """

    message: DigestMessage
    subscriber: Subscriber
    items: tuple[DigestItem, ...]
    more: int = 0
    uncertain: tuple[UncertainMessage, ...] = ()


@dataclass(frozen=True, slots=True)
class DigestPart:
    """A part that is to be stored, with the messages it carries.

    Attributes:
        shown: told in full, in this order. counted: told by their number only.
    """

    message: DigestMessage
    shown: tuple[MessageId, ...]
    counted: tuple[MessageId, ...] = ()


class DigestRepository(Protocol):
    """What waits for each subscriber, and digests with their state."""

    def subscribers_due(self, now: datetime, channels: Collection[ChannelName]) -> Sequence[SubscriberId]:
        """Return the subscribers to whom a message or a digest is due through these channels, the oldest first."""
        ...

    def list_waiting(self, subscriber_ids: Collection[SubscriberId]) -> Mapping[SubscriberId, Sequence[Waiting]]:
        """Return every message that was not sent yet of these subscribers, the oldest first."""
        ...

    def told_since(self, subscriber_id: SubscriberId, since: datetime) -> int:
        """Return how many single alerts went out, or may have, to a subscriber since a moment."""
        ...

    def hold(self, held: Collection[Held]) -> None:
        """Let messages wait on."""
        ...

    def look_again(self, subscriber_id: SubscriberId, now: datetime) -> None:
        """Let it be decided anew about everything that waits and was never tried; for a changed timing."""
        ...

    def gather(self, subscriber_id: SubscriberId, now: datetime) -> None:
        """Let everything that could go now (UTC) come in one digest; for a subscriber who is back."""
        ...

    def release_pause(self, subscriber_id: SubscriberId, now: datetime) -> None:
        """Make due what a pause held; for one that ends before its time."""
        ...

    def items(self, message_ids: Sequence[MessageId]) -> Sequence[DigestItem]:
        """Return what these messages tell, by development, without what editors rejected or merged."""
        ...

    def add(self, parts: Collection[DigestPart]) -> None:
        """Store new parts and fold the messages that they carry."""
        ...

    def cancel(self, message_ids: Collection[MessageId]) -> None:
        """Cancel messages of what no longer stands."""
        ...

    def list_due(self, now: datetime, subscriber_ids: Collection[SubscriberId]) -> Sequence[DigestMessage]:
        """Return parts that are due to these subscribers, oldest first, in order of their parts."""
        ...

    def claim(self, digest_id: DigestId, now: datetime) -> Digest | None:
        """Mark a due part SENDING and return all that is needed to write it; None if it is no longer due."""
        ...

    def save(self, message: DigestMessage) -> None:
        """Store the new state of a part; nothing where the subscriber's data was deleted meanwhile."""
        ...

    def find(self, digest_id: DigestId) -> DigestMessage | None:
        """Return one part, or None."""
        ...

    def carrying(self, development_id: DevelopmentId, subscriber_id: SubscriberId) -> Sequence[DigestMessage]:
        """Return the parts that told, or are to tell, a subscriber of a development."""
        ...
