"""Deliver: outbox to channels, one message at a time, each result stored.

::

    rows due, by chat
      | turn       wait until the chat may get a message (bot/pacing.py); chats go side by side, a chat in order
      | claim      one transaction: SENDING
      | send       through the channel
      | after      pure: what the outcome makes of the message
      | save       one transaction: message, uncertain ones it named, subscriber

A process that dies between claim and save leaves SENDING, which its successor turns into UNCERTAIN (``recover``):
such a message may have arrived and is never sent again by itself.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections import Counter, deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from bot.messages import named_now
from bot.outcomes import Outcome, Result, after
from domain.alert import DeliveryState
from domain.errors import (
    DeliveryDelayed,
    DeliveryError,
    DeliveryUncertain,
    RecipientGone,
    RecipientMoved,
)
from domain.subscriber import SubscriberState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.channels.parts import TellingChannel
    from bot.pacing import Pace
    from domain.alert import Alert, MessageId, OutboxMessage
    from domain.ports import Channel, Clock, OpenUnitOfWork, UnitOfWork
    from domain.subscriber import ChannelName

log = logging.getLogger(__name__)

GRACE = 3.0
"""Seconds that a message in flight is given to end when the process is told to stop."""

AT_A_TIME = 8
_ROWS = 500
_ENDS_THE_QUEUE = (DeliveryDelayed, RecipientGone, RecipientMoved)
"""After these nothing more goes to the chat in this round: order is kept, and a wait asked for is respected."""


@dataclass(frozen=True, slots=True)
class DeliverySummary:
    """How many messages came to what.

    Attributes:
        sent: accepted by their channel. delayed: surely not delivered, to be tried again.
        refused: set aside, also without markup. uncertain: may have arrived. gone: recipient cannot be reached.
        moved: recipient has another address now, to be tried again.
    """

    sent: int = 0
    delayed: int = 0
    refused: int = 0
    uncertain: int = 0
    gone: int = 0
    moved: int = 0


@dataclass(frozen=True, slots=True)
class DeliveryParts:
    """What delivery works with; kept as long as the process lives.

    Attributes:
        paces: by channel; one without a pace (the console) is never waited for.
        unsaved: results that the database did not take; saved before anything else is sent.
    """

    open_unit_of_work: OpenUnitOfWork
    channels: Mapping[ChannelName, TellingChannel]
    paces: Mapping[ChannelName, Pace]
    clock: Clock
    unsaved: dict[MessageId, Result] = field(default_factory=dict)


def recover(parts: DeliveryParts) -> int:
    """Turn what a dead process left in SENDING into UNCERTAIN; for the start, once the role is held.

    Returns:
        How many there were.
    """
    with parts.open_unit_of_work() as work:
        found = work.outbox.sending_to_uncertain(tuple(parts.channels))
        work.commit()
    if found:
        log.warning("%d messages were in flight when the last process ended; they may have arrived", found)
    return found


async def deliver_due(parts: DeliveryParts, *, seconds: float = 10.0) -> DeliverySummary:
    """Deliver what is due.

    Args:
        parts: what delivery works with.
        seconds: no chat waits for its turns longer than this in all; what is left stays due for the next round,
            so that a chat with a long backlog does not keep new messages of others waiting.

    Raises:
        StorageError: the database cannot be used; nothing is lost.
    """
    return DeliverySummary(**await _round(parts, seconds))


async def deliver_all(parts: DeliveryParts) -> DeliverySummary:
    """Deliver round after round until nothing more can be sent now; for one-off runs.

    Raises:
        StorageError: the database cannot be used; nothing is lost.
    """
    total: Counter[str] = Counter()
    while done := await _round(parts, seconds=120.0):
        total += done
    return DeliverySummary(**total)


async def _round(parts: DeliveryParts, seconds: float) -> Counter[str]:
    await _settle(dict(parts.unsaved), parts)
    queues = await asyncio.to_thread(_read_queues, parts)
    at_a_time = asyncio.Semaphore(AT_A_TIME)
    work = (_deliver_queue(queue, parts, at_a_time, seconds) for queue in queues)
    done = await asyncio.gather(*work, return_exceptions=True)
    # With return_exceptions every queue has ended by now, whatever happened to another.
    total: Counter[str] = Counter()
    for each in done:
        if isinstance(each, BaseException):
            raise each
        total += each
    if total:
        log.info("delivery: %s", ", ".join(f"{count} {outcome}" for outcome, count in sorted(total.items())))
    return total


class _Queue(NamedTuple):
    """The messages due to one chat, all topics together, because the limits are per chat."""

    channel: ChannelName
    chat: str
    is_group: bool
    message_ids: Sequence[MessageId]


def _read_queues(parts: DeliveryParts) -> list[_Queue]:
    queues: dict[tuple[ChannelName, str, bool], list[OutboxMessage]] = {}
    with parts.open_unit_of_work(writes=False) as work:
        due = work.outbox.list_due(parts.clock.now(), tuple(parts.channels), _ROWS)
        messages = [message for message in map(work.outbox.find, due) if message is not None]
        recipients = {message.subscriber_id for message in messages}
        subscribers = {subscriber_id: work.subscribers.get(subscriber_id) for subscriber_id in recipients}
    for message in messages:
        subscriber = subscribers[message.subscriber_id]
        chat = subscriber.address.partition("/")[0]
        queues.setdefault((message.channel, chat, subscriber.is_group), []).append(message)
    # A message that was delayed is due later than the younger ones behind it, and still goes first.
    return [_Queue(*key, [each.id for each in sorted(queue, key=_age)]) for key, queue in queues.items()]


def _age(message: OutboxMessage) -> tuple[datetime, MessageId]:
    return message.created_at, message.id


async def _deliver_queue(
    queue: _Queue, parts: DeliveryParts, at_a_time: asyncio.Semaphore, seconds: float
) -> Counter[str]:
    counted: Counter[str] = Counter()
    waiting = deque(queue.message_ids)
    while waiting and (seconds := await _take_turn(queue, parts, seconds)) >= 0:
        async with at_a_time:
            result = await _unbroken(waiting[0], parts)
        if result is None or not result.is_to_be_sent_plain:
            waiting.popleft()
        if result is not None:
            counted.update(filter(None, [result.counted_as]))
            if isinstance(result.outcome, _ENDS_THE_QUEUE):
                _hold(queue, result.outcome, parts)
                break
    return counted


async def _take_turn(queue: _Queue, parts: DeliveryParts, seconds: float) -> float:
    """Wait for the chat's turn; returns what is left of ``seconds``, negative where the turn is too far away."""
    pace = parts.paces.get(queue.channel)
    if pace is None:
        return seconds
    if pace.is_held(queue.chat):
        # The message that was delayed is not due before the hold ends; what is younger waits behind it.
        return -math.inf
    left = seconds - pace.wait(queue.chat, is_group=queue.is_group)
    if left >= 0:
        await pace.turn(queue.chat, is_group=queue.is_group)
    return left


