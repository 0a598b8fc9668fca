"""Deliver: outbox to channels, one message at a time, each result stored.

::

    rows that wait
      | fold       one transaction: what goes alone, what goes as a digest, what waits on (bot/folding.py)
    rows that go now, by chat
      | turn       wait until the chat may get a message (bot/pacing.py); chats go side by side, a chat in order
      | claim      committed before anything is sent: SENDING; one transaction for all that claim or save just then
      | send       through the channel; its answer ends the turn
      | after      pure: what the outcome makes of the message
      | save       message, uncertain ones it named, subscriber

A process that dies between claim and save leaves SENDING, which its successor turns into UNCERTAIN (``recover``):
such a message may have arrived and is never sent again by itself.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections import Counter, deque
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from bot.folding import fold
from bot.group_commit import GroupCommit
from bot.messages import named_now
from bot.outcomes import Outcome, Result, after
from bot.pacing import Rank, Turn
from domain.alert import DeliveryState
from domain.digest import Digest, DigestMessage
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
    from bot.folding import Message
    from bot.pacing import Pace
    from domain.alert import Alert
    from domain.ports import Clock
    from domain.subscriber import ChannelName, Subscriber
    from domain.unit_of_work import OpenUnitOfWork, UnitOfWork

log = logging.getLogger(__name__)

GRACE = 3.0
"""Seconds that a message in flight is given to end when the process is told to stop."""

AT_A_TIME = 8
_ENDS_THE_QUEUE = (DeliveryDelayed, RecipientGone, RecipientMoved)
"""After these nothing more goes to the chat in this round: order is kept, and a wait asked for is respected."""


@dataclass(frozen=True, slots=True)
class DeliverySummary:
    """How many messages came to what.

    Attributes:
        sent: accepted by their channel. delayed: surely not delivered, to be tried again.
        refused: set aside, also without markup. uncertain: may have arrived. gone: recipient cannot be reached.
        moved: recipient has another address now, to be tried again.
        in_time: whether everything that could go did; otherwise the round ended by its time, and the next is to follow
            at once.
    """

    sent: int = 0
    delayed: int = 0
    refused: int = 0
    uncertain: int = 0
    gone: int = 0
    moved: int = 0
    in_time: bool = field(default=True, compare=False)


@dataclass(frozen=True, slots=True)
class DeliveryParts:
    """What delivery works with; kept as long as the process lives.

    Attributes:
        paces: by channel; one without a pace (the console) is never waited for.
        unsaved: results that the database did not take; saved before anything else is sent.
        commits: where claims and results are written.
    """

    open_unit_of_work: OpenUnitOfWork
    channels: Mapping[ChannelName, TellingChannel]
    paces: Mapping[ChannelName, Pace]
    clock: Clock
    unsaved: dict[str, Result] = field(default_factory=dict)
    commits: GroupCommit = field(init=False)

    def __post_init__(self) -> None:
        """Let all that is claimed and saved at the same time share transactions."""
        object.__setattr__(self, "commits", GroupCommit(self.open_unit_of_work))


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
        seconds: after which no turn is taken any more; what is left stays due for the next round, so that a long
            backlog does not keep new messages waiting.

    Raises:
        StorageError: the database cannot be used; nothing is lost.
    """
    began = time.monotonic()
    done = await _round(parts, seconds)
    return _summed(done, in_time=time.monotonic() - began < seconds)


async def deliver_all(parts: DeliveryParts) -> DeliverySummary:
    """Deliver round after round until nothing more can be sent now; for one-off runs.

    Raises:
        StorageError: the database cannot be used; nothing is lost.
    """
    total: Counter[str] = Counter()
    while done := await _round(parts, seconds=120.0):
        total += done
    return _summed(total, in_time=True)


def _summed(done: Counter[str], *, in_time: bool) -> DeliverySummary:
    return DeliverySummary(
        sent=done["sent"],
        delayed=done["delayed"],
        refused=done["refused"],
        uncertain=done["uncertain"],
        gone=done["gone"],
        moved=done["moved"],
        in_time=in_time,
    )


async def _round(parts: DeliveryParts, seconds: float) -> Counter[str]:
    await _settle(dict(parts.unsaved), parts)
    queues = await asyncio.to_thread(_read_queues, parts)
    at_a_time = asyncio.Semaphore(AT_A_TIME)
    until = {name: pace.now() + seconds for name, pace in parts.paces.items()}
    work = (_deliver_queue(queue, parts, at_a_time, until.get(queue.channel, math.inf)) for queue in queues)
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
    messages: Sequence[Message]


def _read_queues(parts: DeliveryParts) -> list[_Queue]:
    queues: dict[tuple[ChannelName, str, bool], list[Message]] = {}
    for subscriber, messages in fold(parts.open_unit_of_work, parts.channels, parts.clock.now()):
        chat = subscriber.address.partition("/")[0]
        queues.setdefault((subscriber.channel, chat, subscriber.is_group), []).extend(messages)
    # A message that was delayed is due later than the younger ones behind it, and still goes first.
    return [_Queue(*key, sorted(queue, key=_order)) for key, queue in queues.items()]


