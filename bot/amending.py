"""Amending: delivered messages are kept true, and chats hear of what editors withdrew; after the sends of a round.

::

    one transaction: replies that withdrawals ask for become rows
      | read       messages that show less, or more, than is true now; replies that are due
    by chat, edits before replies
      | turn       as for sends (bot/pacing.py)
      | edit       idempotent, so it is simply tried again; one that cannot be edited is set aside
      | reply      claimed, sent and saved as alerts are: never twice, an uncertain one never again

A process that dies while it replies leaves SENDING, which its successor turns into UNCERTAIN (``recover_replies``).
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.channels.parts import AmendingChannel
from bot.outcomes import Outcome, after, patient
from bot.pacing import Rank, Turn
from bot.recipients import follow_recipient
from bot.replies.withdrawn import withdrawal_reply
from domain.amendment import AMENDED_EVERY, Amendment
from domain.errors import (
    DeliveryDelayed,
    DeliveryError,
    DeliveryUncertain,
    MessageRefused,
    RecipientAway,
    RecipientGone,
    RecipientMoved,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.deliver import DeliveryParts
    from domain.amendment import ClaimedReply, WithdrawalReply
    from domain.subscriber import ChannelName, Subscriber

log = logging.getLogger(__name__)

AMENDED_AT_ONCE = 60
"""Messages of one round: about what Telegram takes in two seconds, so that no send waits long for edits."""

AT_A_TIME = 8
AGAIN_AFTER = timedelta(minutes=1)
"""An edit that may have been made is made once more after so long."""

_ENDS_THE_QUEUE = (DeliveryDelayed, RecipientAway, RecipientGone, RecipientMoved)
_LOST = (MessageRefused, RecipientGone, RecipientMoved)
"""After these the message will never be amended: it was deleted, is too old, or its chat is closed or another."""


def recover_replies(parts: DeliveryParts) -> int:
    """Turn replies that a dead process left in SENDING into UNCERTAIN; for the start, once the role is held.

    Returns:
        How many there were.
    """
    with parts.open_unit_of_work() as work:
        found = work.amendments.sending_to_uncertain(tuple(parts.channels))
        work.commit()
    if found:
        log.warning("%d replies about withdrawals were in flight when the last process ended", found)
    return found


async def amend_due(parts: DeliveryParts, *, seconds: float = 2.0) -> Counter[str]:
    """Amend what is no longer true, and reply where that was read long ago.

    Args:
        parts: what delivery works with.
        seconds: after which no turn is taken any more; what is left is seen to in the next round.

    Returns:
        How many were amended, set aside, put off and replied to.

    Raises:
        StorageError: the database cannot be used; nothing is lost.
    """
    channels = {name: channel for name, channel in parts.channels.items() if isinstance(channel, AmendingChannel)}
    if not channels:
        return Counter()
    queues = await asyncio.to_thread(_read_queues, parts, channels)
    at_a_time = asyncio.Semaphore(AT_A_TIME)
    until = {name: pace.now() + seconds for name, pace in parts.paces.items()}
    work = (
        _work_through(queue, channels[queue.channel], parts, at_a_time, until.get(queue.channel, math.inf))
        for queue in queues
    )
    done = await asyncio.gather(*work, return_exceptions=True)
    total: Counter[str] = Counter()
    for each in done:
        if isinstance(each, BaseException):
            raise each
        total += each
    if total:
        log.info("amendments: %s", ", ".join(f"{count} {what}" for what, count in sorted(total.items())))
    return total


@dataclass(slots=True)
class _Queue:
    """What one chat is to get, all topics together, because the limits are per chat."""

    channel: ChannelName
    chat: str
    is_group: bool
    due: list[Amendment | WithdrawalReply] = field(default_factory=list)


def _read_queues(parts: DeliveryParts, channels: Mapping[ChannelName, AmendingChannel]) -> list[_Queue]:
    now, names = parts.clock.now(), tuple(channels)
    with parts.open_unit_of_work(writes=False) as work:
        stale = work.amendments.list_stale(now, names, AMENDED_AT_ONCE)
        planned = work.amendments.replies_wanted(names)
        replies = work.amendments.list_replies(now, names)
    if planned:
        with parts.open_unit_of_work() as work:
            work.amendments.plan_replies(now, names)
            work.commit()
            replies = work.amendments.list_replies(now, names)
    queues: dict[tuple[ChannelName, str], _Queue] = {}
    for amendment in stale:
        _queue_of(amendment.alert.subscriber, queues).due.append(amendment)
    for reply, subscriber in replies:
        _queue_of(subscriber, queues).due.append(reply)
    return list(queues.values())


def _queue_of(subscriber: Subscriber, queues: dict[tuple[ChannelName, str], _Queue]) -> _Queue:
    chat = subscriber.address.partition("/")[0]
    return queues.setdefault((subscriber.channel, chat), _Queue(subscriber.channel, chat, subscriber.is_group))


async def _work_through(
    queue: _Queue, channel: AmendingChannel, parts: DeliveryParts, at_a_time: asyncio.Semaphore, until: float
) -> Counter[str]:
    counted: Counter[str] = Counter()
    for place, due in enumerate(queue.due):
        if (turn := await _turn(queue, parts, until)) is None:
            pace = parts.paces.get(queue.channel)
            if pace is not None and pace.is_held(queue.chat):
                await asyncio.to_thread(_put_off, queue.due[place:], parts)
            break
        with turn:
            async with at_a_time:
                if isinstance(due, Amendment):
                    outcome, what = await _amend(due, channel, parts)
                else:
                    outcome, what = await _reply(due, channel, parts)
        counted.update(filter(None, [what]))
        if isinstance(outcome, _ENDS_THE_QUEUE):
            _hold(queue, outcome, parts)
            break
    return counted


def _put_off(due: list[Amendment | WithdrawalReply], parts: DeliveryParts) -> None:
    """Let others go first in the next rounds: a chat that has to wait must not fill them."""
    until = parts.clock.now() + AGAIN_AFTER
    with parts.open_unit_of_work() as work:
        for each in due:
            if isinstance(each, Amendment):
                work.amendments.postpone(each.alert.message.id, until)
        work.commit()


async def _turn(queue: _Queue, parts: DeliveryParts, until: float) -> Turn | None:
    """Wait for the chat's turn; None where it is too far away."""
    pace = parts.paces.get(queue.channel)
    if pace is None:
        return Turn()
    return await pace.turn(queue.chat, is_group=queue.is_group, rank=Rank.AMENDMENT, until=until)


