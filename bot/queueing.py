"""Queues of a delivery round: what goes to each chat, read lot by lot while others are sent.

However much is due, no more is read ahead than is sent soon, and while anything is left nobody waits for the reading.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from domain.digest import DigestMessage

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Coroutine, Iterator, Sequence
    from datetime import datetime

    from bot.folding import Lot, Message
    from domain.subscriber import ChannelName, SubscriberId

CHATS_AHEAD = 300
"""Chats that are read ahead of what is sent: ten times as many as may get a message in a second, and no more in memory
however long the backlog is."""

CHATS_LEFT = 60
"""Where so few have something left, those who had their share come again: twice as many as it takes to use a second."""

LOOK_EVERY = 1.0
"""Seconds between two looks whether so few are left."""

Work: TypeAlias = asyncio.Task[Counter[str]]


class Queue(NamedTuple):
    """The messages due to one chat, its topics that were read together in one, because the limits are per chat."""

    channel: ChannelName
    chat: str
    is_group: bool
    messages: Sequence[Message]
    subscribers: frozenset[SubscriberId]


class Feeder:
    """Begins to deliver the queues of one round.

    Args:
        read: yields what goes now to all but some subscribers, lot by lot. deliver: works through a queue.
        is_over: whether the time of the round has passed.

    Attributes:
        begun: everything that was begun, ended or not; who began it sees to its end.
    """

    def __init__(
        self,
        read: Callable[[Collection[SubscriberId]], Iterator[Lot]],
        deliver: Callable[[Queue], Coroutine[None, None, Counter[str]]],
        is_over: Callable[[], bool],
    ) -> None:
        self._read = read
        self._deliver = deliver
        self._is_over = is_over
        self._at_work: dict[Work, frozenset[SubscriberId]] = {}
        self.begun: list[Work] = []

    async def feed(self) -> bool:
        """Begin queue after queue until nothing is left or the time is over; return whether something may be left."""
        has_more = True
        while has_more and not self._is_over():
            busy = {subscriber_id for subscribers in self._at_work.values() for subscriber_id in subscribers}
            before = len(self.begun)
            has_more = await self._pass(busy) or (has_more and bool(busy))
            await self._until(CHATS_LEFT)
            if not _moves(self.begun[before:]):
                break
        return has_more

    async def _pass(self, busy: Collection[SubscriberId]) -> bool:
        """Begin with everybody to whom something is due; return whether more could go to one of them."""
        lots, has_more = self._read(busy), False
        while (lot := await asyncio.to_thread(next, lots, None)) is not None:
            for queue in _queues(lot):
                work = asyncio.create_task(self._deliver(queue))
                self._at_work[work] = queue.subscribers
                self.begun.append(work)
            has_more = has_more or lot.cut
            if len(self._at_work) > CHATS_AHEAD:
                await self._until(CHATS_AHEAD, asyncio.FIRST_COMPLETED)
            if self._is_over():
                return True
        return has_more

    async def _until(self, few: int, when: str = asyncio.ALL_COMPLETED) -> None:
        """Wait until no more than so few chats have something left, or the time is over."""
        while True:
            if self._at_work:
                await asyncio.wait(self._at_work, timeout=LOOK_EVERY, return_when=when)
            self._at_work = {work: whose for work, whose in self._at_work.items() if not work.done()}
            if len(self._at_work) <= few or self._is_over():
                return


def _moves(begun: Sequence[Work]) -> bool:
    """Whether what was begun comes to anything, so that there is a point in going on: not where all chats are held."""
    if any(work.done() and (work.cancelled() or work.exception()) for work in begun):
        return False
    return any(not work.done() or work.result() for work in begun)


def _queues(lot: Lot) -> list[Queue]:
    messages: dict[tuple[ChannelName, str, bool], list[Message]] = {}
    subscribers: dict[tuple[ChannelName, str, bool], set[SubscriberId]] = {}
    for subscriber, theirs in lot.going:
        key = subscriber.channel, subscriber.address.partition("/")[0], subscriber.is_group
        messages.setdefault(key, []).extend(theirs)
        subscribers.setdefault(key, set()).add(subscriber.id)
    # A message that was delayed is due later than the younger ones behind it, and still goes first.
    return [Queue(*key, sorted(queue, key=_order), frozenset(subscribers[key])) for key, queue in messages.items()]


def _order(message: Message) -> tuple[bool, datetime]:
    """Single alerts before digests; otherwise by age, and what was created at the same moment as it was read."""
    return isinstance(message, DigestMessage), message.created_at
