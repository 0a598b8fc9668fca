"""Outcomes: what one attempt to deliver makes of its message; decides, touches nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from domain.alert import ChannelMessage, Delivered, DeliveryState
from domain.errors import (
    DeliveryDelayed,
    DeliveryError,
    MessageRefused,
    RecipientAway,
    RecipientGone,
    RecipientMoved,
)
from domain.patience import TRIED_AGAIN_AFTER, once_more

if TYPE_CHECKING:
    from datetime import datetime

    from domain.alert import OutboxMessage
    from domain.digest import DigestMessage
    from domain.patience import Unreached
    from domain.subscriber import Subscriber

Outcome: TypeAlias = Delivered | DeliveryError
"""What a channel returned or raised."""

Message = TypeVar("Message", bound=ChannelMessage)


@dataclass(frozen=True, slots=True)
class Result:
    """What one attempt changes.

    Attributes:
        message: in its new state. at: of the outcome (UTC).
        named: ids of uncertain messages that have now been named to the subscriber.
    """

    message: OutboxMessage | DigestMessage
    subscriber: Subscriber
    outcome: Outcome
    at: datetime
    named: tuple[str, ...] = ()

    @property
    def is_to_be_sent_plain(self) -> bool:
        """Whether the channel refused the markup and the same message is to follow without it."""
        return isinstance(self.outcome, MessageRefused) and self.message.state is DeliveryState.DUE

    @property
    def counted_as(self) -> str:
        """Under which name of ``DeliverySummary`` the attempt counts; empty while its plain form is to follow."""
        match self.outcome:
            case Delivered():
                name = "sent"
            case DeliveryDelayed() | RecipientAway():
                name = "delayed"
            case RecipientGone():
                name = "gone"
            case RecipientMoved():
                name = "moved"
            case MessageRefused():
                name = "" if self.is_to_be_sent_plain else "refused"
            case _:
                name = "uncertain"
        return name


def patient(outcome: Outcome, unreached: Unreached | None, now: datetime) -> Outcome:
    """Return an outcome as it is to be taken: one refusal is no proof that nobody is there (design rule 25).

    Args:
        outcome: of the attempt. unreached: how often the recipient refused before. now: UTC.
    """
    if not isinstance(outcome, RecipientGone):
        return outcome
    refused = once_more(unreached, now)
    return outcome if refused.is_believed(now) else RecipientAway(str(outcome), refused, now + TRIED_AGAIN_AFTER)


def after(message: Message, outcome: Outcome, now: datetime) -> Message:
    """Return the message as an outcome leaves it.

    Args:
        message: as claimed. outcome: of the attempt. now: UTC.
    """
    match outcome:
        case Delivered(remote_id):
            changed = replace(message, state=DeliveryState.SENT, remote_id=remote_id, sent_at=now)
        case DeliveryDelayed(retry_at=retry_at) | RecipientAway(retry_at=retry_at):
            changed = replace(message, state=DeliveryState.DUE, due_at=retry_at)
        case RecipientMoved():
            changed = replace(message, state=DeliveryState.DUE, due_at=now)
        case RecipientGone():
            changed = replace(message, state=DeliveryState.CANCELLED)
        case MessageRefused() if not message.plain:
            changed = replace(message, state=DeliveryState.DUE, due_at=now, plain=True)
        case MessageRefused():
            changed = replace(message, state=DeliveryState.REFUSED)
        case _:
            # Whatever else happened may have happened after the message had arrived.
            changed = replace(message, state=DeliveryState.UNCERTAIN)
    detail = "" if isinstance(outcome, Delivered) else str(outcome)
    return replace(changed, attempts=message.attempts + 1, detail=detail)
