"""Recipients: what an attempt to deliver showed of whom it was for, and that somebody is back; stored."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from domain.alert import Delivered
from domain.errors import RecipientAway, RecipientGone, RecipientMoved
from domain.subscriber import SubscriberState

if TYPE_CHECKING:
    from datetime import datetime

    from bot.outcomes import Outcome
    from domain.subscriber import Subscriber
    from domain.unit_of_work import UnitOfWork


def follow_recipient(subscriber: Subscriber, outcome: Outcome, work: UnitOfWork, now: datetime) -> None:
    """Store what an attempt showed of the subscriber: reached, refusing, gone or moved.

    Args:
        subscriber: as known when the message was claimed. outcome: as ``patient`` takes it. now: UTC.
    """
    match outcome:
        case Delivered() if subscriber.unreached is not None:
            work.patience.note_reached([subscriber.id], now)
        case RecipientAway(unreached=unreached, retry_at=retry_at):
            work.patience.note_unreached(subscriber.id, unreached, retry_at)
        case RecipientGone():
            work.subscribers.set_state(subscriber.id, SubscriberState.PAUSED)
        case RecipientMoved(address=address):
            _move(subscriber, address, work)


def let_back(known: Subscriber, work: UnitOfWork, now: datetime) -> None:
    """Let a subscriber hear again, and have what waited for them; in one digest where they were away.

    Args:
        known: as they were until now. now: UTC.
    """
    work.subscribers.set_state(known.id, SubscriberState.ACTIVE)
    work.patience.note_reached([known.id], now)
    if known.state is SubscriberState.PAUSED:
        work.digests.gather(known.id, now)


def _move(subscriber: Subscriber, address: str, work: UnitOfWork) -> None:
    if work.subscribers.find(subscriber.channel, subscriber.address) is None:
        # Their data was deleted while the message was on its way.
        return
    if work.subscribers.find(subscriber.channel, address) is None:
        work.subscribers.save(replace(subscriber, address=address))
    else:
        # Somebody has subscribed the new address already: it gets its own messages.
        work.subscribers.set_state(subscriber.id, SubscriberState.PAUSED)