def _hold(queue: _Queue, outcome: Outcome, parts: DeliveryParts) -> None:
    pace = parts.paces.get(queue.channel)
    if pace is not None and isinstance(outcome, DeliveryDelayed):
        pace.hold(queue.chat, (outcome.retry_at - parts.clock.now()).total_seconds(), asked=outcome.asked)


async def _amend(amendment: Amendment, channel: AmendingChannel, parts: DeliveryParts) -> tuple[Outcome | None, str]:
    outcome: Outcome | None = None
    try:
        await channel.amend(amendment)
    except DeliveryError as error:
        outcome = error
    await asyncio.to_thread(_save_amendment, amendment, outcome, parts)
    if isinstance(outcome, _LOST):
        message = amendment.alert.message
        log.warning("message %s to %s can no longer be amended: %s", message.id, message.channel, outcome)
        return outcome, "set aside"
    return outcome, "amended" if outcome is None else "put off"


def _save_amendment(amendment: Amendment, outcome: Outcome | None, parts: DeliveryParts) -> None:
    now = parts.clock.now()
    with parts.open_unit_of_work() as work:
        if outcome is None:
            work.amendments.mark(amendment, now + AMENDED_EVERY)
        elif isinstance(outcome, _LOST):
            work.amendments.set_aside(amendment)
        else:
            work.amendments.postpone(amendment.alert.message.id, put_off_until(outcome, now))
        work.commit()


def put_off_until(outcome: Outcome, now: datetime) -> datetime:
    """Return when an edit that was not made, or of which nobody knows, is tried again (UTC)."""
    return outcome.retry_at if isinstance(outcome, DeliveryDelayed) else now + AGAIN_AFTER


async def _reply(due: WithdrawalReply, channel: AmendingChannel, parts: DeliveryParts) -> tuple[Outcome | None, str]:
    claimed = await asyncio.to_thread(_claim, due, parts)
    if claimed is None:
        return None, ""
    now = parts.clock.now()
    outcome = patient(await _send(claimed, channel), claimed.subscriber.unreached, now)
    saved = after(claimed.message, outcome, now)
    await asyncio.to_thread(_save_reply, saved, claimed.subscriber, outcome, parts)
    if isinstance(outcome, DeliveryError):
        log.warning("reply %s about a withdrawal: %s: %s", due.id, type(outcome).__name__, outcome)
    return outcome, f"replies {saved.state}"


def _claim(due: WithdrawalReply, parts: DeliveryParts) -> ClaimedReply | None:
    with parts.open_unit_of_work() as work:
        claimed = work.amendments.claim_reply(due.id, parts.clock.now())
        work.commit()
    return claimed


async def _send(claimed: ClaimedReply, channel: AmendingChannel) -> Outcome:
    message, address = claimed.message, claimed.subscriber.address
    try:
        return await channel.tell(
            address,
            withdrawal_reply(claimed),
            plain=message.plain,
            attempts=message.attempts,
            reply_to=message.reply_to,
        )
    except DeliveryError as error:
        return error
    except asyncio.CancelledError:
        return DeliveryUncertain("the process stopped while the reply was being sent")


def _save_reply(reply: WithdrawalReply, subscriber: Subscriber, outcome: Outcome, parts: DeliveryParts) -> None:
    with parts.open_unit_of_work() as work:
        work.amendments.save_reply(reply)
        follow_recipient(subscriber, outcome, work, parts.clock.now())
        work.commit()
