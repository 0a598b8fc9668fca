"""Reports as files on their way: a real database, real files, a Bot API server; only the clock is moved."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from bot.channels.console import ConsoleChannel
from bot.channels.telegram import TelegramChannel
from bot.operators import OperatorParts, recover_operator_messages, tell_operators
from bot.pacing import Pace, PaceLimits
from bot.parcels import LOOKS, Rhythm, parcel_notice, parcels_of
from bot.report_desk import DOCUMENT_LIMIT
from config.settings import Settings
from domain.alert import DeliveryState
from domain.commitment import READER_LANGUAGES
from domain.notice import Operator, OperatorMessageId
from domain.subscriber import ChannelName, SubscriberId, SubscriberState
from domain.telling import Timing
from tests.builders import a_subscriber
from tests.fakes import FastPacer, FixedClock
from tests.integration.bot.outbox import DIGESTS, RENDER, a_bot
from tests.servers.bot_api import TOKEN, BotApi
from tests.servers.bot_api_faults import cannot_parse, server_error, too_many_requests

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from domain.notice import OperatorMessage
    from domain.unit_of_work import OpenUnitOfWork

MONDAY = datetime(2026, 2, 2, 4, 0, tzinfo=UTC)
ADMIN, READER, GROUP = 7, 1001, -5
NAME = "weekly-2026-W05"
NOTICE = parcel_notice(Rhythm.WEEKLY, NAME, date(2026, 1, 26), date(2026, 2, 1), MONDAY)


@dataclass
class Post:
    """The delivery of reports, round by round."""

    parts: OperatorParts
    clock: FixedClock
    folder: Path

    async def round(self, **after: float) -> int:
        self.clock.advance(**after)
        return await tell_operators(self.parts)

    def subscribes(self, address: int, **over: object) -> None:
        wanted = {"timing": Timing(weekly_report=True), "is_group": address < 0}
        with self.parts.open_unit_of_work() as work:
            work.subscribers.save(
                a_subscriber(id=SubscriberId(f"telegram:{address}"), address=str(address), **{**wanted, **over})
            )
            work.commit()

    def hands_in(self) -> None:
        """Store the parcels of a report that was written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for language in READER_LANGUAGES:
            (self.folder / f"report.{language}.docx").write_bytes(f"report in {language}".encode())
        with self.parts.open_unit_of_work() as work:
            work.notices.add([NOTICE])
            admins = [Operator(ChannelName.TELEGRAM, str(each), "en", "UTC") for each in self.parts.settings.admins]
            for each in parcels_of(NOTICE, admins, work.subscribers.list_active(), self.clock.now()):
                work.notices.save_message(each)
            work.commit()

    def message(self, address: int) -> OperatorMessage:
        operator = Operator(ChannelName.TELEGRAM, str(address), "en", "UTC")
        [found] = parcels_of(NOTICE, [operator], [], self.clock.now())
        with self.parts.open_unit_of_work(writes=False) as work:
            stored = work.notices.find_message(found.id)
        assert stored is not None
        return stored

    def state_of(self, address: int) -> DeliveryState:
        return self.message(address).state

    def subscriber_state(self, address: int) -> SubscriberState:
        with self.parts.open_unit_of_work(writes=False) as work:
            return work.subscribers.get(SubscriberId(f"telegram:{address}")).state


@asynccontextmanager
async def posting(api: BotApi, opens: OpenUnitOfWork, home: Path) -> AsyncIterator[Post]:
    clock = FixedClock(MONDAY)
    settings = Settings.model_validate({"home": home, "telegram_token": TOKEN, "admins": (ADMIN,)})
    async with a_bot(api.url) as bot:
        channels = {ChannelName.TELEGRAM: TelegramChannel(bot, RENDER, clock, DIGESTS)}
        paces = {ChannelName.TELEGRAM: Pace(PaceLimits(), FastPacer())}
        yield Post(OperatorParts(opens, channels, paces, clock, settings), clock, settings.reports_dir / NAME)


@pytest.fixture
async def post(api: BotApi, opens: OpenUnitOfWork, tmp_path: Path) -> AsyncIterator[Post]:
    async with posting(api, opens, tmp_path) as post:
        yield post


async def test_operators_and_who_asked_get_the_report_in_their_language_once(api: BotApi, post: Post) -> None:
    post.subscribes(READER)
    post.subscribes(1002, timing=Timing())
    post.hands_in()
    assert await post.round() == 2
    assert await post.round(days=1) == 0
    for person, language, words in ((ADMIN, "en", "Weekly report"), (READER, "ru", "Отчёт за неделю")):
        [got] = api.received(person)
        assert words in got.text
        assert got.media is not None
        assert (got.media.name, got.media.data) == (f"cajad-{NAME}.docx", f"report in {language}".encode())
    assert api.received(1002) == []
    assert post.state_of(READER) is DeliveryState.SENT


async def test_a_report_in_doubt_is_never_sent_again(api: BotApi, post: Post) -> None:
    post.hands_in()
    api.goes_wrong(ADMIN, server_error(502))
    assert await post.round() == await post.round(days=1) == 0
    assert post.state_of(ADMIN) is DeliveryState.UNCERTAIN
    with post.parts.open_unit_of_work() as work:
        work.notices.save_message(replace(post.message(ADMIN), state=DeliveryState.SENDING))
        work.commit()
    assert recover_operator_messages(post.parts) == 1
    assert await post.round(days=1) == 0
    assert api.received(ADMIN) == []


