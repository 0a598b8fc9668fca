"""What waits for an editor: told when it is accepted, lapsed when nobody looks, told late when one does at last."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.deliver import DeliveryParts, deliver_due
from bot.operators import OperatorParts, tell_operators
from bot.patience import keep_patience
from config.settings import Settings
from domain.alert import DeliveryState
from domain.facets import Facets
from domain.patience import NOT_REVIEWED, REMINDED_EVERY, REMINDED_FROM, REVIEW_AWAITED_FOR, TOLD_LATE_FOR, Awaited
from domain.subscriber import Subscriber, SubscriberId, SubscriberState
from domain.telling import EVERYTHING_AT_ONCE, USUAL, Timing
from tests.builders import NOON
from tests.fakes import FixedClock
from tests.integration.bot.amendments import CHAT, accept, execute
from tests.integration.bot.outbox import Outbox, a_chat

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers.bot_api import BotApi

EDITOR, ADMIN = 2001, 2002
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CAREFUL = replace(EVERYTHING_AT_ONCE, hold_until_reviewed=True)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON + HOUR)


def a_reader(timing: Timing = CAREFUL, **over: Any) -> Subscriber:
    return a_chat(CHAT, timing=timing, **over)


def keep(outbox: Outbox, clock: FixedClock, *admins: int) -> None:
    keep_patience(outbox.open_unit_of_work, clock, admins)


def awaited(outbox: Outbox) -> Awaited:
    with outbox.open_unit_of_work(writes=False) as work:
        return work.patience.awaited()


def lapsed(outbox: Outbox, clock: FixedClock) -> int:
    with outbox.open_unit_of_work(writes=False) as work:
        return work.watch.record_of(clock.now() - 7 * DAY, clock.now() + HOUR, DAY).lapsed


@pytest.mark.parametrize(
    "reader",
    [a_reader(), a_reader(EVERYTHING_AT_ONCE, facets=Facets(reviewed_only=True))],
    ids=["a chat that holds messages", "a reader of reviewed ones only"],
)
async def test_what_has_to_be_reviewed_comes_when_it_is(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock, tmp_path: Path, reader: Subscriber
) -> None:
    (message,) = outbox.alert(reader)
    assert (await deliver_due(parts)).sent == 0
    clock.time += 2 * DAY
    keep(outbox, clock)
    assert (await deliver_due(parts)).sent == 0
    accept(tmp_path)
    clock.time += HOUR
    assert (await deliver_due(parts)).sent == 1
    assert outbox.message(message).state is DeliveryState.SENT
    assert len(api.received(CHAT)) == 1


async def test_what_nobody_reviews_lapses_and_is_counted_once(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    reader, other = a_reader(), a_chat(1002)
    held, sent = outbox.alert(reader, other)
    await deliver_due(parts)
    clock.time = NOON + REVIEW_AWAITED_FOR - HOUR
    keep(outbox, clock)
    assert outbox.message(held).state is DeliveryState.DUE
    clock.time += 2 * HOUR
    for _ in range(2):
        keep(outbox, clock)
    message = outbox.message(held)
    assert (message.state, message.detail) == (DeliveryState.CANCELLED, NOT_REVIEWED)
    assert outbox.message(sent).state is DeliveryState.SENT
    assert lapsed(outbox, clock) == 1
    assert awaited(outbox) == Awaited()
    assert (await deliver_due(parts)).sent == 0
    assert api.received(CHAT) == []


async def test_what_was_accepted_in_time_never_lapses_however_long_the_chat_is_paused(
    outbox: Outbox, parts: DeliveryParts, clock: FixedClock, tmp_path: Path
) -> None:
    (message,) = outbox.alert(a_reader(replace(CAREFUL, paused_until=NOON + 30 * DAY)))
    accept(tmp_path)
    clock.time += 20 * DAY
    keep(outbox, clock)
    clock.time += 11 * DAY
    assert (await deliver_due(parts)).sent == 1
    assert outbox.message(message).state is DeliveryState.SENT


async def test_what_is_reviewed_late_comes_in_the_next_digest_and_says_so(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock, tmp_path: Path
) -> None:
    outbox.alert(a_reader(replace(USUAL, hold_until_reviewed=True)))
    await deliver_due(parts)
    clock.time += REVIEW_AWAITED_FOR
    keep(outbox, clock)
    clock.time += DAY
    accept(tmp_path)
    keep(outbox, clock)
    assert (await deliver_due(parts)).sent == 0
    clock.time += DAY
    assert (await deliver_due(parts)).sent == 1
    (digest,) = api.received(CHAT)
    assert "reviewed late" in digest.text.splitlines()[3]


@pytest.mark.parametrize("state", [SubscriberState.ACTIVE, SubscriberState.STOPPED])
async def test_what_is_reviewed_months_later_or_for_nobody_stays_where_it_is(
    outbox: Outbox, clock: FixedClock, tmp_path: Path, state: SubscriberState
) -> None:
    reader = a_reader()
    (message,) = outbox.alert(reader)
    clock.time += REVIEW_AWAITED_FOR
    keep(outbox, clock)
    with outbox.open_unit_of_work() as work:
        work.subscribers.set_state(reader.id, state)
        work.commit()
    clock.time += DAY if state is SubscriberState.STOPPED else TOLD_LATE_FOR + DAY
    accept(tmp_path)
    keep(outbox, clock)
    assert outbox.message(message).state is DeliveryState.CANCELLED


async def test_what_the_reader_asked_to_see_again_waits_for_nobody(outbox: Outbox, clock: FixedClock) -> None:
    (message,) = outbox.alert(a_reader())
    outbox.save(message, named=True)
    clock.time += 2 * REVIEW_AWAITED_FOR
    keep(outbox, clock)
    assert outbox.message(message).state is DeliveryState.DUE
    assert awaited(outbox) == Awaited()


async def test_a_day_without_a_report_needs_no_editor(outbox: Outbox, parts: DeliveryParts, tmp_path: Path) -> None:
    outbox.alert(a_reader())
    execute(
        tmp_path,
        "INSERT INTO due_notices (development_id, day, numbers, watched, unreachable, noticed_at, countries) "
        "SELECT development_id, '2026-01-01', '[26]', 1, 0, '2026-01-02', '[]' FROM outbox",
    )
    assert (await deliver_due(parts)).sent == 1


async def test_editors_are_reminded_before_it_lapses_and_not_every_day(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    editor = a_chat(EDITOR, editor=True, timing=USUAL)
    admin = a_chat(ADMIN, timing=USUAL)
    with outbox.open_unit_of_work() as work:
        for each in (editor, admin, a_chat(-7, editor=True, is_group=True), a_chat(1003)):
            work.subscribers.save(each)
        work.commit()
    outbox.alert(a_reader(), replace(a_reader(), id=SubscriberId("telegram:9"), address="9"))
    telling = OperatorParts(parts.open_unit_of_work, parts.channels, parts.paces, clock, Settings())
    reminders = []
    for _ in range(6):
        clock.time += DAY
        keep(outbox, clock, ADMIN)
        reminders.append(await tell_operators(telling))
    assert REMINDED_FROM == REMINDED_EVERY == 3 * DAY
    assert reminders == [0, 0, 2, 0, 0, 2]
    assert len(api.received(EDITOR)) == len(api.received(ADMIN)) == 2
    assert api.received(EDITOR)[0].text.splitlines()[1].startswith("1 development waits for review before it is sent")


async def test_a_reminder_does_not_come_in_the_editors_quiet_hours(
    api: BotApi, outbox: Outbox, parts: DeliveryParts, clock: FixedClock
) -> None:
    still = replace(USUAL, paused_until=NOON + 4 * DAY)
    with outbox.open_unit_of_work() as work:
        work.subscribers.save(a_chat(EDITOR, editor=True, timing=still))
        work.commit()
    outbox.alert(a_reader())
    telling = OperatorParts(parts.open_unit_of_work, parts.channels, parts.paces, clock, Settings())
    clock.time = NOON + REMINDED_FROM + HOUR
    keep(outbox, clock)
    assert await tell_operators(telling) == 0
    clock.time += DAY
    assert await tell_operators(telling) == 1
    assert len(api.received(EDITOR)) == 1
