"""Rounds of delivery: how far they read ahead, and that no channel, and no reading, holds up another."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from bot.channels import open_channels
from bot.channels.parts import ChannelParts
from bot.deliver import DeliveryParts, DeliverySummary, deliver_all, deliver_due
from domain.alert import DeliveryState
from domain.errors import DatabaseBusy
from domain.telling import USUAL
from storage.engine import create_engine
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON
from tests.fakes import FixedClock
from tests.integration.bot.burst import at_once
from tests.integration.bot.outbox import DIGESTS, RENDER, Outbox, a_bot, a_chat, the_console
from tests.servers.bot_api_faults import slow_answer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers.bot_api import BotApi

AIGUL = a_chat(1001)
LONG = 600.0
"""Seconds; longer than any test waits."""


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON + timedelta(minutes=1))


async def broken_off(delivery: asyncio.Task[DeliverySummary]) -> None:
    delivery.cancel()
    with pytest.raises(asyncio.CancelledError):
        await delivery


async def test_no_more_is_read_ahead_than_is_sent_soon_however_much_is_due(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.folding.LOT", 5)
    monkeypatch.setattr("bot.queueing.CHATS_AHEAD", 5)
    monkeypatch.setattr("bot.deliver.GRACE", 0.05)
    readers = [a_chat(number, timing=USUAL) for number in range(1001, 1041)]
    for _ in range(7):
        outbox.alert(*readers)
    api.goes_wrong("sendMessage", *(slow_answer(LONG) for _ in range(8)))

    delivery = asyncio.create_task(deliver_due(parts))
    await api.until(lambda: api.begun("sendMessage") == 8)
    with outbox.open_unit_of_work(writes=False) as work:
        folded = work.outbox.count_by_state()[DeliveryState.FOLDED]
    # Two lots of five: the second is read while the first is sent. Of each chat two of the seven are folded.
    assert folded == 2 * 5 * 2
    await broken_off(delivery)


async def test_everything_is_sent_in_the_end_however_little_is_read_ahead(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.folding.LOT", 2)
    monkeypatch.setattr("bot.queueing.CHATS_AHEAD", 1)
    readers = at_once(people=9, groups=1, topics=3)
    for _ in range(3):
        outbox.alert(*readers)
    assert await deliver_all(parts) == DeliverySummary(sent=3 * len(readers))
    assert len(api.accepted) == 3 * len(readers)


async def test_a_channel_that_answers_slowly_holds_up_no_other(
    api: BotApi, outbox: Outbox, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.deliver.AT_A_TIME", 1)
    monkeypatch.setattr("bot.deliver.GRACE", 0.05)
    shown = io.StringIO()
    outbox.alert(AIGUL)
    outbox.alert(the_console())
    api.goes_wrong(1001, slow_answer(LONG))
    async with a_bot(api.url) as bot:
        channels = open_channels(ChannelParts(RENDER, clock, DIGESTS, bot, Console(file=shown, width=100)))
        delivery = asyncio.create_task(deliver_due(DeliveryParts(outbox.open_unit_of_work, channels, {}, clock)))
        await api.until(lambda: "report-2" in shown.getvalue() and api.begun("sendMessage"))
        await broken_off(delivery)
    assert "report-1" not in shown.getvalue()


async def test_a_channel_without_limits_ends_its_round_in_time_too(outbox: Outbox, clock: FixedClock) -> None:
    channels = open_channels(ChannelParts(RENDER, clock, DIGESTS, console=Console(file=io.StringIO())))
    parts = DeliveryParts(outbox.open_unit_of_work, channels, {}, clock)
    outbox.alert(the_console())
    summary = await deliver_due(parts, seconds=0.0)
    assert (summary.sent, summary.in_time) == (0, False)
    assert (await deliver_due(parts)).sent == 1


async def test_where_the_database_is_busy_what_was_read_before_is_not_half_sent(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, tmp_path: Path
) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'cajad.sqlite3'}", busy_seconds=0.1)
    (message,) = outbox.alert(AIGUL)
    impatient = replace(parts, open_unit_of_work=open_unit_of_work(engine))
    with outbox.open_unit_of_work(), pytest.raises(DatabaseBusy):
        await deliver_due(impatient)
    engine.dispose()
    assert outbox.states(message) == [DeliveryState.DUE]
    assert api.accepted == []
    assert await deliver_due(parts) == DeliverySummary(sent=1)
