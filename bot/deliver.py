"""Deliver: outbox to channels, one message at a time, each result stored.

::

    rows that wait
      | fold       lot by lot: what goes alone, what goes as a digest, what waits on (bot/folding.py)
    rows that go now, by chat; the next lot is read while these are sent
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
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from bot.folding import fold
from bot.group_commit import GroupCommit
from bot.messages import named_now
from bot.outcomes import Outcome, Result, after, patient
from bot.pacing import Rank, Turn
from bot.queueing import Feeder
from bot.recipients import follow_recipient
from domain.alert import DeliveryState
from domain.digest import Digest, DigestMessage
from domain.errors import (
    DeliveryDelayed,
    DeliveryError,
    DeliveryUncertain,
    RecipientAway,
    RecipientGone,
    RecipientMoved,
    StorageError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.channels.parts import TellingChannel
    from bot.folding import Message
    from bot.pacing import Pace
    from bot.queueing import Queue
    from domain.alert import Alert
    from domain.ports import Clock
    from domain.subscriber import ChannelName
    from domain.unit_of_work import OpenUnitOfWork, UnitOfWork

log = logging.getLogger(__name__)

GRACE = 3.0
"""Seconds that a message in flight is given to end when the process is told to stop."""

ROUND = 20.0
"""Seconds of a round. A longer one keeps new messages waiting behind a backlog; at the end of each a moment is lost."""

AT_A_TIME = 8
"""Messages under way at the same time, through each channel."""

UNPACED = 1000
"""Messages of a round where no limit says how many can be sent."""

_ENDS_THE_QUEUE = (DeliveryDelayed, RecipientAway, RecipientGone, RecipientMoved)
"""After these nothing more goes to the chat in this round: order is kept, and a wait asked for is respected."""


@dataclass(frozen=True, slots=True)
class DeliverySummary:
    """How many messages came to what.

    Attributes:
        sent: accepted by their channel. delayed: surely not delivered, to be tried again.
        refused: set aside, also without markup. uncertain: may have arrived. gone: recipient cannot be reached.
        moved: recipient has another address now, to be tried again.
        in_time: whether everything that could go did; otherwise the round ended by its time, or a chat waits for more
            than a round takes, and the next is to follow at once.
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


async def deliver_due(parts: DeliveryParts, *, seconds: float = ROUND) -> DeliverySummary:
    """Deliver what is due.

    Args:
        parts: what delivery works with.
        seconds: after which no turn is taken any more; what is left stays due for the next round, so that a long
            backlog does not keep new messages waiting.

    Raises:
        StorageError: the database cannot be used; nothing is lost.
    """
    done, in_time = await _round(parts, seconds)
    return _summed(done, in_time=in_time)


async def deliver_all(parts: DeliveryParts) -> DeliverySummary:
    """Deliver round after round until nothing more can be sent now; for one-off runs.

    Raises:
        StorageError: the database cannot be used; nothing is lost.
    """
    total: Counter[str] = Counter()
    while done := (await _round(parts, seconds=120.0))[0]:
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


async def _round(parts: DeliveryParts, seconds: float) -> tuple[Counter[str], bool]:
    """Deliver for some time; return what came of it, and whether everything that could go did."""
    await _settle(dict(parts.unsaved), parts)
    this, now = _Round(parts, seconds), parts.clock.now()
    feeder = Feeder(
        read=lambda busy: fold(parts.open_unit_of_work, parts.channels, now, this.most, busy),
        deliver=lambda queue: _deliver_queue(queue, parts, this),
        is_over=lambda: this.is_over,
    )
    try:
        has_more = await feeder.feed()
        # With return_exceptions every queue has ended by then, whatever happened to another.
        done = await asyncio.gather(*feeder.begun, return_exceptions=True)
    except StorageError:
        # What is on its way comes to its end all the same, so that none of it becomes uncertain.
        await asyncio.gather(*feeder.begun, return_exceptions=True)
        raise
    except BaseException:
        for task in feeder.begun:
            task.cancel()
        await asyncio.gather(*feeder.begun, return_exceptions=True)
        raise
    total: Counter[str] = Counter()
    for each in done:
        if isinstance(each, BaseException):
            raise each
        total += each
    if total:
        log.info("delivery: %s", ", ".join(f"{count} {outcome}" for outcome, count in sorted(total.items())))
    return total, not this.is_over and not (has_more and total)


class _Round:
    """The time and the places of one round.

    Args:
        seconds: after which no turn is taken any more.
    """

    def __init__(self, parts: DeliveryParts, seconds: float) -> None:
        self.most = math.ceil(seconds * max((pace.per_second for pace in parts.paces.values()), default=UNPACED))
        self.until = {name: pace.now() + seconds for name, pace in parts.paces.items()}
        self.places = {name: asyncio.Semaphore(AT_A_TIME) for name in parts.channels}
        self._ends = time.monotonic() + seconds

    @property
    def is_over(self) -> bool:
        """Whether its time has passed."""
        return time.monotonic() >= self._ends


async def _deliver_queue(queue: Queue, parts: DeliveryParts, this: _Round) -> Counter[str]:
    counted: Counter[str] = Counter()
    waiting = deque(queue.messages)
    while waiting and (turn := await _turn(queue, waiting[0], parts, this)):
        # Who waits for a turn holds none of the places.
        with turn:
            async with this.places[queue.channel]:
                result = await _unbroken(waiting[0], parts, turn)
        if result is None or not result.is_to_be_sent_plain:
            waiting.popleft()
        if result is not None:
            counted.update(filter(None, [result.counted_as]))
            if isinstance(result.outcome, _ENDS_THE_QUEUE):
                _hold(queue, result.outcome, parts)
                break
    return counted


async def _turn(queue: Queue, message: Message, parts: DeliveryParts, this: _Round) -> Turn | None:
    """Wait for the chat's turn; None where it is too far away."""
    pace = parts.paces.get(queue.channel)
    if pace is None:
        return None if this.is_over else Turn()
    if pace.is_held(queue.chat):
        # The message that was delayed is not due before the hold ends; what is younger waits behind it.
        return None
    rank = Rank.DIGEST if isinstance(message, DigestMessage) else Rank.ALERT
    return await pace.turn(queue.chat, is_group=queue.is_group, rank=rank, until=this.until[queue.channel])


def _hold(queue: Queue, outcome: Outcome, parts: DeliveryParts) -> None:
    pace = parts.paces.get(queue.channel)
    if pace is not None and isinstance(outcome, DeliveryDelayed):
        pace.hold(queue.chat, (outcome.retry_at - parts.clock.now()).total_seconds(), asked=outcome.asked)


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
    said = await _send(claimed, parts.channels[claimed.message.channel])
    turn.end()
    now = parts.clock.now()
    outcome = patient(said, claimed.subscriber.unreached, now)
    message = after(claimed.message, outcome, now)
    named = tuple(each.id for each in named_now(claimed)) if message.state is DeliveryState.SENT else ()
    result = Result(message, claimed.subscriber, outcome, now, named)
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
        follow_recipient(result.subscriber, result.outcome, work, result.at)


def _log(result: Result) -> None:
    message, outcome = result.message, result.outcome
    if isinstance(outcome, DeliveryError):
        named = f"message {message.id} to {message.channel} subscriber {message.subscriber_id}"
        log.warning("%s: %s: %s", named, type(outcome).__name__, outcome)