async def test_telegrams_wait_holds_that_chat_alone(api: BotApi, post: Post) -> None:
    post.subscribes(READER)
    post.hands_in()
    api.goes_wrong(ADMIN, too_many_requests(60))
    assert await post.round() == 1
    assert post.state_of(ADMIN) is DeliveryState.DUE
    early = replace(post.message(ADMIN), due_at=post.clock.now())
    with post.parts.open_unit_of_work() as work:
        work.notices.save_message(replace(early, id=OperatorMessageId("another")))
        work.commit()
    assert await post.round() == 0, "the chat is held, whatever is due to it"
    await post.parts.paces[ChannelName.TELEGRAM]._pacer.sleep(61)
    assert await post.round(minutes=2) == 2


async def test_who_blocked_the_bot_is_paused_after_days_and_gets_nothing_more(api: BotApi, post: Post) -> None:
    post.subscribes(READER)
    post.hands_in()
    api.closed_chats.add(READER)
    assert await post.round() == 1
    assert post.state_of(READER) is DeliveryState.DUE
    for _ in range(4):
        await post.round(hours=12)
    assert post.state_of(READER) is DeliveryState.CANCELLED
    assert post.subscriber_state(READER) is SubscriberState.PAUSED


async def test_a_group_that_moved_gets_it_at_its_new_address(api: BotApi, post: Post) -> None:
    post.subscribes(GROUP)
    post.hands_in()
    api.migrated[GROUP] = -1005
    await post.round()
    assert await post.round() == 1
    assert len(api.received(-1005)) == 1


async def test_it_waits_for_the_end_of_quiet_hours_and_for_a_pause(api: BotApi, post: Post) -> None:
    post.subscribes(READER, timing=Timing(weekly_report=True, quiet_from=time(8), quiet_until=time(10)))
    post.subscribes(1002, timing=Timing(weekly_report=True))
    post.hands_in()
    post.subscribes(1002, timing=Timing(weekly_report=True, paused_until=MONDAY + timedelta(days=2)))
    await post.round()
    assert api.received(READER) == api.received(1002) == []
    await post.round(hours=1)
    assert (len(api.received(READER)), len(api.received(1002))) == (1, 0)
    await post.round(days=2)
    assert (len(api.received(READER)), len(api.received(1002))) == (1, 1)


@pytest.mark.parametrize("over", [{"timing": Timing()}, {"state": SubscriberState.STOPPED}])
async def test_who_wants_it_no_more_gets_none(api: BotApi, post: Post, over: dict[str, object]) -> None:
    post.subscribes(READER)
    post.hands_in()
    post.subscribes(READER, **over)
    await post.round()
    assert post.state_of(READER) is DeliveryState.CANCELLED
    assert api.received(READER) == []


async def test_a_caption_that_is_refused_goes_without_markup(api: BotApi, post: Post) -> None:
    post.hands_in()
    api.goes_wrong(ADMIN, cannot_parse())
    await post.round()
    assert await post.round() == 1
    [got] = api.received(ADMIN)
    assert got.entities == ()


async def test_a_file_that_is_not_there_is_waited_for_an_hour(api: BotApi, post: Post) -> None:
    post.hands_in()
    moved = post.folder.rename(post.folder.with_name("elsewhere"))
    assert await post.round() == 0
    moved.rename(post.folder)
    assert await post.round(minutes=10) == 1
    post.folder.rename(moved)
    with post.parts.open_unit_of_work() as work:
        work.notices.save_message(replace(post.message(ADMIN), state=DeliveryState.DUE, attempts=0))
        work.commit()
    for _ in range(LOOKS + 2):
        await post.round(minutes=10)
    assert post.state_of(ADMIN) is DeliveryState.REFUSED
    assert len(api.received(ADMIN)) == 1


async def test_a_file_above_telegrams_limit_is_refused_unsent(api: BotApi, post: Post) -> None:
    post.hands_in()
    with (post.folder / "report.en.docx").open("wb") as file:
        file.truncate(DOCUMENT_LIMIT + 1)
    await post.round()
    await post.round()
    assert post.state_of(ADMIN) is DeliveryState.REFUSED
    assert "too large" in post.message(ADMIN).detail
    assert api.called("sendDocument") == []


async def test_a_console_says_where_the_file_stands(post: Post) -> None:
    post.hands_in()
    screen = StringIO()
    console = ConsoleChannel(Console(file=screen, width=300), RENDER, DIGESTS)
    with post.parts.open_unit_of_work() as work:
        message = replace(post.message(ADMIN), id=OperatorMessageId("c"), channel=ChannelName.CONSOLE, address="stdout")
        work.notices.save_message(message)
        work.commit()
    settings = Settings.model_validate({"home": post.parts.settings.home})
    parts = replace(post.parts, channels={ChannelName.CONSOLE: console}, paces={}, settings=settings)
    assert await tell_operators(parts) == 1
    assert str(post.folder / "report.en.docx") in screen.getvalue()
