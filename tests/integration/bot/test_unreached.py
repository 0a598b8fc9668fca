"""Readers who cannot be reached: one refusal loses nothing, days of refusals pause, and whoever returns has it all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.amending import amend_due
from bot.broadcasting import confirm
from bot.deliver import DeliveryParts, deliver_due
from bot.operators import OperatorParts, tell_operators
from config.settings import Settings
from domain.alert import DeliveryState
from domain.notice import NoticeKind, make_notice
from domain.patience import TRIED_AGAIN_AFTER, UNREACHED_FOR, UNREACHED_TIMES, Unreached
from domain.subscriber import SubscriberState
from domain.telling import USUAL
from tests.builders import NOON
from tests.fakes import FixedClock
from tests.integration.bot.amendments import CHAT, READER, withdraw
from tests.integration.bot.outbox import Outbox, a_chat
from tests.servers.bot_api_faults import blocked

if TYPE_CHECKING:
    from tests.servers.bot_api import BotApi

MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON + MINUTE)


async def test_a_chat_that_refuses_for_two_days_is_paused_and_not_before(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    api.closed_chats.add(CHAT)
    messages = [outbox.alert(READER)[0] for _ in range(2)]
    began, attempts = clock.now(), 0
    while outbox.subscriber(READER).state is SubscriberState.ACTIVE:
        assert clock.now() - began <= UNREACHED_FOR
        summary = await deliver_due(parts)
        assert summary.delayed + summary.gone == 1
        attempts += 1
        clock.time += TRIED_AGAIN_AFTER
    assert attempts >= UNREACHED_TIMES
    assert outbox.subscriber(READER).state is SubscriberState.PAUSED
    assert outbox.states(*messages) == [DeliveryState.CANCELLED] * 2
    assert len(api.calls) == attempts


async def test_who_is_back_before_that_gets_what_waited(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    reader = replace(READER, timing=USUAL)
    messages = [outbox.alert(reader)[0] for _ in range(3)]
    api.goes_wrong(CHAT, blocked())
    await deliver_due(parts)
    assert outbox.subscriber(reader).unreached == Unreached(1, clock.now())
    assert (await deliver_due(parts)).delayed == 0

    clock.time += TRIED_AGAIN_AFTER
    assert (await deliver_due(parts)).sent == 1
    assert outbox.subscriber(reader).unreached is None
    assert outbox.states(*messages) == [DeliveryState.FOLDED] * 3
    assert len(api.received(CHAT)) == 1


async def test_a_success_begins_the_count_anew(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    for times in range(4):
        outbox.alert(READER, after=clock.now() - NOON)
        if times != 2:
            api.goes_wrong(CHAT, blocked())
        await deliver_due(parts)
        clock.time += TRIED_AGAIN_AFTER * 2
    unreached = outbox.subscriber(READER).unreached
    assert unreached is not None
    assert unreached.times < UNREACHED_TIMES
    assert outbox.subscriber(READER).state is SubscriberState.ACTIVE


async def test_word_of_the_reader_makes_due_what_waited_for_them(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    outbox.alert(READER)
    api.goes_wrong(CHAT, blocked())
    await deliver_due(parts)
    with outbox.open_unit_of_work() as work:
        work.patience.note_reached([READER.id], clock.now())
        work.commit()
    assert (await deliver_due(parts)).sent == 1


async def test_what_waits_for_a_digest_comes_with_the_digest_whoever_refused_meanwhile(
    outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    reader = replace(READER, timing=replace(USUAL, alerts_a_day=1))
    outbox.alert(reader)
    (waits,) = outbox.alert(reader)
    await deliver_due(parts)
    until = outbox.message(waits).due_at
    outbox.alert(reader, after=clock.now() - NOON)
    with outbox.open_unit_of_work() as work:
        work.patience.note_unreached(reader.id, Unreached(1, clock.now()), clock.now() + MINUTE)
        work.patience.note_reached([reader.id], clock.now())
        work.commit()
    assert outbox.message(waits).due_at == until


async def test_a_reply_about_a_withdrawal_waits_for_its_reader_too(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    (message,) = outbox.alert(READER)
    await deliver_due(parts)
    clock.time += timedelta(days=1)
    withdraw(outbox, message, clock)
    api.goes_wrong("sendMessage", blocked())
    assert (await amend_due(parts, seconds=60))["replies due"] == 1
    clock.time += TRIED_AGAIN_AFTER
    assert (await amend_due(parts, seconds=60))["replies sent"] == 1
    assert outbox.subscriber(READER).unreached is None


async def test_a_broadcast_waits_for_its_reader_too_and_pauses_who_is_gone(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    api.closed_chats.add(CHAT)
    with outbox.open_unit_of_work() as work:
        work.subscribers.save(a_chat(CHAT))
        notice = make_notice(NoticeKind.BROADCAST, clock.now(), data={"text": "We move.", "language": "", "by": 1})
        work.notices.add([notice])
        work.commit()
    with outbox.open_unit_of_work() as work:
        assert confirm(work, notice, clock.now()) == 1
        work.commit()
    telling = OperatorParts(parts.open_unit_of_work, parts.channels, parts.paces, clock, Settings())
    for _ in range(5):
        assert outbox.subscriber(READER).state is SubscriberState.ACTIVE
        assert await tell_operators(telling) == 0
        clock.time += TRIED_AGAIN_AFTER
    assert outbox.subscriber(READER).state is SubscriberState.PAUSED