def _hold(queue: _Queue, outcome: Outcome, parts: DeliveryParts) -> None:
    pace = parts.paces.get(queue.channel)
    if pace is not None and isinstance(outcome, DeliveryDelayed):
        pace.hold(queue.chat, (outcome.retry_at - parts.clock.now()).total_seconds())


async def _unbroken(message_id: MessageId, parts: DeliveryParts) -> Result | None:
    """Make one attempt from claim to save; told to stop, let it end for GRACE seconds before it is broken off."""
    attempt = asyncio.create_task(_attempt(message_id, parts))
    try:
        return await asyncio.shield(attempt)
    except asyncio.CancelledError:
        await asyncio.wait({attempt}, timeout=GRACE)
        attempt.cancel()
        await asyncio.gather(attempt, return_exceptions=True)
        raise


async def _attempt(message_id: MessageId, parts: DeliveryParts) -> Result | None:
    alert = await asyncio.to_thread(_claim, message_id, parts)
    if alert is None:
        return None
    outcome = await _send(alert, parts.channels[alert.message.channel])
    message = after(alert.message, outcome, parts.clock.now())
    named = tuple(each.id for each in named_now(alert)) if message.state is DeliveryState.SENT else ()
    result = Result(message, alert.subscriber, outcome, named)
    _log(result)
    parts.unsaved[message_id] = result
    await _settle({message_id: result}, parts)
    return result


def _claim(message_id: MessageId, parts: DeliveryParts) -> Alert | None:
    with parts.open_unit_of_work() as work:
        alert = work.outbox.claim(message_id, parts.clock.now())
        work.commit()
    return alert


async def _send(alert: Alert, channel: Channel) -> Outcome:
    try:
        return await channel.send(alert)
    except DeliveryError as error:
        return error
    except asyncio.CancelledError:
        return DeliveryUncertain("the process stopped while the message was being sent")
    except Exception as error:
        # One of the three places that catch everything (architecture: errors): one message never stops the rest.
        log.exception("message %s: a fault of ours while sending", alert.message.id)
        return DeliveryUncertain(f"a fault of ours while sending ({type(error).__name__}), see the log")


async def _settle(results: Mapping[MessageId, Result], parts: DeliveryParts) -> None:
    if results:
        await asyncio.to_thread(_save, results.values(), parts)
    for message_id in results:
        parts.unsaved.pop(message_id, None)


def _save(results: Iterable[Result], parts: DeliveryParts) -> None:
    with parts.open_unit_of_work() as work:
        for result in results:
            work.outbox.save(result.message)
            work.outbox.mark_named(result.named)
            _save_recipient(result, work)
        work.commit()


def _save_recipient(result: Result, work: UnitOfWork) -> None:
    subscriber = result.subscriber
    match result.outcome:
        case RecipientGone():
            work.subscribers.set_state(subscriber.id, SubscriberState.PAUSED)
        case RecipientMoved(address=address):
            if work.subscribers.find(subscriber.channel, address) is None:
                work.subscribers.save(replace(subscriber, address=address))
            else:
                # Somebody has subscribed the new address already: it gets its own messages.
                work.subscribers.set_state(subscriber.id, SubscriberState.PAUSED)


def _log(result: Result) -> None:
    message, outcome = result.message, result.outcome
    if isinstance(outcome, DeliveryError):
        named = f"message {message.id} to {message.channel} subscriber {message.subscriber_id}"
        log.warning("%s: %s: %s", named, type(outcome).__name__, outcome)
