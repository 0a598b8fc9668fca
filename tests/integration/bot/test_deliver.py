"""Delivery from a real outbox to a Bot API server and to the console: nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
import io
import shutil
import sqlite3
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from bot.channels import CHANNELS, open_channels
from bot.channels.parts import ChannelParts
from bot.deliver import DeliveryParts, DeliverySummary, deliver_all, deliver_due, recover
from bot.pacing import Pace, PaceLimits
from domain.alert import DeliveryState
from domain.errors import StorageError
from domain.subscriber import ChannelName, SubscriberState
from storage.engine import create_engine
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON
from tests.fakes import FastPacer, FixedClock
from tests.integration.bot.outbox import DIGESTS, RENDER, Outbox, a_bot, a_chat, an_outbox, the_console
from tests.servers.bot_api_faults import blocked, cannot_parse, hang_up, server_error, slow_answer, too_many_requests

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.servers.bot_api import BotApi


AIGUL, BORIS, GROUP = a_chat(1001), a_chat(1002), a_chat(-55, is_group=True)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def outbox(migrated: Path, tmp_path: Path) -> Iterator[Outbox]:
    file = shutil.copy(migrated, tmp_path / "cajad.sqlite3")
    with an_outbox(file) as outbox:
        yield outbox


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON + timedelta(hours=1))


@pytest.fixture
def pacer() -> FastPacer:
    return FastPacer()


@pytest.fixture
async def parts(api: BotApi, outbox: Outbox, clock: FixedClock, pacer: FastPacer) -> AsyncIterator[DeliveryParts]:
    async with a_bot(api.url, read_timeout=4.0) as bot:
        channels = open_channels(ChannelParts(RENDER, clock, DIGESTS, bot))
        paces = {ChannelName.TELEGRAM: Pace(PaceLimits(), pacer)}
        yield DeliveryParts(outbox.open_unit_of_work, channels, paces, clock)


def headline(text: str) -> str:
    return next(word for word in text.split() if word.startswith("report-"))


def test_every_channel_of_the_domain_can_be_made() -> None:
    assert set(CHANNELS) == set(ChannelName)


def test_a_channel_without_its_parts_is_not_opened(clock: FixedClock) -> None:
    assert open_channels(ChannelParts(RENDER, clock, DIGESTS)) == {}
    assert set(open_channels(ChannelParts(RENDER, clock, DIGESTS, console=Console(file=io.StringIO())))) == {
        ChannelName.CONSOLE
    }


async def test_what_is_due_is_sent_once(api: BotApi, outbox: Outbox, parts: DeliveryParts) -> None:
    (message_id,) = outbox.alert(AIGUL)

    assert await deliver_due(parts) == DeliverySummary(sent=1)
    assert await deliver_due(parts) == DeliverySummary()

    (received,) = api.received(1001)
    sent = outbox.message(message_id)
    assert (sent.state, sent.remote_id, sent.attempts) == (DeliveryState.SENT, str(received.message_id), 1)


async def test_two_deliveries_at_once_send_each_message_once(api: BotApi, outbox: Outbox, parts: DeliveryParts) -> None:
    for _ in range(3):
        outbox.alert(AIGUL, BORIS)

    done = await asyncio.gather(deliver_due(parts), deliver_due(parts))

    assert sum(each.sent for each in done) == 6
    assert [headline(each.text) for each in api.received(1001)] == ["report-1", "report-2", "report-3"]


async def test_alerts_reach_the_console_as_telegram_would_show_them(outbox: Outbox, clock: FixedClock) -> None:
    shown = io.StringIO()
    console = Console(file=shown, width=100)
    parts = DeliveryParts(
        outbox.open_unit_of_work, open_channels(ChannelParts(RENDER, clock, DIGESTS, console=console)), {}, clock
    )
    outbox.alert(the_console())
    outbox.alert(AIGUL)

    assert await deliver_all(parts) == DeliverySummary(sent=1)

    text = shown.getvalue()
    assert "🇯🇵🇰🇿 Planned: Promise 26" in text
    assert "\nhttps://kz-steppe.example/report-1\n" in text
    assert "<" not in text


async def test_a_chat_gets_its_messages_in_the_order_they_were_written(
    api: BotApi, outbox: Outbox, parts: DeliveryParts
) -> None:
    for minutes in (3, 1, 2):
        outbox.alert(AIGUL, after=minutes * MINUTE)

    await deliver_due(parts)

    assert [headline(each.text) for each in api.received(1001)] == ["report-2", "report-3", "report-1"]


async def test_what_came_up_at_the_same_moment_is_told_to_every_chat_in_one_order(
    api: BotApi, outbox: Outbox, parts: DeliveryParts
) -> None:
    readers = [a_chat(number) for number in range(2001, 2007)]
    for _ in range(4):
        outbox.alert(*readers, after=MINUTE)

    await deliver_due(parts)

    told = {tuple(headline(each.text) for each in api.received(int(reader.address))) for reader in readers}
    assert len(told) == 1
    assert sorted(*told) == ["report-1", "report-2", "report-3", "report-4"]


async def test_a_chat_gets_one_message_a_second_while_others_do_not_wait(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, pacer: FastPacer
) -> None:
    for _ in range(4):
        outbox.alert(AIGUL)
    outbox.alert(BORIS)

    await deliver_due(parts)

    assert (len(api.received(1001)), len(api.received(1002))) == (4, 1)
    assert pacer.slept == pytest.approx(3.0, abs=0.1)


async def test_a_long_backlog_is_left_for_the_next_round(api: BotApi, outbox: Outbox, parts: DeliveryParts) -> None:
    messages = [outbox.alert(AIGUL)[0] for _ in range(4)]

    assert await deliver_due(parts, seconds=1.5) == DeliverySummary(sent=2)

    assert outbox.states(*messages) == [DeliveryState.SENT] * 2 + [DeliveryState.DUE] * 2
    assert await deliver_all(parts) == DeliverySummary(sent=2)
    assert len(api.received(1001)) == 4


async def test_a_flood_wait_holds_that_chat_alone_and_keeps_its_order(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock, pacer: FastPacer
) -> None:
    (first,) = outbox.alert(AIGUL)
    outbox.alert(AIGUL)
    outbox.alert(BORIS)
    api.goes_wrong(1001, too_many_requests(90))

    assert await deliver_due(parts) == DeliverySummary(sent=1, delayed=1)
    assert await deliver_due(parts) == DeliverySummary()
    assert outbox.message(first).due_at == clock.now() + timedelta(seconds=90)
    assert len(api.called("sendMessage")) == 2

    clock.advance(seconds=90)
    await pacer.sleep(90)
    assert await deliver_due(parts) == DeliverySummary(sent=2)
    assert [headline(each.text) for each in api.received(1001)] == ["report-1", "report-2"]


async def test_a_message_that_waits_is_passed_by_no_younger_one_though_the_process_ended(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock, pacer: FastPacer
) -> None:
    outbox.alert(AIGUL)
    outbox.alert(AIGUL)
    api.goes_wrong(1001, too_many_requests(90))
    await deliver_due(parts)

    started_anew = replace(parts, paces={ChannelName.TELEGRAM: Pace(PaceLimits(), pacer)})
    outbox.alert(AIGUL, BORIS)
    assert await deliver_due(started_anew) == DeliverySummary(sent=1)
    clock.advance(seconds=90)
    assert await deliver_due(started_anew) == DeliverySummary(sent=3)
    assert [headline(each.text) for each in api.received(1001)] == ["report-1", "report-2", "report-3"]


async def test_a_chat_that_refuses_is_left_in_peace_for_hours_and_the_rest_goes_on(
    api: BotApi, outbox: Outbox, parts: DeliveryParts
) -> None:
    messages = [outbox.alert(AIGUL)[0] for _ in range(2)]
    outbox.alert(BORIS)
    api.goes_wrong(1001, blocked())

    assert await deliver_due(parts) == DeliverySummary(sent=1, delayed=1)

    assert outbox.states(*messages) == [DeliveryState.DUE] * 2
    assert outbox.subscriber(AIGUL).state is SubscriberState.ACTIVE
    assert await deliver_due(parts) == DeliverySummary()


async def test_refused_markup_is_followed_by_plain_text_once(api: BotApi, outbox: Outbox, parts: DeliveryParts) -> None:
    (message_id,) = outbox.alert(AIGUL)
    api.goes_wrong(1001, cannot_parse())

    assert await deliver_due(parts) == DeliverySummary(sent=1)

    (received,) = api.received(1001)
    assert received.entities == ()
    assert (outbox.message(message_id).plain, outbox.message(message_id).attempts) == (True, 2)


async def test_a_message_refused_as_plain_text_too_is_set_aside_and_the_next_one_goes_out(
    api: BotApi, outbox: Outbox, parts: DeliveryParts
) -> None:
    (poison,) = outbox.alert(AIGUL)
    (healthy,) = outbox.alert(AIGUL)
    api.goes_wrong(1001, cannot_parse(), cannot_parse())

    assert await deliver_due(parts) == DeliverySummary(sent=1, refused=1)

    assert outbox.states(poison, healthy) == [DeliveryState.REFUSED, DeliveryState.SENT]
    assert await deliver_due(parts) == DeliverySummary()


@pytest.mark.parametrize("fault", [server_error(502, accepts=True), slow_answer(30), hang_up()])
async def test_an_uncertain_message_is_never_sent_again_and_the_next_one_names_it(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, fault: object
) -> None:
    (lost,) = outbox.alert(AIGUL)
    api.goes_wrong(1001, fault)

    assert await deliver_due(parts) == DeliverySummary(uncertain=1)
    assert await deliver_due(parts) == DeliverySummary()

    outbox.alert(AIGUL)
    outbox.alert(AIGUL)
    await deliver_due(parts)

    first, naming, later = api.received(1001)
    assert headline(first.text) == "report-1"
    assert f"again:{lost}" in dict(naming.buttons).values()
    assert not any(data.startswith("again:") for _, data in later.buttons)
    assert outbox.message(lost).named


async def test_a_group_that_moved_is_written_to_at_its_new_address(
    api: BotApi, outbox: Outbox, parts: DeliveryParts
) -> None:
    outbox.alert(GROUP)
    api.migrates(-55, to=-100_55)

    assert await deliver_all(parts) == DeliverySummary(moved=1, sent=1)

    assert outbox.subscriber(GROUP).address == "-10055"
    assert len(api.received(-100_55)) == 1


async def test_a_group_whose_new_address_subscribed_already_is_paused(
    api: BotApi, outbox: Outbox, parts: DeliveryParts
) -> None:
    outbox.alert(GROUP, a_chat(-100_55, is_group=True))
    api.migrates(-55, to=-100_55)

    assert await deliver_all(parts) == DeliverySummary(moved=1, sent=1)

    assert outbox.subscriber(GROUP).state is SubscriberState.PAUSED
    assert len(api.received(-100_55)) == 1


async def test_a_message_cancelled_before_its_turn_is_not_sent(
    api: BotApi, outbox: Outbox, parts: DeliveryParts
) -> None:
    outbox.alert(AIGUL)
    with outbox.open_unit_of_work() as work:
        work.subscribers.set_state(AIGUL.id, SubscriberState.STOPPED)
        work.commit()

    assert await deliver_due(parts) == DeliverySummary()
    assert api.received(1001) == []


def test_what_a_dead_process_left_in_flight_becomes_uncertain(outbox: Outbox, clock: FixedClock) -> None:
    parts = DeliveryParts(
        outbox.open_unit_of_work,
        open_channels(ChannelParts(RENDER, clock, DIGESTS, console=Console(file=io.StringIO()))),
        {},
        clock,
    )
    (ours,) = outbox.alert(the_console())
    (others,) = outbox.alert(AIGUL)
    for message_id in (ours, others):
        outbox.save(message_id, state=DeliveryState.SENDING)

    assert recover(parts) == 1
    assert recover(parts) == 0
    assert outbox.states(ours, others) == [DeliveryState.UNCERTAIN, DeliveryState.SENDING]


async def test_a_fault_of_ours_in_one_message_is_logged_and_stops_no_other(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, caplog: pytest.LogCaptureFixture
) -> None:
    # An address that is no chat id: the channel cannot read it.
    (broken,) = outbox.alert(a_chat(1003, address="nonsense"))
    outbox.alert(AIGUL)

    assert await deliver_due(parts) == DeliverySummary(sent=1, uncertain=1)

    assert outbox.states(broken) == [DeliveryState.UNCERTAIN]
    assert "Traceback" in caplog.text
    assert len(api.received(1001)) == 1


async def test_told_to_stop_delivery_lets_the_message_in_flight_end(
    api: BotApi, outbox: Outbox, parts: DeliveryParts
) -> None:
    (message_id,) = outbox.alert(AIGUL)
    (waiting,) = outbox.alert(AIGUL)
    api.goes_wrong(1001, slow_answer(0.2))
    delivery = asyncio.create_task(deliver_due(parts))
    await api.until(lambda: api.received(1001))

    delivery.cancel()
    with pytest.raises(asyncio.CancelledError):
        await delivery

    assert outbox.states(message_id, waiting) == [DeliveryState.SENT, DeliveryState.DUE]


async def test_a_message_that_does_not_end_in_time_is_left_uncertain(
    api: BotApi, outbox: Outbox, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.deliver.GRACE", 0.05)
    (message_id,) = outbox.alert(AIGUL)
    api.goes_wrong(1001, slow_answer(1.0))
    async with a_bot(api.url) as bot:
        parts = DeliveryParts(
            outbox.open_unit_of_work, open_channels(ChannelParts(RENDER, clock, DIGESTS, bot)), {}, clock
        )
        delivery = asyncio.create_task(deliver_due(parts))
        await api.until(lambda: api.received(1001))

        delivery.cancel()
        with pytest.raises(asyncio.CancelledError):
            await delivery

    assert outbox.message(message_id).state is DeliveryState.UNCERTAIN
    assert outbox.message(message_id).detail == "the process stopped while the message was being sent"


async def test_a_result_the_database_did_not_take_is_saved_before_anything_else_is_sent(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, tmp_path: Path
) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'cajad.sqlite3'}", busy_seconds=0.3)
    impatient = replace(parts, open_unit_of_work=open_unit_of_work(engine))
    (message_id,) = outbox.alert(AIGUL)
    api.goes_wrong(1001, slow_answer(0.2))
    delivery = asyncio.create_task(deliver_due(impatient))
    await api.until(lambda: api.received(1001))
    other = sqlite3.connect(tmp_path / "cajad.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StorageError):
        await delivery
    with pytest.raises(StorageError):
        await deliver_due(impatient)
    assert outbox.states(message_id) == [DeliveryState.SENDING]

    other.execute("ROLLBACK")
    other.close()
    assert await deliver_due(impatient) == DeliverySummary()
    assert outbox.states(message_id) == [DeliveryState.SENT]
    assert len(api.received(1001)) == 1
    engine.dispose()
