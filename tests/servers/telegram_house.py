"""The whole bot beside the emulator: real storage, real handlers, real delivery, short waits."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from bot.amending import amend_due
from bot.assessing import AssessingParts
from bot.channels.telegram import TelegramChannel
from bot.deliver import DeliveryParts, DeliverySummary, deliver_due
from bot.digests import DigestWriter
from bot.introducing import REGISTERED
from bot.messages import alert_parts
from bot.pacing import Pace, PaceLimits
from bot.polling import PollingRhythm
from bot.report_desk import ReportDesk
from bot.reporting import reporting_parts
from bot.telegram_app import build_application, run_telegram
from bot.telegram_parts import TelegramParts
from bot.weekly_chart import status_chart
from config.declarations import load_declaration
from config.ladders import load_ladders
from config.lexicons import load_language_data
from config.organisations import load_organisations
from config.presets import load_presets
from config.units import load_units
from domain.commitment import Texts
from domain.subscriber import ChannelName
from matching.naming import NameFinder
from storage.engine import create_engine
from storage.migrate import upgrade
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON, a_source
from tests.fakes import FastPacer, FixedClock
from tests.integration.storage.outcomes import OTHER_SOURCE
from tests.servers.bot_api import TOKEN, BotApi

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from bot.telegram_parts import TelegramApp
    from domain.commitment import Declaration
    from domain.outcome import PollOutcome
    from domain.subscriber import Subscriber
    from domain.unit_of_work import OpenUnitOfWork

RHYTHM = PollingRhythm(wait=5, first_pause=0.02, longest_pause=0.05, confirm=1.0)
PLACES = {"aktau": Texts("Aktau", "Актау", "アクタウ")}


@cache
def declaration() -> Declaration:
    return load_declaration()


@cache
def name_finder() -> NameFinder:
    return NameFinder(load_language_data().names)


def seeded_file(folder: Path) -> Path:
    """A database file with the declaration and two sources, to be copied for each test."""
    file = folder / "seeded.sqlite3"
    engine = create_engine(f"sqlite:///{file}")
    upgrade(engine)
    with open_unit_of_work(engine)() as work:
        work.seed(declaration(), [a_source(), OTHER_SOURCE])
        work.commit()
    engine.dispose()
    return file


@contextlib.contextmanager
def database(seeded: Path, folder: Path) -> Iterator[OpenUnitOfWork]:
    """A copy of the seeded database, opened."""
    file = shutil.copy(seeded, folder / "cajad.sqlite3")
    engine = create_engine(f"sqlite:///{file}")
    yield open_unit_of_work(engine)
    engine.dispose()


def telegram_parts(opens: OpenUnitOfWork, **over: Any) -> TelegramParts:
    values = {
        "open_unit_of_work": opens,
        "declaration": declaration(),
        "places": PLACES,
        "clock": FixedClock(NOON),
        "presets": load_presets(),
        "organisations": load_organisations(),
        "find_names": name_finder(),
    }
    if "desk" not in over:
        clock = over.get("clock", values["clock"])
        assessing = AssessingParts(opens, declaration(), load_units(declaration()), load_ladders(), clock)
        values["desk"] = ReportDesk(reporting_parts(assessing, None))
    return TelegramParts(**{**values, **over})


async def introduced(api: BotApi) -> None:
    """Wait until a bot that starts for the first time has registered everything."""
    last = list(REGISTERED)[-1]
    await api.until(lambda: ("setMyShortDescription", last) in api.texts)


@dataclass
class House:
    """A running bot and what is around it."""

    api: BotApi
    app: TelegramApp
    parts: TelegramParts

    async def says(self, person: Any, text: str, *, replies: int = 1, **where: Any) -> str:
        """Let a person say something and wait for the replies; return them as one text."""
        chat, thread = where.get("chat_id", person.id), where.get("thread_id")
        before = len(self.api.received(chat, thread))
        person.says(text, **where)
        await self.api.until(lambda: len(self.api.received(chat, thread)) >= before + replies)
        return "\n".join(each.text for each in self.api.received(chat, thread)[before:])

    async def presses(self, person: Any, message: Any, data: str) -> str:
        """Let a person send callback data and wait until it is answered; return what the answer showed."""
        query_id = person.sends_callback(message, data)
        await self.api.until(lambda: any(each.query_id == query_id for each in self.api.answers))
        return next(each.text for each in self.api.answers if each.query_id == query_id)

    async def settles(self) -> None:
        """Wait until every update was handled: the next poll confirms them."""
        await self.api.until(lambda: not self.api.unconfirmed)

    def subscriber(self, address: str) -> Subscriber | None:
        with self.parts.open_unit_of_work(writes=False) as work:
            return work.subscribers.find(ChannelName.TELEGRAM, address)

    def known(self, address: str) -> Subscriber:
        """The subscriber at an address; there has to be one."""
        found = self.subscriber(address)
        assert found is not None
        return found

    def records(self, outcome: PollOutcome) -> None:
        with self.parts.open_unit_of_work() as work:
            work.record(outcome, "test")
            work.commit()

    @property
    def channel(self) -> TelegramChannel:
        """The way to the emulator, as the service makes it."""
        draw = partial(status_chart, self.parts.desk)
        ladders = self.parts.reporting.assessing.ladders
        render = partial(alert_parts, declaration=self.parts.declaration, places=self.parts.places, ladders=ladders)
        writer = DigestWriter(self.parts.declaration, self.parts.places, draw)
        return TelegramChannel(self.app.bot, render, self.parts.clock, writer)

    async def delivers(self) -> DeliverySummary:
        """One round of delivery."""
        return await deliver_due(self.delivery)

    async def amends(self) -> Counter[str]:
        """One round of amendments."""
        return await amend_due(self.delivery)

    @property
    def delivery(self) -> DeliveryParts:
        """What delivery works with, as the service makes it."""
        pace = Pace(PaceLimits(), FastPacer())
        channels = {ChannelName.TELEGRAM: self.channel}
        return DeliveryParts(self.parts.open_unit_of_work, channels, {ChannelName.TELEGRAM: pace}, self.parts.clock)


@contextlib.asynccontextmanager
async def running(
    api: BotApi, parts: TelegramParts, rhythm: PollingRhythm = RHYTHM, pace: Pace | None = None
) -> AsyncIterator[House]:
    """Run the bot; at the end nothing it asked for may have broken the Bot API's specification."""
    app = build_application(TOKEN, api.url, parts, pace)
    stop = asyncio.Event()
    run = asyncio.create_task(run_telegram(app, stop, rhythm))
    yield House(api, app, parts)
    stop.set()
    await run
    assert api.spec_problems == []
