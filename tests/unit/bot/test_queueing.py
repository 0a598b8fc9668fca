"""What is read of a long backlog while it is sent: everything in the end, in order, and no chat twice at a time."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.folding import Lot
from bot.queueing import Feeder, Queue
from domain.alert import MessageId
from domain.subscriber import SubscriberId
from tests.builders import NOON, a_subscriber
from tests.integration.storage.outcomes import a_message, a_report, an_opening

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from bot.folding import Message
    from domain.subscriber import Subscriber

SHARE = 2
TEMPLATE = a_message(an_opening(a_report("report")))


class Backlog:
    """What waits for some chats; delivering takes it away."""

    def __init__(self, lengths: dict[str, int]) -> None:
        self.left = {name: list(range(length)) for name, length in lengths.items()}
        self.told: defaultdict[str, list[int]] = defaultdict(list)
        self.at_once: Counter[str] = Counter()
        self.read_while_busy = 0
        self.passes = 0

    def read(self, busy: Collection[SubscriberId]) -> Iterator[Lot]:
        self.passes += 1
        for name, left in self.left.items():
            if left and name not in busy:
                self.read_while_busy += self.at_once[name]
                yield Lot([(self._subscriber(name), self._messages(left[:SHARE]))], cut=len(left) > SHARE)

    async def deliver(self, queue: Queue) -> Counter[str]:
        self.at_once[queue.chat] += 1
        for message in queue.messages:
            await asyncio.sleep(0.001)
            self.told[queue.chat].append(int(message.id))
            self.left[queue.chat].remove(int(message.id))
        self.at_once[queue.chat] -= 1
        return Counter(sent=len(queue.messages))

    def _subscriber(self, name: str) -> Subscriber:
        return a_subscriber(id=SubscriberId(name), address=name)

    def _messages(self, numbers: list[int]) -> list[Message]:
        return [replace(TEMPLATE, id=MessageId(str(number)), created_at=NOON) for number in numbers]


async def finished(feeder: Feeder) -> bool:
    has_more = await feeder.feed()
    await asyncio.gather(*feeder.begun)
    return has_more


@pytest.mark.parametrize("ahead", [1, 3, 300])
async def test_a_backlog_is_sent_in_order_share_by_share_and_no_chat_is_read_while_it_is_busy(
    ahead: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.queueing.CHATS_AHEAD", ahead)
    monkeypatch.setattr("bot.queueing.CHATS_LEFT", min(ahead, 2))
    backlog = Backlog({"1": 7, "2": 1, "3": 4, "4": 11, "5": 2})
    while await finished(Feeder(backlog.read, backlog.deliver, lambda: False)):
        pass
    assert backlog.told == {"1": [*range(7)], "2": [0], "3": [*range(4)], "4": [*range(11)], "5": [0, 1]}
    assert backlog.read_while_busy == 0


async def test_where_no_chat_may_get_anything_now_reading_ends() -> None:
    backlog = Backlog({"1": 7, "2": 5})

    async def held(_queue: Queue) -> Counter[str]:
        return Counter()

    assert await finished(Feeder(backlog.read, held, lambda: False))
    assert backlog.passes == 1


async def test_when_the_time_is_over_nothing_further_is_begun() -> None:
    backlog = Backlog(dict.fromkeys("12345", 1))
    feeder = Feeder(backlog.read, backlog.deliver, lambda: len(feeder.begun) >= 2)
    assert await finished(feeder)
    assert len(feeder.begun) == 2


async def test_a_fault_in_one_chat_ends_the_reading_and_is_left_to_who_began() -> None:
    backlog = Backlog({"1": 7})

    async def broken(_queue: Queue) -> Counter[str]:
        raise LookupError("a fault of ours")

    feeder = Feeder(backlog.read, broken, lambda: False)
    assert await feeder.feed()
    with pytest.raises(LookupError, match="a fault of ours"):
        await asyncio.gather(*feeder.begun)
