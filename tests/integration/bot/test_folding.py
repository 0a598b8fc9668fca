"""Digests from a real outbox to a Bot API server: folded, sent once, named when uncertain, cancelled when empty."""

from __future__ import annotations

import contextlib
import io
import sqlite3
from dataclasses import replace
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console
from telegram import Bot

from bot.channels import open_channels
from bot.channels.parts import ChannelParts
from bot.deliver import DeliveryParts, DeliverySummary, deliver_due, recover
from bot.digests import Chart
from bot.folding import fold
from bot.markup import RenderedMessage, line
from bot.pacing import Pace, PaceLimits
from domain.alert import DeliveryState, OutboxMessage
from domain.digest import DigestMessage
from domain.subscriber import SubscriberState
from domain.telling import USUAL, DigestKind, Mode, Timing, Urgency
from tests.builders import NOON
from tests.fakes import FastPacer, FixedClock
from tests.integration.bot.outbox import DIGESTS, RENDER, Outbox, a_bot, a_chat, the_console
from tests.servers.bot_api_faults import cannot_parse, hang_up, too_many_requests

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from domain.alert import MessageId
    from domain.subscriber import Subscriber
    from tests.servers.bot_api import BotApi

CHAT = 1001
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NINE = NOON + timedelta(hours=21)
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON + timedelta(minutes=1))


@pytest.fixture
async def parts(api: BotApi, outbox: Outbox, clock: FixedClock) -> AsyncIterator[DeliveryParts]:
    chart = Chart(PNG, RenderedMessage((line("How far the commitments are"),)))
    async with a_bot(api.url) as bot:
        digests = replace(DIGESTS, draw=lambda language, _zone: chart if language == "en" else None)
        channels = open_channels(ChannelParts(RENDER, clock, digests, bot))
        paces = {name: Pace(PaceLimits(), FastPacer()) for name in channels}
        yield DeliveryParts(outbox.open_unit_of_work, channels, paces, clock)


def a_reader(timing: Timing = USUAL, **over: Any) -> Subscriber:
    return a_chat(CHAT, timing=timing, **over)


def for_digest(outbox: Outbox, count: int, reader: Subscriber) -> list[MessageId]:
    found = [message_id for _ in range(count) for message_id in outbox.alert(reader)]
    for message_id in found:
        outbox.save(message_id, urgency=Urgency.DIGEST)
    return found


def digest_of(outbox: Outbox, message_id: MessageId) -> DigestMessage:
    digest_id = outbox.message(message_id).digest_id
    assert digest_id is not None
    with outbox.open_unit_of_work(writes=False) as work:
        found = work.digests.find(digest_id)
    assert found is not None
    return found


