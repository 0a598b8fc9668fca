"""Withdrawals and updates in chats: shown by the message, told of by one reply, never twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.amending import amend_due, recover_replies
from bot.deliver import DeliveryParts, deliver_due
from domain.amendment import AMENDED_EVERY, AMENDED_FOR, UNREAD_FOR
from domain.subscriber import SubscriberState
from domain.telling import USUAL, Urgency
from monitors.regrouping import merge
from tests.builders import NOON
from tests.fakes import FixedClock
from tests.integration.bot.amendments import (
    CHAT,
    DAY,
    HOUR,
    MINUTE,
    READER,
    REASON,
    confirm,
    development_of,
    reinstate,
    update,
    withdraw,
)
from tests.integration.bot.outbox import Outbox, a_chat
from tests.servers.bot_api_faults import hang_up, too_many_requests

if TYPE_CHECKING:
    from domain.alert import MessageId
    from tests.servers.bot_api import BotApi


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON + HOUR)


async def withdrawn_after_it_was_read(outbox: Outbox, parts: DeliveryParts, clock: FixedClock) -> MessageId:
    """Deliver an alert, and withdraw it when its reader has had the time to read it."""
    (message,) = outbox.alert(READER)
    await deliver_due(parts)
    clock.time += UNREAD_FOR
    withdraw(outbox, message, clock)
    return message


async def test_a_withdrawal_reaches_the_message_at_once_and_who_read_it_as_a_reply(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    await withdrawn_after_it_was_read(outbox, parts, clock)

    assert await amend_due(parts) == {"amended": 1, "replies sent": 1}
    assert await amend_due(parts) == {}

    shown, reply = api.received(CHAT)
    assert shown.text.startswith(f"Withdrawn by the editors: {REASON}\n\nЯпония выделит грант порту")
    assert shown.buttons == []
    assert reply.reply_to == shown.message_id
    assert "Please disregard" in reply.text


async def test_who_got_the_message_within_the_hour_gets_the_edit_alone(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    (message,) = outbox.alert(READER)
    await deliver_due(parts)
    clock.time += UNREAD_FOR - MINUTE
    withdraw(outbox, message, clock)

    assert await amend_due(parts) == {"amended": 1}
    assert len(api.received(CHAT)) == 1


async def test_a_withdrawal_of_long_ago_told_messages_is_still_shown(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    (message,) = outbox.alert(READER)
    await deliver_due(parts)
    clock.time += AMENDED_FOR * 2
    withdraw(outbox, message, clock)

    assert await amend_due(parts) == {"amended": 1, "replies sent": 1}
    assert "Withdrawn" in api.received(CHAT)[0].text


async def test_an_undone_rejection_is_edited_back_and_a_waiting_reply_cancelled(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    (message,) = outbox.alert(READER)
    await deliver_due(parts)
    before = api.received(CHAT)[0].text
    clock.time += UNREAD_FOR
    withdraw(outbox, message, clock)
    with outbox.open_unit_of_work() as work:
        assert work.amendments.plan_replies(clock.now(), tuple(parts.channels)) == 1
        assert work.amendments.plan_replies(clock.now(), tuple(parts.channels)) == 0
        work.commit()
    reinstate(outbox, message)
    assert await amend_due(parts) == {}

    withdraw(outbox, message, clock)
    clock.time += MINUTE
    await amend_due(parts)
    reinstate(outbox, message)
    assert await amend_due(parts) == {"amended": 1}
    assert api.received(CHAT)[0].text == before


async def test_a_deleted_message_does_not_keep_the_reply_from_being_sent(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    (message,) = outbox.alert(READER)
    await deliver_due(parts)
    api.deletes(api.received(CHAT)[0])
    clock.time += UNREAD_FOR
    withdraw(outbox, message, clock)

    assert await amend_due(parts) == {"set aside": 1, "replies sent": 1}
    (reply,) = api.received(CHAT)
    assert reply.reply_to is None


async def test_a_withdrawal_of_what_was_set_aside_is_told_once(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    (message,) = outbox.alert(READER)
    await deliver_due(parts)
    confirm(outbox, 1)
    api.deletes(api.received(CHAT)[0])
    clock.time += UNREAD_FOR
    await amend_due(parts)
    withdraw(outbox, message, clock)

    assert await amend_due(parts) == {"replies sent": 1}
    with outbox.open_unit_of_work(writes=False) as work:
        assert not work.amendments.replies_wanted(tuple(parts.channels))


async def test_an_uncertain_reply_is_never_sent_again(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    await withdrawn_after_it_was_read(outbox, parts, clock)
    api.goes_wrong("sendMessage", hang_up())

    assert await amend_due(parts) == {"amended": 1, "replies uncertain": 1}
    clock.time += DAY
    assert await amend_due(parts) == {}
    assert len(api.received(CHAT)) == 2


async def test_a_reply_in_flight_when_the_process_died_is_uncertain(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    await withdrawn_after_it_was_read(outbox, parts, clock)
    with outbox.open_unit_of_work() as work:
        work.amendments.plan_replies(clock.now(), tuple(parts.channels))
        ((reply, _),) = work.amendments.list_replies(clock.now(), tuple(parts.channels))
        assert work.amendments.claim_reply(reply.id, clock.now()) is not None
        assert work.amendments.claim_reply(reply.id, clock.now()) is None
        work.commit()

    assert recover_replies(parts) == 1
    assert recover_replies(parts) == 0
    assert await amend_due(parts) == {"amended": 1}
    assert len(api.received(CHAT)) == 1


async def test_a_reply_that_surely_did_not_arrive_comes_later(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    await withdrawn_after_it_was_read(outbox, parts, clock)
    api.goes_wrong("sendMessage", too_many_requests(30))

    assert await amend_due(parts) == {"amended": 1, "replies due": 1}
    clock.time += MINUTE
    assert await amend_due(replace(parts, paces={})) == {"replies sent": 1}


async def test_nobody_who_stopped_is_replied_to(outbox: Outbox, parts: DeliveryParts, clock: FixedClock) -> None:
    await withdrawn_after_it_was_read(outbox, parts, clock)
    with outbox.open_unit_of_work() as work:
        work.subscribers.set_state(READER.id, SubscriberState.STOPPED)
        work.commit()

    assert await amend_due(parts) == {}
    with outbox.open_unit_of_work(writes=False) as work:
        assert not work.amendments.list_replies(clock.now(), tuple(parts.channels))


async def test_what_a_digest_told_is_withdrawn_by_one_reply_to_its_part(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    reader = a_chat(CHAT, timing=USUAL)
    found = [message for _ in range(2) for message in outbox.alert(reader)]
    for message in found:
        outbox.save(message, urgency=Urgency.DIGEST)
    await deliver_due(parts)
    clock.time = NOON + timedelta(hours=21)
    await deliver_due(parts)
    (digest,) = api.received(CHAT)
    clock.time += MINUTE
    withdraw(outbox, found[0], clock)

    assert await amend_due(parts) == {"replies sent": 1}
    assert await amend_due(parts) == {}

    reply = api.received(CHAT)[1]
    assert reply.reply_to == digest.message_id
    assert "report-1" in reply.text
    assert digest.edits == []

    reinstate(outbox, found[0])
    assert await amend_due(parts) == {"replies sent": 1}
    assert await amend_due(parts) == {}
    back = api.received(CHAT)[2]
    assert back.reply_to == digest.message_id
    assert back.text.startswith("It stands again")
    assert "disregard" not in back.text
    withdraw(outbox, found[0], FixedClock(clock.now() + DAY))
    clock.time += DAY
    assert await amend_due(parts) == {"replies sent": 1}


async def test_a_material_change_replies_to_the_first_message_which_keeps_its_figures(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    outbox.alert(READER)
    await deliver_due(parts)
    update(outbox, READER)
    await deliver_due(parts)

    first, second = api.received(CHAT)
    assert second.reply_to == first.message_id
    assert second.text.startswith("Update: ")
    assert "Was: Planned; now: Agreed" in second.text

    confirm(outbox, 1)
    clock.time += AMENDED_EVERY
    assert await amend_due(parts) == {"amended": 1}
    assert first.edits == []
    assert "Also in 2 more reports" in second.text


async def test_both_messages_of_a_revised_development_show_its_withdrawal_and_one_reply_comes(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    (message,) = outbox.alert(READER)
    await deliver_due(parts)
    update(outbox, READER)
    await deliver_due(parts)
    clock.time += UNREAD_FOR
    withdraw(outbox, message, clock)

    assert await amend_due(parts, seconds=9.0) == {"amended": 2, "replies sent": 1}
    first, second, reply = api.received(CHAT)
    assert "Withdrawn" in first.text
    assert "Withdrawn" in second.text
    assert reply.reply_to == first.message_id


async def test_an_update_of_what_a_digest_told_replies_to_its_part(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    reader = a_chat(CHAT, timing=USUAL)
    for message in [message for _ in range(2) for message in outbox.alert(reader)]:
        outbox.save(message, urgency=Urgency.DIGEST)
    await deliver_due(parts)
    clock.time = NOON + timedelta(hours=21)
    await deliver_due(parts)
    update(outbox, reader)
    await deliver_due(parts)

    digest, told = api.received(CHAT)
    assert told.reply_to == digest.message_id


async def test_a_message_of_a_merged_development_is_withdrawn_with_the_other_and_replied_to_once(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    gone, kept = outbox.alert(READER)[0], outbox.alert(READER)[0]
    for _ in range(2):
        await deliver_due(parts)
    with outbox.open_unit_of_work() as work:
        merge(work, development_of(outbox, kept), development_of(outbox, gone), "editor", clock.now())
        work.commit()
    clock.time += UNREAD_FOR * 2
    withdraw(outbox, kept, clock)
    for _ in range(3):
        await amend_due(parts)
    first, second, *replies = api.received(CHAT)
    assert REASON in first.text
    assert REASON in second.text
    assert len(replies) == 1
    reinstate(outbox, kept)
    for _ in range(2):
        await amend_due(parts)
    assert REASON not in first.text
    assert REASON not in second.text
