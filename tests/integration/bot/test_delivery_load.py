"""A burst through real storage and delivery to a server that counts; the whole hour is in ``bench_delivery.py``."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from bot.channels import open_channels
from bot.channels.parts import ChannelParts
from bot.clocks import SystemPacer
from bot.deliver import DeliveryParts
from bot.pacing import Pace, PaceLimits
from bot.rounds import Rounds
from domain.alert import DeliveryState
from domain.subscriber import ChannelName
from tests.builders import NOON
from tests.fakes import FixedClock
from tests.integration.bot.burst import as_usual, at_once, told_in
from tests.integration.bot.outbox import DIGESTS, RENDER, Outbox, a_bot, a_chat
from tests.servers.bot_api import BotApi
from tests.servers.bot_api_limits import RateLimits

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from domain.subscriber import Subscriber

pytestmark = pytest.mark.slow

LIMITS = PaceLimits(per_second=40, chat_per_second=8, group_per_minute=160)
"""Alike for pacing and server; a chat takes more than Telegram allows, so that the limit over all is what binds."""
DEVELOPMENTS = 8


class Load:
    """Delivery to a server that refuses what is one too many."""

    def __init__(self, api: BotApi, counting: RateLimits, outbox: Outbox, rounds: Rounds) -> None:
        self.api, self.counting, self.outbox, self.rounds = api, counting, outbox, rounds

    def happens(self, subscribers: list[Subscriber], developments: int = DEVELOPMENTS) -> None:
        for _ in range(developments):
            self.outbox.alert(*subscribers)

    def states(self) -> Counter[str]:
        with self.outbox.open_unit_of_work(writes=False) as work:
            return Counter(work.outbox.count_by_state())


@pytest.fixture
async def load(outbox: Outbox) -> AsyncIterator[Load]:
    clock = FixedClock(NOON)
    counting = RateLimits(LIMITS.per_second, LIMITS.chat_per_second, LIMITS.group_per_minute)
    with BotApi(limits=counting) as api:
        async with a_bot(api.url) as bot:
            channels = open_channels(ChannelParts(RENDER, clock, DIGESTS, bot))
            paces = {ChannelName.TELEGRAM: Pace(LIMITS, SystemPacer())}
            rounds = Rounds(DeliveryParts(outbox.open_unit_of_work, channels, paces, clock))
            clock.advance(minutes=10)
            yield Load(api, counting, outbox, rounds)
        assert api.spec_problems == []


async def test_a_burst_reaches_every_chat_once_and_in_order_and_never_over_a_limit(load: Load) -> None:
    subscribers = at_once(people=35, groups=3, topics=2)
    load.happens(subscribers)
    await load.rounds.due()

    in_order = list(range(1, DEVELOPMENTS + 1))
    assert told_in(load.api) == {each.address: in_order for each in subscribers}
    assert load.counting.refused == 0
    assert load.states() == Counter({DeliveryState.SENT: len(subscribers) * DEVELOPMENTS})


async def test_who_wants_five_a_day_gets_a_burst_as_one_digest(load: Load) -> None:
    subscribers = as_usual(people=12)
    load.happens(subscribers)
    await load.rounds.due()

    told = told_in(load.api)
    assert {each.address for each in subscribers} == set(told)
    assert {tuple(sorted(each)) for each in told.values()} == {tuple(range(1, DEVELOPMENTS + 1))}
    assert Counter(each.chat_id for each in load.api.accepted).most_common(1)[0][1] <= 6
    assert load.counting.refused == 0
    assert load.states()[DeliveryState.DUE] == 0


async def test_a_burst_for_one_chat_delays_no_other(load: Load) -> None:
    busy, others = a_chat(1), at_once(people=20)
    load.happens([busy], developments=40)
    load.happens(others, developments=1)
    await load.rounds.due()

    arrived = [str(each.chat_id) for each in load.api.accepted]
    last_of_the_others = max(arrived.index(each.address) for each in others)
    assert arrived[:last_of_the_others].count(busy.address) <= LIMITS.chat_per_second + 1
    assert arrived.count(busy.address) == 40
    assert load.counting.refused == 0