async def test_what_is_no_alert_comes_at_nine_in_one_digest(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    found = for_digest(outbox, 3, a_reader())
    assert await deliver_due(parts) == DeliverySummary()
    assert {outbox.message(each).due_at for each in found} == {NINE}

    clock.time = NINE
    assert await deliver_due(parts) == DeliverySummary(sent=1)
    assert await deliver_due(parts) == DeliverySummary()

    (received,) = api.received(CHAT)
    assert all(f"report-{number}" in received.text for number in (1, 2, 3))
    assert set(outbox.states(*found)) == {DeliveryState.FOLDED}
    digest = digest_of(outbox, found[0])
    assert (digest.state, digest.kind, digest.remote_id) == (
        DeliveryState.SENT,
        DigestKind.DAILY,
        str(received.message_id),
    )


async def test_more_than_five_at_once_are_five_alerts_and_then_one_digest(
    api: BotApi, outbox: Outbox, parts: DeliveryParts
) -> None:
    for _ in range(8):
        outbox.alert(a_reader())
    assert await deliver_due(parts) == DeliverySummary(sent=6)
    *alerts, digest = api.received(CHAT)
    assert [f"report-{number}" in alert.text for number, alert in enumerate(alerts, start=1)] == [True] * 5
    assert all(f"report-{number}" in digest.text for number in (6, 7, 8))

    (later,) = outbox.alert(a_reader())
    assert await deliver_due(parts) == DeliverySummary()
    assert (outbox.message(later).held_for, outbox.message(later).due_at) == (DigestKind.BURST, NINE)


async def test_quiet_hours_hold_and_release_as_one_digest(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    night = Timing(quiet_from=time(11), quiet_until=time(14))
    found = [outbox.alert(a_reader(night))[0] for _ in range(2)]
    assert await deliver_due(parts) == DeliverySummary()
    clock.time = NOON + 2 * HOUR
    assert await deliver_due(parts) == DeliverySummary(sent=1)
    assert digest_of(outbox, found[0]).kind is DigestKind.QUIET
    assert len(api.received(CHAT)) == 1


async def test_a_backlog_of_hundreds_is_one_digest_in_parts_and_holds_up_nobody(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    found = [outbox.alert(a_reader())[0] for _ in range(60)]
    clock.time = NOON + HOUR
    (other,) = outbox.alert(a_chat(1002, timing=USUAL), after=HOUR)
    summary = await deliver_due(parts, seconds=1000)
    assert outbox.message(other).state is DeliveryState.SENT
    received = api.received(CHAT)
    assert summary == DeliverySummary(sent=1 + len(received))
    told = " ".join(each.text for each in received)
    assert sum(f"report-{number} " in f"{told} " or f"report-{number}\n" in told for number in range(1, 61)) == 40
    assert "And 20 more: /latest" in received[-1].text
    assert set(outbox.states(*found)) == {DeliveryState.FOLDED}
    with outbox.open_unit_of_work(writes=False) as work:
        assert len(work.hearing.list_unheard(a_reader().id, 100)) == 21


async def test_an_uncertain_digest_is_never_sent_again_by_itself_and_named_by_the_next_message(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    found = for_digest(outbox, 2, a_reader())
    await deliver_due(parts)
    clock.time = NINE
    api.goes_wrong(CHAT, hang_up())
    assert await deliver_due(parts) == DeliverySummary(uncertain=1)
    assert await deliver_due(parts) == DeliverySummary()
    unsure = digest_of(outbox, found[0])

    outbox.alert(a_reader(), after=21 * HOUR)
    assert await deliver_due(parts) == DeliverySummary(sent=1)
    # The emulator took the digest and hung up: it had arrived, which nobody here can know.
    _, alert = api.received(CHAT)
    assert f"again:{unsure.id}" in dict(alert.buttons).values()
    assert digest_of(outbox, found[0]).named


async def test_a_digest_in_flight_when_the_process_died_is_uncertain(
    outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    found = for_digest(outbox, 2, a_reader())
    await deliver_due(parts)
    clock.time = NINE
    await deliver_due(parts)
    with outbox.open_unit_of_work() as work:
        work.digests.save(replace(digest_of(outbox, found[0]), state=DeliveryState.SENDING))
        work.commit()
    assert recover(parts) == 1
    assert digest_of(outbox, found[0]).state is DeliveryState.UNCERTAIN


async def test_a_digest_whose_markup_is_refused_goes_out_plain_once(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    found = for_digest(outbox, 2, a_reader())
    await deliver_due(parts)
    clock.time = NINE
    api.goes_wrong(CHAT, cannot_parse())
    assert await deliver_due(parts) == DeliverySummary(sent=1)
    assert digest_of(outbox, found[0]).plain
    assert "report-2" in api.received(CHAT)[0].text


def test_the_digests_of_many_are_folded_lot_by_lot_and_nobody_else_waits_for_all(
    outbox: Outbox, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.folding.LOT", 2)
    readers = [a_chat(number, timing=USUAL) for number in range(1001, 1006)]
    for _ in range(7):
        outbox.alert(*readers)
    channels = open_channels(ChannelParts(RENDER, clock, DIGESTS, Bot("1:none")))

    lots = fold(outbox.open_unit_of_work, channels, clock.now(), most=1000)
    first = next(lots)
    with outbox.open_unit_of_work() as work:
        # Another writer's turn; the first lot is stored, the others wait as before.
        states = work.outbox.count_by_state()
        work.commit()
    in_turn = [OutboxMessage] * 5 + [DigestMessage]
    assert [[type(each) for each in messages] for _, messages in first.going] == [in_turn] * 2
    assert states["folded"] == 2 * 2
    told = [subscriber.id for lot in (first, *lots) for subscriber, _ in lot.going]
    assert told == [each.id for each in readers]


def test_where_more_is_due_than_is_wanted_every_chat_has_its_share_and_the_rest_is_left(
    outbox: Outbox, clock: FixedClock
) -> None:
    readers = [a_chat(number) for number in range(1001, 1005)]
    for _ in range(5):
        outbox.alert(*readers)
    channels = open_channels(ChannelParts(RENDER, clock, DIGESTS, Bot("1:none")))

    (lot,) = fold(outbox.open_unit_of_work, channels, clock.now(), most=8)
    assert lot.cut
    assert [len(messages) for _, messages in lot.going] == [2] * 4
    (lot,) = fold(outbox.open_unit_of_work, channels, clock.now(), most=20)
    assert not lot.cut
    assert [len(messages) for _, messages in lot.going] == [5] * 4


async def test_no_part_of_a_digest_passes_one_that_is_delayed(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    for_digest(outbox, 30, a_reader())
    await deliver_due(parts)
    clock.time = NINE
    api.goes_wrong(CHAT, too_many_requests(90))
    assert await deliver_due(parts) == DeliverySummary(delayed=1)

    started_anew = replace(parts, paces={name: Pace(PaceLimits(), FastPacer()) for name in parts.channels})
    assert await deliver_due(started_anew) == DeliverySummary()
    clock.advance(seconds=90)
    assert (await deliver_due(started_anew)).sent >= 2
    told = " ".join(each.text for each in api.received(CHAT))
    assert told.index("report-1") < told.index("report-30")


async def test_somebody_who_stopped_gets_no_digest(outbox: Outbox, parts: DeliveryParts, clock: FixedClock) -> None:
    found = for_digest(outbox, 2, a_reader())
    await deliver_due(parts)
    with outbox.open_unit_of_work() as work:
        work.subscribers.set_state(a_reader().id, SubscriberState.STOPPED)
        work.commit()
    clock.time = NINE
    assert await deliver_due(parts) == DeliverySummary()
    assert set(outbox.states(*found)) == {DeliveryState.CANCELLED}


async def test_a_weekly_digest_opens_with_a_picture_and_comes_without_one_that_cannot_be_drawn(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    weekly = Timing(weekly=True, mode=Mode.ALL_IN_DIGEST)
    reader, other = a_reader(weekly), a_chat(1002, timing=weekly, language="ru")
    for_digest(outbox, 2, reader)
    for_digest(outbox, 2, other)
    assert await deliver_due(parts) == DeliverySummary()
    # Noon is a Thursday's; the digest of the week comes on Monday at nine.
    clock.time = NOON + 3 * DAY + 21 * HOUR
    summary = await deliver_due(parts)

    assert (summary.sent, summary.refused) == (3, 1)
    picture, text = api.received(CHAT)
    assert picture.text == "How far the commitments are"
    assert "report-2" in text.text
    assert [("report-4" in each.text) for each in api.received(1002)] == [True]
    assert "could show" in caplog.text


async def test_the_console_prints_a_digest_whole(outbox: Outbox, clock: FixedClock) -> None:
    shown = io.StringIO()
    channels = open_channels(ChannelParts(RENDER, clock, DIGESTS, console=Console(file=shown, width=100)))
    parts = DeliveryParts(outbox.open_unit_of_work, channels, {}, clock)
    for_digest(outbox, 3, the_console())
    await deliver_due(parts)
    clock.time = NINE
    assert await deliver_due(parts) == DeliverySummary(sent=1)
    assert shown.getvalue().count("report-") >= 3


async def test_what_was_rejected_meanwhile_is_left_out_and_an_empty_digest_never_sent(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock, tmp_path: Path
) -> None:
    found = for_digest(outbox, 2, a_reader())
    await deliver_due(parts)
    clock.time = NINE
    api.goes_wrong(CHAT, too_many_requests(30))
    assert await deliver_due(parts) == DeliverySummary(delayed=1)

    reject(tmp_path, outbox.message(found[0]).development_id)
    digest = digest_of(outbox, found[0])
    with outbox.open_unit_of_work() as work:
        claimed = work.digests.claim(digest.id, NINE + HOUR)
    assert claimed is not None
    assert [item.messages for item in claimed.items] == [(found[1],)]

    reject(tmp_path, outbox.message(found[1]).development_id)
    with outbox.open_unit_of_work() as work:
        assert work.digests.claim(digest.id, NINE + HOUR) is None
        work.commit()
    with outbox.open_unit_of_work(writes=False) as work:
        (left,) = filter(None, [work.digests.find(digest.id)])
    assert left.state is DeliveryState.CANCELLED
    assert outbox.states(*found) == [DeliveryState.CANCELLED] * 2


async def test_a_changed_timing_holds_for_what_waits_already(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    (message_id,) = for_digest(outbox, 1, a_reader())
    await deliver_due(parts)
    with outbox.open_unit_of_work() as work:
        work.subscribers.save(a_reader(Timing(digest_at=time(18))))
        work.digests.look_again(a_reader().id, clock.now())
        work.commit()
    await deliver_due(parts)
    assert outbox.message(message_id).due_at == NOON + 6 * HOUR
    clock.time = NOON + 6 * HOUR
    assert await deliver_due(parts) == DeliverySummary(sent=1)
    with outbox.open_unit_of_work(writes=False) as work:
        told = outbox.message(message_id).development_id
        assert [each.state for each in work.digests.carrying(told, a_reader().id)] == [DeliveryState.SENT]
        assert work.hearing.told_by(a_reader().id, str(api.received(CHAT)[0].message_id)) == [told]


async def test_a_pause_that_ends_early_brings_what_it_held(outbox: Outbox, parts: DeliveryParts) -> None:
    paused = a_reader(Timing(paused_until=NOON + 3 * DAY))
    found = [outbox.alert(paused)[0] for _ in range(2)]
    assert await deliver_due(parts) == DeliverySummary()
    with outbox.open_unit_of_work() as work:
        work.subscribers.save(a_reader())
        work.digests.release_pause(paused.id, parts.clock.now())
        work.commit()
    assert await deliver_due(parts) == DeliverySummary(sent=1)
    assert digest_of(outbox, found[0]).kind is DigestKind.PAUSE


def reject(folder: Path, development_id: str) -> None:
    """Merge the development into itself, as no repository would: it no longer stands."""
    with contextlib.closing(sqlite3.connect(folder / "cajad.sqlite3")) as connection:
        connection.execute("update developments set merged_into = id where id = ?", (development_id,))
        connection.commit()
