"""Chats that block or remove the bot for a while: what was due and what came up comes when they are back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.broadcasting import confirm
from bot.operators import OperatorParts, tell_operators
from bot.patience import keep_patience
from config.settings import Settings
from domain.notice import NoticeKind, make_notice
from domain.patience import UNREACHED_FOR
from domain.subscriber import SubscriberState
from domain.telling import Urgency
from tests.acceptance.test_lookup_dialogues import last
from tests.builders import NOON
from tests.fakes import FixedClock
from tests.integration.storage.outcomes import a_message, a_report, an_opening, an_outcome
from tests.servers.telegram_house import House, running, telegram_parts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from domain.development import DevelopmentId
    from domain.unit_of_work import OpenUnitOfWork
    from tests.servers.bot_api import BotApi, Person

READER, GROUP = 1001, -100500
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PLACES = pytest.mark.parametrize("chat", [READER, GROUP], ids=["a blocked bot", "a bot removed from a group"])


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
async def house(api: BotApi, opens: OpenUnitOfWork, clock: FixedClock) -> AsyncIterator[House]:
    api.admins.add((GROUP, READER))
    async with running(api, telegram_parts(opens, clock=clock)) as house:
        yield house


async def begins(house: House, chat: int) -> Person:
    reader = house.api.person(READER)
    await house.says(reader, "/start", **({} if chat == READER else {"chat_id": chat}))
    return reader


async def leaves(house: House, reader: Person, chat: int) -> None:
    reader.blocks_bot() if chat == READER else reader.removes_bot_from(chat)
    await house.api.until(lambda: house.known(str(chat)).state is SubscriberState.PAUSED)


async def returns(house: House, reader: Person, chat: int) -> None:
    reader.unblocks_bot() if chat == READER else reader.adds_bot_to(chat)
    await house.api.until(lambda: house.known(str(chat)).state is SubscriberState.ACTIVE)


def comes_up(house: House, slug: str, urgency: Urgency = Urgency.AT_ONCE) -> DevelopmentId:
    """A poll that opens a development, and alerts everybody for whom the outbox keeps what comes up."""
    report, now = a_report(slug), house.parts.clock.now()
    opened = an_opening(report)
    with house.parts.open_unit_of_work(writes=False) as work:
        told = [each.id for each in work.subscribers.list_told(now)]
    at = {"created_at": now, "due_at": now}
    messages = tuple(a_message(opened, subscriber_id=each, urgency=urgency, **at) for each in told)
    house.records(an_outcome(report, at=now, opened=(opened,), messages=messages))
    return opened.change.development_id


def broadcasts(house: House, text: str) -> None:
    now = house.parts.clock.now()
    notice = make_notice(NoticeKind.BROADCAST, now, data={"text": text, "language": "", "by": 1})
    with house.parts.open_unit_of_work() as work:
        work.notices.add([notice])
        confirm(work, notice, now)
        work.commit()


def keeps_patience(house: House) -> None:
    keep_patience(house.parts.open_unit_of_work, house.parts.clock, ())


@PLACES
async def test_who_is_back_within_two_days_gets_all_of_it_in_one_digest(
    house: House, clock: FixedClock, chat: int
) -> None:
    reader = await begins(house, chat)
    comes_up(house, "before")
    comes_up(house, "daily", Urgency.DIGEST)
    await leaves(house, reader, chat)
    clock.time += HOUR
    comes_up(house, "meanwhile")
    clock.time += UNREACHED_FOR - 2 * HOUR
    keeps_patience(house)
    assert (await house.delivers()).sent == 0
    await returns(house, reader, chat)
    assert (await house.delivers()).sent == 1
    digest = last(house, chat)
    assert all(f"порту: {slug}" in digest.text for slug in ("before", "daily", "meanwhile"))
    assert (await house.delivers()).sent == 0


@PLACES
async def test_start_says_how_many_are_coming(house: House, clock: FixedClock, chat: int) -> None:
    reader = await begins(house, chat)
    where = {} if chat == READER else {"chat_id": chat}
    comes_up(house, "before")
    await leaves(house, reader, chat)
    clock.time += HOUR
    comes_up(house, "meanwhile")
    await returns(house, reader, chat)
    assert "2 developments wait to be told to this chat" in await house.says(reader, "/start", **where)
    assert (await house.delivers()).sent == 1
    assert "/latest shows what this chat missed" in await house.says(reader, "/start", **where)


@PLACES
async def test_after_two_days_it_is_cancelled_and_latest_shows_it(house: House, clock: FixedClock, chat: int) -> None:
    reader = await begins(house, chat)
    where = {} if chat == READER else {"chat_id": chat}
    comes_up(house, "before")
    await leaves(house, reader, chat)
    clock.time += UNREACHED_FOR
    keeps_patience(house)
    comes_up(house, "meanwhile")
    await returns(house, reader, chat)
    assert (await house.delivers()).sent == 0
    assert "/latest shows what this chat missed" in await house.says(reader, "/start", **where)
    missed = await house.says(reader, "/latest", **where)
    assert all(f"порту: {slug}" in missed for slug in ("before", "meanwhile"))
    comes_up(house, "afterwards")
    assert (await house.delivers()).sent == 1


async def test_a_topic_that_was_closed_waits_however_often_it_refused_before(house: House, clock: FixedClock) -> None:
    admin = house.api.person(READER)
    await house.says(admin, "/start", chat_id=GROUP, thread_id=7)
    comes_up(house, "before")
    house.api.closed_chats.add(GROUP)
    assert (await house.delivers()).delayed == 1
    house.api.closed_chats.discard(GROUP)
    admin.turns_topic(GROUP, 7, "forum_topic_closed")
    await house.settles()
    clock.time += UNREACHED_FOR
    keeps_patience(house)
    admin.turns_topic(GROUP, 7, "forum_topic_reopened")
    await house.settles()
    assert (await house.delivers()).sent == 1


async def test_a_correction_waits_for_who_is_away(house: House, clock: FixedClock) -> None:
    reader = await begins(house, READER)
    development = comes_up(house, "wrong")
    assert (await house.delivers()).sent == 1
    alert = last(house, READER)
    clock.time += DAY
    await leaves(house, reader, READER)
    with house.parts.open_unit_of_work() as work:
        work.reviews.withdraw(development, "not about Japan", clock.now())
        work.commit()
    await house.amends()
    assert house.api.received(READER)[-1] is alert
    clock.time += 5 * UNREACHED_FOR
    keeps_patience(house)
    await returns(house, reader, READER)
    counted = await house.amends()
    assert (counted["amended"], counted["replies sent"]) == (1, 1)
    assert "not about Japan" in last(house, READER).text


async def test_a_broadcast_waits_for_who_is_away_and_not_for_ever(house: House, clock: FixedClock) -> None:
    reader = await begins(house, READER)
    telling = OperatorParts(
        house.parts.open_unit_of_work, house.delivery.channels, house.delivery.paces, clock, Settings()
    )
    for number, (days, sent) in enumerate(((1, 1), (3, 0))):
        broadcasts(house, f"We move, number {number}.")
        await leaves(house, reader, READER)
        assert await tell_operators(telling) == 0
        clock.time += days * DAY
        assert await tell_operators(telling) == 0
        await returns(house, reader, READER)
        clock.time += HOUR
        assert await tell_operators(telling) == sent
    assert [f"number {each}" in last(house, READER).text for each in (0, 1)] == [True, False]
