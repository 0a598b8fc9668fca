"""What most tests of delivery start from: an empty outbox, and delivery to a Bot API server that waits for nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.channels import open_channels
from bot.channels.parts import ChannelParts
from bot.deliver import DeliveryParts
from bot.pacing import Pace, PaceLimits
from tests.fakes import FastPacer
from tests.integration.bot.outbox import DIGESTS, RENDER, Outbox, a_bot, an_outbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.fakes import FixedClock
    from tests.servers.bot_api import BotApi


@pytest.fixture
def outbox(empty: Path) -> Iterator[Outbox]:
    with an_outbox(empty) as outbox:
        yield outbox


@pytest.fixture
async def parts(api: BotApi, outbox: Outbox, clock: FixedClock) -> AsyncIterator[DeliveryParts]:
    """Delivery by the clock of the test's own module."""
    async with a_bot(api.url) as bot:
        channels = open_channels(ChannelParts(RENDER, clock, DIGESTS, bot))
        paces = {name: Pace(PaceLimits(), FastPacer()) for name in channels}
        yield DeliveryParts(outbox.open_unit_of_work, channels, paces, clock)
