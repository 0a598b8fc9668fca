"""Editors reject what is on its way: whatever becomes of the message, its reader learns of it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from threading import Event
from typing import TYPE_CHECKING

import pytest

from bot.amending import amend_due
from bot.deliver import DeliveryParts, DeliverySummary, deliver_due
from domain.alert import DeliveryState
from domain.patience import TRIED_AGAIN_AFTER
from domain.telling import USUAL, Urgency
from tests.builders import NOON
from tests.fakes import FixedClock
from tests.integration.bot.amendments import CHAT, DAY, HOUR, MINUTE, READER, REASON, execute, reinstate, withdraw
from tests.integration.bot.outbox import Outbox, a_chat
from tests.servers.bot_api_faults import Fault, blocked, held, server_error

if TYPE_CHECKING:
    from pathlib import Path

    from domain.alert import MessageId
    from tests.servers.bot_api import BotApi

REJECT = "UPDATE matches SET state = 'rejected' WHERE story_id IN (SELECT id FROM stories WHERE url LIKE '%/report-1')"
PROPOSE = REJECT.replace("rejected", "proposed")
"""What becomes of the first report, without its messages."""


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON + HOUR)


async def a_digest_in_flight(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock, fault: Fault
) -> tuple[list[MessageId], Event, asyncio.Task[DeliverySummary]]:
    """Let a digest of two be claimed and its request be held; return its messages, what releases it, and the round."""
    reader = a_chat(CHAT, timing=USUAL)
    found = [message for _ in range(2) for message in outbox.alert(reader)]
    for message in found:
        outbox.save(message, urgency=Urgency.DIGEST)
    clock.time = NOON + timedelta(hours=21)
    released = Event()
    api.goes_wrong(CHAT, held(released, fault))
    delivering = asyncio.create_task(deliver_due(parts))
    await api.until(lambda: api.begun("sendMessage"))
    clock.time += MINUTE
    return found, released, delivering


async def test_a_rejection_while_the_digest_is_on_its_way_is_told_by_a_reply_to_it(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    found, released, delivering = await a_digest_in_flight(api, outbox, parts, clock, Fault(accepts=True))
    withdraw(outbox, found[0], clock)
    assert await amend_due(parts) == {}
    clock.time += MINUTE
    released.set()
    assert (await delivering).sent == 1

    assert await amend_due(parts) == {"replies sent": 1}
    assert await amend_due(parts) == {}
    digest, reply = api.received(CHAT)
    assert "report-1" in digest.text
    assert reply.reply_to == digest.message_id
    assert REASON in reply.text


async def test_a_rejection_while_a_digest_goes_out_that_may_have_arrived_is_told_by_a_message(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    found, released, delivering = await a_digest_in_flight(api, outbox, parts, clock, server_error(accepts=True))
    withdraw(outbox, found[0], clock)
    released.set()
    assert (await delivering).uncertain == 1

    assert await amend_due(parts) == {"replies sent": 1}
    _, told = api.received(CHAT)
    assert told.reply_to is None
    assert REASON in told.text


async def test_what_was_rejected_while_the_digest_failed_is_not_in_it_and_comes_when_that_is_undone(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock, tmp_path: Path
) -> None:
    found, released, delivering = await a_digest_in_flight(api, outbox, parts, clock, blocked())
    execute(tmp_path, REJECT)
    withdraw(outbox, found[0], clock)
    released.set()
    assert (await delivering).delayed == 1
    clock.time += TRIED_AGAIN_AFTER
    assert (await deliver_due(parts)).sent == 1
    assert await amend_due(parts) == {}
    (digest,) = api.received(CHAT)
    assert "report-1" not in digest.text
    assert outbox.states(*found) == [DeliveryState.CANCELLED, DeliveryState.FOLDED]

    execute(tmp_path, PROPOSE)
    reinstate(outbox, found[0])
    clock.time += DAY
    assert (await deliver_due(parts)).sent == 1
    assert "report-1" in api.received(CHAT)[-1].text


async def test_an_alert_on_its_way_when_it_is_rejected_is_edited_once_it_arrived(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    (message,) = outbox.alert(READER)
    released = Event()
    api.goes_wrong(CHAT, held(released))
    delivering = asyncio.create_task(deliver_due(parts))
    await api.until(lambda: api.begun("sendMessage"))
    withdraw(outbox, message, clock)
    clock.time += MINUTE
    released.set()
    assert (await delivering).sent == 1
    assert await amend_due(parts) == {"amended": 1}
    assert REASON in api.received(CHAT)[0].text