def _order(message: Message) -> tuple[bool, datetime, int, str]:
    """Single alerts before digests, whose parts stay in order; otherwise by age."""
    is_digest = isinstance(message, DigestMessage)
    return is_digest, message.created_at, message.part if isinstance(message, DigestMessage) else 0, message.id


async def _deliver_queue(
    queue: _Queue, parts: DeliveryParts, at_a_time: asyncio.Semaphore, until: float
) -> Counter[str]:
    counted: Counter[str] = Counter()
    waiting = deque(queue.messages)
    while waiting and (turn := await _turn(queue, waiting[0], parts, until)):
        # Who waits for a turn holds none of the places.
        with turn:
            async with at_a_time:
                result = await _unbroken(waiting[0], parts, turn)
        if result is None or not result.is_to_be_sent_plain:
            waiting.popleft()
        if result is not None:
            counted.update(filter(None, [result.counted_as]))
            if isinstance(result.outcome, _ENDS_THE_QUEUE):
                _hold(queue, result.outcome, parts)
                break
    return counted


async def _turn(queue: _Queue, message: Message, parts: DeliveryParts, until: float) -> Turn | None:
    """Wait for the chat's turn; None where it is too far away."""
    pace = parts.paces.get(queue.channel)
    if pace is None:
        return Turn()
    if pace.is_held(queue.chat):
        # The message that was delayed is not due before the hold ends; what is younger waits behind it.
        return None
    rank = Rank.DIGEST if isinstance(message, DigestMessage) else Rank.ALERT
    return await pace.turn(queue.chat, is_group=queue.is_group, rank=rank, until=until)


def _hold(queue: _Queue, outcome: Outcome, parts: DeliveryParts) -> None:
    pace = parts.paces.get(queue.channel)
    if pace is not None and isinstance(outcome, DeliveryDelayed):
        pace.hold(queue.chat, (outcome.retry_at - parts.clock.now()).total_seconds())


async def _unbroken(message: Message, parts: DeliveryParts, turn: Turn) -> Result | None:
    """Make one attempt from claim to save; told to stop, let it end for GRACE seconds before it is broken off."""
    attempt = asyncio.create_task(_attempt(message, parts, turn))
    try:
        return await asyncio.shield(attempt)
    except asyncio.CancelledError:
        await asyncio.wait({attempt}, timeout=GRACE)
        attempt.cancel()
        await asyncio.gather(attempt, return_exceptions=True)
        raise


async def _attempt(due: Message, parts: DeliveryParts, turn: Turn) -> Result | None:
    claimed = await parts.commits.write(partial(_claim, due, parts.clock))
    if claimed is None:
        return None
    outcome = await _send(claimed, parts.channels[claimed.message.channel])
    turn.end()
    message = after(claimed.message, outcome, parts.clock.now())
    named = tuple(each.id for each in named_now(claimed)) if message.state is DeliveryState.SENT else ()
    result = Result(message, claimed.subscriber, outcome, named)
    _log(result)
    parts.unsaved[message.id] = result
    await _settle({message.id: result}, parts)
    return result


def _claim(due: Message, clock: Clock, work: UnitOfWork) -> Alert | Digest | None:
    if isinstance(due, DigestMessage):
        return work.digests.claim(due.id, clock.now())
    return work.outbox.claim(due.id, clock.now())


async def _send(claimed: Alert | Digest, channel: TellingChannel) -> Outcome:
    try:
        return await (channel.send_digest(claimed) if isinstance(claimed, Digest) else channel.send(claimed))
    except DeliveryError as error:
        return error
    except asyncio.CancelledError:
        return DeliveryUncertain("the process stopped while the message was being sent")
    except Exception as error:
        # One of the three places that catch everything (architecture: errors): one message never stops the rest.
        log.exception("message %s: a fault of ours while sending", claimed.message.id)
        return DeliveryUncertain(f"a fault of ours while sending ({type(error).__name__}), see the log")


async def _settle(results: Mapping[str, Result], parts: DeliveryParts) -> None:
    if results:
        await parts.commits.write(partial(_save, tuple(results.values())))
    for message_id in results:
        parts.unsaved.pop(message_id, None)


def _save(results: Iterable[Result], work: UnitOfWork) -> None:
    for result in results:
        if isinstance(result.message, DigestMessage):
            work.digests.save(result.message)
        else:
            work.outbox.save(result.message)
        work.outbox.mark_named(result.named)
        follow_recipient(result.subscriber, result.outcome, work)


def follow_recipient(subscriber: Subscriber, outcome: Outcome, work: UnitOfWork) -> None:
    """Store what an attempt showed of the subscriber: cannot be reached, or has moved."""
    match outcome:
        case RecipientGone():
            work.subscribers.set_state(subscriber.id, SubscriberState.PAUSED)
        case RecipientMoved(address=address):
            if work.subscribers.find(subscriber.channel, subscriber.address) is None:
                # Their data was deleted while the message was on its way.
                return
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
