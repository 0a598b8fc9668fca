"""Amendments: what a delivered message shows, when it is written anew, and replies about what editors withdrew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple, NewType, Protocol

from domain.alert import ChannelMessage
from domain.review import CorrectionKind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from domain.alert import Alert, MessageId
    from domain.development import Development, DevelopmentId
    from domain.subscriber import ChannelName, Subscriber, SubscriberId

WithdrawalReplyId = NewType("WithdrawalReplyId", str)

AMENDED_FOR = timedelta(days=14)
"""Messages older than this keep the number of reports they show; a withdrawal is shown by all."""

AMENDED_EVERY = timedelta(minutes=10)
"""A message is not written anew more often because of further reports."""

UNREAD_FOR = timedelta(hours=1)
"""Who was told longer ago has read it: a withdrawal reaches them as a reply, not by an edit alone."""


class Shown(NamedTuple):
    """What a message shows of its development: number of reports, and whether an editor accepted it."""

    reports: int
    reviewed: bool


@dataclass(frozen=True, slots=True)
class Amendment:
    """A delivered message that is to be written anew.

    Attributes:
        alert: what it is to tell now, as it would be told today.
        remote_id: the channel's identifier of the message.
    """

    alert: Alert
    remote_id: str

    @property
    def shown(self) -> Shown:
        """What the message shows once it is amended."""
        return Shown(self.alert.development.reports, self.alert.reviewed)


@dataclass(frozen=True, slots=True)
class WithdrawalReply(ChannelMessage):
    """A reply that tells a chat of a withdrawal: claimed, sent and saved as alerts are.

    Attributes:
        id: made of subscriber, development and time of withdrawal, so planning twice is harmless.
        reply_to: the channel's identifier of the message that told of the development.
        reason: the editors' words. kind: what it says; one about a withdrawal, unless told otherwise.
        named: whether a later message has named this uncertain one, or its reader asked to be shown it again.
    """

    id: WithdrawalReplyId
    subscriber_id: SubscriberId
    development_id: DevelopmentId
    reply_to: str
    reason: str
    kind: CorrectionKind = CorrectionKind.WITHDRAWN
    named: bool = False


@dataclass(frozen=True, slots=True)
class ClaimedReply:
    """All that is needed to write a reply."""

    message: WithdrawalReply
    subscriber: Subscriber
    development: Development


class AmendmentRepository(Protocol):
    """What delivered messages show, and replies about withdrawals."""

    def list_stale(self, now: datetime, channels: Collection[ChannelName], limit: int) -> Sequence[Amendment]:
        """Return messages that show less, or more, than is true of their developments, longest unchanged first.

        Of several messages about one development to one subscriber only the last is kept up to date; a withdrawal is
        shown by all of them.
        """
        ...

    def find(self, message_id: MessageId) -> Alert | None:
        """Return what a message tells as it would be told now, None where there is no such message."""
        ...

    def mark(self, amendment: Amendment, not_before: datetime) -> None:
        """Note what a message shows now, and before when (UTC) it is not amended again."""
        ...

    def postpone(self, message_id: MessageId, until: datetime) -> None:
        """Let a message be as it is until a moment (UTC)."""
        ...

    def set_aside(self, amendment: Amendment) -> None:
        """Note that a message cannot be amended any more."""
        ...

    def replies_wanted(self, channels: Collection[ChannelName]) -> bool:
        """Whether a withdrawal, or its undoing, may ask for a reply to be stored or cancelled."""
        ...

    def plan_replies(self, now: datetime, channels: Collection[ChannelName]) -> int:
        """Store the replies that withdrawals ask for, each once; return how many are new.

        Who has an alert for an hour gets one, and whoever was told in a digest, which is not amended. A reply that was
        not sent yet is cancelled where the withdrawal was undone.
        """
        ...

    def letters_wanted(self, now: datetime, channels: Collection[ChannelName]) -> bool:
        """Whether readers of letters are to be told of a correction, or one that waits is no longer true."""
        ...

    def plan_letters(self, now: datetime, due_at: datetime, channels: Collection[ChannelName]) -> int:
        """Store what readers of letters are to be told of corrections, each once; return how many are new.

        A letter cannot be amended: whoever was told by one hears of withdrawals, of those taken back, and of
        developments that were moved to another paragraph.
        """
        ...

    def list_replies(
        self, now: datetime, channels: Collection[ChannelName]
    ) -> Sequence[tuple[WithdrawalReply, Subscriber]]:
        """Return the replies due, oldest first, and whom they are for."""
        ...

    def claim_reply(self, reply_id: WithdrawalReplyId, now: datetime) -> ClaimedReply | None:
        """Mark a due reply SENDING and return all that is needed to write it; None if it is no longer due."""
        ...

    def find_reply(self, reply_id: WithdrawalReplyId) -> WithdrawalReply | None:
        """Return one reply, or None."""
        ...

    def save_reply(self, reply: WithdrawalReply) -> None:
        """Store the new state of a reply; nothing where the subscriber's data was deleted meanwhile."""
        ...

    def sending_to_uncertain(self, channels: Collection[ChannelName]) -> int:
        """Turn replies that a dead process left in SENDING into UNCERTAIN; return how many."""
        ...


class MuteRepository(Protocol):
    """Storylines of which subscribers want to hear nothing more."""

    def set(self, subscriber_id: SubscriberId, development_id: DevelopmentId, now: datetime) -> None:
        """Mute the storyline of a development; what waits of it is cancelled."""
        ...

    def clear(self, subscriber_id: SubscriberId, development_id: DevelopmentId) -> None:
        """Let the storyline of a development be heard again."""
        ...

    def covers(self, subscriber_id: SubscriberId, development_id: DevelopmentId) -> bool:
        """Whether a subscriber muted the storyline of a development.

        A storyline is that of the muted development as it is now: what is merged with it, or found to belong to it, is
        muted as well.
        """
        ...

    def cancel(self, now: datetime, subscriber_ids: Collection[SubscriberId]) -> int:
        """Cancel what is due of storylines that these subscribers muted; return how many messages."""
        ...
