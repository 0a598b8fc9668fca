"""Dialogs before a server that enforces Telegram's limits: none is broken, and nobody's presses delay anybody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.clocks import SystemPacer
from bot.deliver import DeliveryParts, deliver_due
from bot.pacing import Pace, PaceLimits
from domain.subscriber import ChannelName
from tests.acceptance.test_settings_dialogues import opened
from tests.acceptance.test_telegram_dialogues import told
from tests.servers.bot_api_faults import too_many_requests
from tests.servers.bot_api_limits import RateLimits
from tests.servers.telegram_house import House, running, telegram_parts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from domain.unit_of_work import OpenUnitOfWork
    from tests.servers.bot_api import BotApi

PATIENCE = 60.0
"""Seconds, for a machine that does much else."""
A_SECOND, TO_ONE = 20, 4
PRESSES = 24


@pytest.fixture
def pace() -> Pace:
    return Pace(PaceLimits(A_SECOND, TO_ONE), SystemPacer())


@pytest.fixture
async def house(api: BotApi, opens: OpenUnitOfWork, pace: Pace) -> AsyncIterator[House]:
    api.limits = RateLimits(A_SECOND, TO_ONE)
    async with running(api, telegram_parts(opens), pace=pace) as house:
        yield house


async def settles(house: House) -> None:
    """Wait until every update was handled, answers that wait for their turns too."""
    await house.api.until(lambda: not house.api.unconfirmed, PATIENCE)


async def test_who_hammers_a_button_breaks_no_limit_and_sees_the_last_press(house: House) -> None:
    reader, other = house.api.person(1001), house.api.person(1002)
    message = await opened(house, reader)
    data = next(data for _, data in message.buttons if "countries" in data)
    await house.presses(reader, message, data)
    await settles(house)
    on = next(data for label, data in message.buttons if label.endswith("Kazakhstan"))
    queries = [reader.sends_callback(message, f"{on[:-1]}{press % 2}") for press in range(PRESSES)]
    await house.says(other, "/start")
    await house.api.until(lambda: {each.query_id for each in house.api.answers} >= set(queries), PATIENCE)
    await settles(house)

    assert house.known("1001").facets.countries == {"KZ"}
    assert any(label.startswith("✅") for label, _ in message.buttons)
    assert len(message.edits) < PRESSES
    assert house.api.limits is not None
    assert house.api.limits.refused == 0


async def test_alerts_and_answers_share_one_pace(house: House, pace: Pace) -> None:
    readers = [house.api.person(number) for number in range(1001, 1006)]
    for each in readers:
        await house.says(each, "/start")
    for slug in ("grant", "loan", "port"):
        house.records(told(slug, *(str(each.id) for each in readers)))
    for each in readers:
        each.says("/help")
        each.says("/about")
    channels = {ChannelName.TELEGRAM: house.channel}
    parts = DeliveryParts(house.parts.open_unit_of_work, channels, {ChannelName.TELEGRAM: pace}, house.parts.clock)
    assert (await deliver_due(parts, seconds=PATIENCE)).sent == 15
    await settles(house)
    assert house.api.limits is not None
    assert house.api.limits.refused == 0


async def test_an_answer_waits_as_long_as_telegram_asks_and_others_do_not(house: House) -> None:
    first, second = house.api.person(1001), house.api.person(1002)
    house.api.goes_wrong(1001, too_many_requests(1))
    first.says("/help")
    await house.says(second, "/help")
    assert house.api.received(1001) == []
    await house.api.until(lambda: len(house.api.received(1001)) == 1, PATIENCE)
    assert len(house.api.received(1001)) == 1


async def test_an_answer_for_which_telegram_asks_to_wait_long_is_given_up(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="bot")
    first, second = house.api.person(1001), house.api.person(1002)
    house.api.goes_wrong(1001, too_many_requests(600))
    first.says("/help")
    await settles(house)
    first.says("/about")
    await house.says(second, "/help")
    await settles(house)
    assert house.api.received(1001) == []
    assert len(house.api.called("sendMessage")) == 2
    assert caplog.text.count("a reply was not delivered") == 1
    assert caplog.text.count("a reply was given up") == 1
