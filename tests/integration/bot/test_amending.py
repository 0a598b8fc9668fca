"""Amendments from a real outbox to a Bot API server: delivered messages are kept true, sends come first."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.amending import amend_due
from bot.channels import open_channels
from bot.channels.parts import AmendingChannel, ChannelParts
from bot.deliver import DeliveryParts, deliver_due
from domain.alert import DeliveryState
from domain.amendment import AMENDED_EVERY, AMENDED_FOR, UNREAD_FOR
from domain.errors import RecipientGone
from domain.subscriber import SubscriberState
from tests.builders import NOON
from tests.fakes import FixedClock
from tests.integration.bot.amendments import (
    CHAT,
    GROUP,
    HOUR,
    MINUTE,
    READER,
    accept,
    confirm,
    execute,
    reinstate,
    withdraw,
)
from tests.integration.bot.outbox import DIGESTS, RENDER, Outbox, a_bot, a_chat, an_outbox, the_console
from tests.servers.bot_api import BotApi
from tests.servers.bot_api_faults import blocked, hang_up, server_error, too_many_requests


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON + HOUR)


async def test_further_reports_raise_the_counter_of_the_delivered_message(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    outbox.alert(READER)
    await deliver_due(parts)
    confirm(outbox, 1, 3)
    clock.time += AMENDED_EVERY

    assert await amend_due(parts) == {"amended": 1}

    (message,) = api.received(CHAT)
    assert "Also in 3 more reports" in message.text
    assert len(message.edits) == 1
    assert message.buttons[0][0] == "Source"
    assert not api.called("editMessageText")[0].fields.get("message_thread_id")


async def test_a_message_is_not_amended_more_often_than_every_ten_minutes(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    outbox.alert(READER)
    await deliver_due(parts)
    confirm(outbox, 1)
    assert await amend_due(parts) == {}
    clock.time += AMENDED_EVERY
    assert await amend_due(parts) == {"amended": 1}
    confirm(outbox, 1, start=1)
    clock.time += AMENDED_EVERY - MINUTE
    assert await amend_due(parts) == {}
    clock.time += MINUTE
    assert await amend_due(parts) == {"amended": 1}
    assert "Also in 2 more reports" in api.received(CHAT)[0].text


@pytest.mark.parametrize("late", [timedelta(), MINUTE])
async def test_only_messages_of_the_last_fourteen_days_are_amended(
    outbox: Outbox, parts: DeliveryParts, clock: FixedClock, late: timedelta
) -> None:
    outbox.alert(READER)
    await deliver_due(parts)
    confirm(outbox, 1)
    clock.time += AMENDED_FOR + late

    assert await amend_due(parts) == ({} if late else {"amended": 1})


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["confirm", "accept", "withdraw", "reinstate", "wait"]), max_size=6))
async def test_amending_twice_changes_nothing(
    migrated: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    folder, clock = tmp_path_factory.mktemp("twice"), FixedClock(NOON + HOUR)
    with BotApi() as api, an_outbox(Path(shutil.copy(migrated, folder / "cajad.sqlite3"))) as outbox:
        async with a_bot(api.url) as bot:
            channels = open_channels(ChannelParts(RENDER, clock, DIGESTS, bot))
            parts = DeliveryParts(outbox.open_unit_of_work, channels, {}, clock)
            (message,) = outbox.alert(READER)
            await deliver_due(parts)
            for number, step in enumerate(steps):
                clock.time += AMENDED_EVERY + UNREAD_FOR * (step == "wait")
                if step == "confirm":
                    confirm(outbox, 1, start=number)
                elif step == "accept":
                    accept(folder)
                elif step == "withdraw":
                    withdraw(outbox, message, clock)
                elif step == "reinstate":
                    reinstate(outbox, message)
                await amend_due(parts)
                shown, calls = [each.text for each in api.received(CHAT)], len(api.calls)
                assert await amend_due(parts) == {}
                assert ([each.text for each in api.received(CHAT)], len(api.calls)) == (shown, calls)
        assert api.spec_problems == []


async def test_a_message_that_shows_it_already_counts_as_amended(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock, tmp_path: Path
) -> None:
    outbox.alert(READER)
    await deliver_due(parts)
    execute(tmp_path, "UPDATE amendments SET reports = 5")
    clock.time += AMENDED_EVERY

    assert await amend_due(parts) == {"amended": 1}
    assert api.called("editMessageText")[0].status == 400
    assert await amend_due(parts) == {}


@pytest.mark.parametrize("how", ["deleted", "blocked"])
async def test_what_cannot_be_amended_is_set_aside_with_one_line(
    api: BotApi,
    outbox: Outbox,
    parts: DeliveryParts,
    clock: FixedClock,
    how: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (sent,) = outbox.alert(READER)
    await deliver_due(parts)
    confirm(outbox, 1)
    clock.time += AMENDED_EVERY
    if how == "deleted":
        api.deletes(api.received(CHAT)[0])
    else:
        api.goes_wrong(CHAT, blocked())

    assert await amend_due(parts) == {"set aside": 1}
    confirm(outbox, 1, start=1)
    clock.time += AMENDED_EVERY
    assert await amend_due(parts) == {}

    lines = [each.getMessage() for each in caplog.records if "no longer be amended" in each.getMessage()]
    assert len(lines) == 1
    assert sent in lines[0]
    assert outbox.subscriber(READER).state is SubscriberState.ACTIVE


@pytest.mark.parametrize("fault", [hang_up(), server_error(), too_many_requests(30)])
async def test_an_edit_without_a_clear_answer_is_made_again(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock, fault: Any
) -> None:
    outbox.alert(READER)
    await deliver_due(parts)
    confirm(outbox, 1)
    clock.time += AMENDED_EVERY
    api.goes_wrong(CHAT, fault)

    assert await amend_due(parts) == {"put off": 1}
    assert await amend_due(parts) == {}
    clock.time += MINUTE
    unheld = replace(parts, paces={})
    assert await amend_due(unheld) == {"amended": 1}
    assert "Also in 1 more report" in api.received(CHAT)[0].text


async def test_an_accepted_development_says_so_in_its_message(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock, tmp_path: Path
) -> None:
    outbox.alert(READER)
    await deliver_due(parts)
    accept(tmp_path)
    clock.time += AMENDED_EVERY

    assert await amend_due(parts) == {"amended": 1}

    (message,) = api.received(CHAT)
    assert "Reviewed by the editors." in message.text
    assert "not yet reviewed" in message.edits[0]


async def test_nothing_is_edited_in_a_chat_that_became_another_one(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    group = a_chat(GROUP, is_group=True)
    outbox.alert(group)
    await deliver_due(parts)
    with outbox.open_unit_of_work() as work:
        work.subscribers.save(replace(group, address="-10055"))
        work.commit()
    confirm(outbox, 1)
    clock.time += AMENDED_EVERY

    assert await amend_due(parts) == {}
    assert api.called("editMessageText") == []


async def test_a_console_is_never_amended(outbox: Outbox, parts: DeliveryParts) -> None:
    outbox.alert(the_console())

    assert await amend_due(replace(parts, channels={})) == {}


async def test_edits_leave_a_send_its_turn(outbox: Outbox, parts: DeliveryParts, clock: FixedClock) -> None:
    for number in range(1, 6):
        outbox.alert(READER)
        await deliver_due(parts)
        confirm(outbox, number)
    clock.time += AMENDED_EVERY

    # The chat may have one message a second: an edit takes a turn as a send does, and the rest waits.
    done = await amend_due(parts, seconds=2.0)
    assert 1 <= done["amended"] < 5
    outbox.alert(READER)
    assert (await deliver_due(parts)).sent == 1
    assert (await amend_due(parts, seconds=60.0))["amended"] == 5 - done["amended"]


async def test_an_amended_message_still_names_the_uncertain_one(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    (lost,) = outbox.alert(READER)
    api.goes_wrong(CHAT, hang_up())
    await deliver_due(parts)
    outbox.alert(READER)
    await deliver_due(parts)
    confirm(outbox, 2)
    clock.time += AMENDED_EVERY

    assert await amend_due(parts) == {"amended": 1}
    assert f"again:{lost}" in dict(api.received(CHAT)[-1].buttons).values()


async def test_the_telegram_channel_amends_and_says_what_an_error_means(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    outbox.alert(READER)
    await deliver_due(parts)
    confirm(outbox, 1)
    clock.time += AMENDED_EVERY
    (channel,) = parts.channels.values()
    assert isinstance(channel, AmendingChannel)
    with outbox.open_unit_of_work(writes=False) as work:
        (amendment,) = work.amendments.list_stale(clock.now(), tuple(parts.channels), 5)
    api.goes_wrong(CHAT, blocked())

    with pytest.raises(RecipientGone):
        await channel.amend(amendment)
    assert outbox.states(amendment.alert.message.id) == [DeliveryState.SENT]


async def test_a_chat_that_has_to_wait_does_not_keep_others_from_being_amended(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    busy, most = a_chat(2002), 60
    for _ in range(most):
        outbox.alert(busy)
    while len(api.received(2002)) < most:
        await deliver_due(parts)
    outbox.alert(READER)
    await deliver_due(parts)
    for number in range(1, most + 2):
        confirm(outbox, number)
    clock.time += AMENDED_EVERY
    for pace in parts.paces.values():
        pace.hold("2002", 3600)
    for _ in range(3):
        await amend_due(parts)
    assert len(api.received(CHAT)[0].edits) == 1
    assert not any(each.edits for each in api.received(2002))
