"""Answers that are none of the Bot API's: the bot goes on, nothing is sent twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.errors import DeliveryUncertain
from tests.builders import a_subscriber, an_alert
from tests.servers.bot_api_faults import GARBAGE, garbage
from tests.servers.telegram_house import running, telegram_parts

if TYPE_CHECKING:
    from domain.unit_of_work import OpenUnitOfWork
    from tests.servers.bot_api import BotApi

READER = 1001


@pytest.mark.parametrize("status", [200, 502])
@pytest.mark.parametrize("body", GARBAGE)
async def test_a_bot_that_polls_garbage_goes_on(api: BotApi, opens: OpenUnitOfWork, body: bytes, status: int) -> None:
    for method in ("getMe", "getUpdates"):
        api.goes_wrong(method, garbage(body, status))
    async with running(api, telegram_parts(opens)) as house:
        assert "subscribed" in await house.says(api.person(READER), "/start")


@pytest.mark.parametrize("status", [200, 502])
@pytest.mark.parametrize("body", GARBAGE)
async def test_a_message_answered_with_garbage_may_have_arrived(
    api: BotApi, opens: OpenUnitOfWork, body: bytes, status: int
) -> None:
    async with running(api, telegram_parts(opens)) as house:
        await house.says(api.person(READER), "/start")
        api.goes_wrong(READER, garbage(body, status))
        with pytest.raises(DeliveryUncertain):
            await house.channel.send(an_alert(subscriber=a_subscriber(address=str(READER))))
