"""A digest that may not have arrived: the next message names it, and its reader has it shown again, once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.messages import AGAIN
from bot.texts import texts_for
from domain.alert import DeliveryState
from domain.commitment import READER_LANGUAGES
from domain.digest import DigestId
from domain.subscriber import SubscriberId
from domain.telling import Urgency
from tests.builders import NOON
from tests.fakes import FixedClock
from tests.integration.storage.outcomes import a_message, a_report, an_opening, an_outcome
from tests.servers.bot_api_faults import server_error
from tests.servers.telegram_house import House, running, telegram_parts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from domain.unit_of_work import OpenUnitOfWork
    from tests.servers.bot_api import BotApi, Person
    from tests.servers.bot_api_chats import Accepted

READER, STRANGER = 1001, 1002
LANGUAGES = pytest.mark.parametrize("language", READER_LANGUAGES)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
async def house(api: BotApi, opens: OpenUnitOfWork, clock: FixedClock) -> AsyncIterator[House]:
    async with running(api, telegram_parts(opens, clock=clock)) as house:
        yield house


def tells(house: House, slug: str, urgency: Urgency, chat: int = READER) -> None:
    """A poll that opens a development and is to tell a chat of it."""
    report, now = a_report(slug), house.parts.clock.now()
    opened = an_opening(report)
    reader = SubscriberId(f"telegram:{chat}")
    message = a_message(opened, subscriber_id=reader, urgency=urgency, created_at=now, due_at=now)
    house.records(an_outcome(report, at=now, opened=(opened,), messages=(message,)))


async def in_doubt(house: House, clock: FixedClock, language: str = "en") -> tuple[Person, Accepted]:
    """A digest of two goes out into a failing network; return its reader and the alert that names it."""
    reader = house.api.person(READER, language_code=language)
    await house.says(reader, "/start")
    for slug in ("rails", "water"):
        tells(house, slug, Urgency.DIGEST)
    await house.delivers()
    clock.advance(days=1)
    house.api.goes_wrong(READER, server_error(502))
    assert (await house.delivers()).uncertain == 1
    tells(house, "grant", Urgency.AT_ONCE)
    assert (await house.delivers()).sent == 1
    return reader, house.api.received(READER)[-1]


def again(message: Accepted) -> tuple[str, str]:
    """Label and data of the one button that shows an uncertain message again."""
    [found] = [(label, data) for label, data in message.buttons if data.startswith(AGAIN)]
    return found


def digests(house: House, language: str = "en") -> list[Accepted]:
    heading = texts_for(language, "UTC").say("Developments of {day}", day="|").partition("|")
    return [
        each
        for each in house.api.received(READER)
        if all(part in each.text for part in heading[::2]) and "rails" in each.text
    ]


def state(house: House, message: Accepted) -> DeliveryState:
    with house.parts.open_unit_of_work(writes=False) as work:
        found = work.digests.find(DigestId(again(message)[1].removeprefix(AGAIN)))
    assert found is not None
    return found.state


@LANGUAGES
async def test_a_digest_in_doubt_is_named_and_comes_again_when_its_reader_asks(
    house: House, clock: FixedClock, language: str
) -> None:
    reader, alert = await in_doubt(house, clock, language)
    texts = texts_for(language, house.known(str(READER)).zone)
    label, data = again(alert)
    assert texts.time(clock.now()) in alert.text
    assert label == texts.say("Show again: {when}", when=texts.time(clock.now()))
    assert digests(house, language) == []
    assert await house.presses(reader, alert, data) == texts.say("The message comes again in a moment.")
    assert (await house.delivers()).sent == 1
    [shown] = digests(house, language)
    assert all(slug in shown.text for slug in ("rails", "water"))


async def test_a_second_press_shows_nothing_twice(house: House, clock: FixedClock) -> None:
    reader, alert = await in_doubt(house, clock)
    for answer in ("The message comes again in a moment.", "There is nothing to show again here."):
        assert await house.presses(reader, alert, again(alert)[1]) == answer
    await house.delivers()
    assert await house.presses(reader, alert, again(alert)[1]) == "There is nothing to show again here."
    await house.delivers()
    assert len(digests(house)) == 1


async def test_nobody_else_can_have_a_digest_shown(house: House, clock: FixedClock) -> None:
    _, alert = await in_doubt(house, clock)
    stranger = house.api.person(STRANGER)
    await house.says(stranger, "/start")
    own = house.api.received(STRANGER)[-1]
    assert await house.presses(stranger, own, again(alert)[1]) == "There is nothing to show again here."
    assert state(house, alert) is DeliveryState.UNCERTAIN


async def test_a_digest_that_is_lost_again_is_not_sent_by_itself_and_not_named_twice(
    house: House, clock: FixedClock
) -> None:
    reader, alert = await in_doubt(house, clock)
    await house.presses(reader, alert, again(alert)[1])
    house.api.goes_wrong(READER, server_error(502))
    assert (await house.delivers()).uncertain == 1
    clock.time += timedelta(hours=1)
    assert (await house.delivers()).sent == 0
    assert digests(house) == []
    assert state(house, alert) is DeliveryState.UNCERTAIN
    assert await house.presses(reader, alert, again(alert)[1]) == "The message comes again in a moment."
    await house.delivers()
    assert len(digests(house)) == 1
