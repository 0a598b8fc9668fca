"""What a process that died between claim and save left: never sent again by itself, and withdrawn like what arrived."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.amending import amend_due
from bot.broadcasting import messages_for
from bot.channels import open_channels
from bot.channels.parts import ChannelParts
from bot.correcting import SETTLES, correct_due
from bot.deliver import DeliveryParts, deliver_due, recover
from bot.digests import Chart
from bot.markup import RenderedMessage, line
from bot.messages import AGAIN
from bot.operators import OperatorParts, recover_operator_messages, tell_operators
from bot.replies.weekly_post import post_data
from config.settings import Settings
from domain.alert import DeliveryState
from domain.notice import Notice, NoticeId, NoticeKind
from domain.telling import USUAL, Mode, Timing, Urgency
from tests.builders import NOON
from tests.fakes import FixedClock
from tests.integration.bot.amendments import CHAT, DAY, GROUP, HOUR, MINUTE, READER, REASON, reinstate, withdraw
from tests.integration.bot.mail import a_reader
from tests.integration.bot.outbox import DIGESTS, RENDER, Outbox, a_bot, a_chat
from tests.servers.bot_api_faults import hang_up
from tests.servers.post_office import PostOffice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.channels.parts import TellingChannel
    from domain.alert import MessageId
    from domain.notice import OperatorMessageId
    from domain.subscriber import ChannelName, Subscriber
    from tests.servers.bot_api import BotApi

MONDAY = NOON + 4 * DAY
WEEKLY = Timing(weekly=True, mode=Mode.ALL_IN_DIGEST)
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON + HOUR)


@pytest.mark.parametrize("withdrawn_first", [True, False], ids=["while it is sent", "when it is in doubt"])
async def test_the_withdrawal_of_an_alert_that_may_have_arrived_is_told_once_and_taken_back_once(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock, *, withdrawn_first: bool
) -> None:
    (message,) = outbox.alert(READER)
    outbox.save(message, state=DeliveryState.SENDING)
    if withdrawn_first:
        withdraw(outbox, message, clock)
    assert recover(parts) == 1
    if not withdrawn_first:
        withdraw(outbox, message, clock)

    assert await amend_due(parts) == {"replies sent": 1}
    assert await amend_due(parts) == {}
    (reply,) = api.received(CHAT)
    assert reply.text.startswith(f"Withdrawn by the editors: {REASON}")
    assert reply.reply_to is None

    clock.time += MINUTE
    reinstate(outbox, message)
    assert await amend_due(parts) == {"replies sent": 1}
    assert await amend_due(parts) == {}
    assert outbox.states(message) == [DeliveryState.UNCERTAIN]


async def test_the_withdrawal_of_what_a_digest_told_that_may_have_arrived_is_told(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    told = _for_a_digest(outbox, a_chat(CHAT, timing=USUAL))
    await deliver_due(parts)
    clock.time = NOON + timedelta(hours=21)
    api.goes_wrong(CHAT, hang_up())
    assert (await deliver_due(parts)).uncertain == 1
    clock.time += MINUTE
    withdraw(outbox, told[0], clock)

    assert await amend_due(parts) == {"replies sent": 1}
    assert await amend_due(parts) == {}


async def test_a_withdrawn_alert_keeps_the_button_that_shows_another_again(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    (lost,) = outbox.alert(READER)
    api.goes_wrong(CHAT, hang_up(accepts=False))
    assert (await deliver_due(parts)).uncertain == 1
    (naming,) = outbox.alert(READER)
    await deliver_due(parts)
    withdraw(outbox, naming, clock)
    assert await amend_due(parts) == {"amended": 1}

    (shown,) = api.received(CHAT)
    assert shown.text.startswith("Withdrawn by the editors")
    assert [data for _, data in shown.buttons] == [f"{AGAIN}{lost}"]


async def test_a_letter_whose_server_fell_silent_after_its_content_is_named_by_the_next_and_never_sent_again(
    outbox: Outbox, clock: FixedClock
) -> None:
    with PostOffice() as office:
        async with a_reader(outbox, office, clock) as (reader, parts):
            first = _for_a_digest(outbox, reader)
            clock.time += DAY
            office.hangs_up = True
            assert (await deliver_due(parts)).uncertain == 1
            office.hangs_up = False
            clock.time += DAY
            await deliver_due(parts)
            assert len(office.letters) == 1

            withdraw(outbox, first[0], clock)
            await correct_due(parts)
            clock.time += SETTLES + HOUR
            assert await correct_due(parts) == {"sent": 1}
            assert office.letters[-1]["In-Reply-To"] is None

            outbox.alert(reader, after=clock.time - NOON)
            clock.time += DAY
            assert (await deliver_due(parts)).sent == 1
            assert "may not have reached you" in str(office.letters[-1].get_body(("plain",)).get_content())  # type: ignore[union-attr]  # it has one
            assert len(office.letters) == 3


async def test_of_a_weekly_digest_whose_picture_went_out_only_the_text_follows(
    api: BotApi, outbox: Outbox, clock: FixedClock
) -> None:
    chart = Chart(PNG, RenderedMessage((line("How far the commitments are"),)))
    async with a_bot(api.url) as bot:
        digests = replace(DIGESTS, draw=lambda _language, _zone: chart)
        channels = open_channels(ChannelParts(RENDER, clock, digests, bot))
        parts = _delivery(outbox, channels, clock)
        _for_a_digest(outbox, a_chat(CHAT, timing=WEEKLY))
        await deliver_due(parts)
        clock.time = NOON + 3 * DAY + 21 * HOUR
        api.goes_wrong("sendPhoto", hang_up())
        # Of another process, which finds the picture in doubt and the text due.
        await deliver_due(parts)
        await deliver_due(_delivery(outbox, channels, clock))
    picture, text = api.received(CHAT)
    assert picture.media is not None
    assert "report-2" in text.text
    assert "may not have reached you" in text.text


async def test_the_text_of_a_weekly_digest_names_what_is_in_doubt_not_its_picture(
    api: BotApi, outbox: Outbox, clock: FixedClock
) -> None:
    reader = a_chat(CHAT, timing=WEEKLY)
    async with a_bot(api.url) as bot:
        digests = replace(DIGESTS, draw=lambda _language, _zone: Chart(PNG, RenderedMessage((line("Statuses"),))))
        parts = _delivery(outbox, open_channels(ChannelParts(RENDER, clock, digests, bot)), clock)
        (lost,) = outbox.alert(reader)
        outbox.save(lost, state=DeliveryState.UNCERTAIN)
        _for_a_digest(outbox, reader)
        await deliver_due(parts)
        clock.time = NOON + 3 * DAY + 21 * HOUR
        assert (await deliver_due(parts)).sent == 2
    _, text = api.received(CHAT)
    assert f"{AGAIN}{lost}" in [data for _, data in text.buttons]


async def test_a_weekly_post_whose_monday_passed_during_an_outage_is_not_sent_late_nor_twice(
    api: BotApi, outbox: Outbox, clock: FixedClock, parts: DeliveryParts
) -> None:
    clock.time = MONDAY
    group = a_chat(GROUP, is_group=True, created_at=NOON - DAY)
    telling = OperatorParts(outbox.open_unit_of_work, parts.channels, {}, clock, Settings())
    waiting, claimed = (_post(outbox, number, group, clock) for number in (1, 2))
    with outbox.open_unit_of_work() as work:
        work.subscribers.save(group)
        assert work.notices.claim(claimed, clock.now()) is not None
        work.commit()
    clock.time += DAY
    assert recover_operator_messages(telling) == 1
    assert await tell_operators(telling) == 0
    assert api.received(GROUP) == []
    clock.time = MONDAY
    # Neither is due any more, even were it Monday still.
    assert await tell_operators(telling) == 0
    assert waiting != claimed


def _for_a_digest(outbox: Outbox, reader: Subscriber) -> list[MessageId]:
    found = [each for _ in range(2) for each in outbox.alert(reader)]
    for each in found:
        outbox.save(each, urgency=Urgency.DIGEST)
    return found


def _delivery(outbox: Outbox, channels: Mapping[ChannelName, TellingChannel], clock: FixedClock) -> DeliveryParts:
    return DeliveryParts(outbox.open_unit_of_work, channels, {}, clock)


def _post(outbox: Outbox, number: int, group: Subscriber, clock: FixedClock) -> OperatorMessageId:
    notice = NoticeId(f"post-{number}")
    data = post_data(RenderedMessage((line("The week"),)))
    (message,) = messages_for(notice, [group], clock.now())
    with outbox.open_unit_of_work() as work:
        work.notices.add([Notice(notice, clock.now(), NoticeKind.WEEKLY_POST, data=data, delivered_at=clock.now())])
        work.notices.save_message(message)
        work.commit()
    return message.id
