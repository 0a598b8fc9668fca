"""Operators are told of sources that break and come back, of our own network, and of the week: real feeds, a real
database and a Bot API server; only the clock is moved."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

from bot.bootstrap import bootstrap, migrate_database, prepare
from bot.operators import tell_operators
from bot.roles import Role
from bot.service import Service
from bot.weekly import note_week
from config.settings import Settings
from domain.alert import DeliveryState
from domain.errors import FetchError
from domain.notice import OperatorMessage, OperatorMessageId
from domain.source import SourceId, Trouble, Verdict
from domain.subscriber import ChannelName
from monitors.health import FAILED_TIMES
from monitors.poll import poll_sources
from tests.builders import a_source, a_subscriber
from tests.fakes import FixedClock
from tests.servers.bot_api import TOKEN, BotApi
from tests.servers.bot_api_faults import blocked, cannot_parse, server_error, too_many_requests
from tests.servers.feeds import Page
from tests.servers.installation import compiled_once
from tests.servers.newsroom import Article, Newsroom

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bot.bootstrap import App
    from domain.fetching import Fetched, FetchRequest, NotModified
    from domain.source import SourceState, WatchedSource

AIGUL, BORIS = 1001, 1002
BROKEN = Page(status=500)
THURSDAY = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
POTATOES = Article("potatoes", "Цены на картофель выросли", "На рынках Алматы.", THURSDAY)


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom.of("kz-steppe", "kz-wire") as newsroom:
        for each in newsroom.sources:
            newsroom.publishes(each.id, POTATOES)
        yield newsroom


class House:
    """The service in this process, before emulated people, with a clock that moves when told."""

    def __init__(self, app: App, clock: FixedClock, screen: StringIO, newsroom: Newsroom) -> None:
        self.app, self.clock, self.screen, self.newsroom = app, clock, screen, newsroom
        self.service = Service(app, Console(file=screen, width=100), Console(file=StringIO(), width=100))

    def watched(self) -> Sequence[WatchedSource]:
        with self.app.open_unit_of_work(writes=False) as work:
            return [each for each in work.sources.list_all() if each.source.enabled]

    def state(self, source_id: str) -> SourceState:
        return next(each.state for each in self.watched() if each.source.id == source_id)

    async def cycle(self, after: timedelta = timedelta(hours=3)) -> None:
        """Let time pass, poll everything and deliver."""
        self.clock.time += after
        await self.service.run_once([Role.POLL, Role.DELIVER], self.watched())

    async def settles(self) -> None:
        """Let a quarter of an hour pass and deliver."""
        self.clock.advance(minutes=15)
        await self.service.run_once([Role.DELIVER])

    async def breaks(self, source_id: str, page: Page = BROKEN) -> None:
        """Fail until that is news."""
        self.newsroom.serves(source_id, page)
        for _ in range(FAILED_TIMES):
            await self.cycle()


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("migrated")
    migrate_database(Settings(home=home))
    return home / "var"


@pytest.fixture
def make_house(
    api: BotApi, newsroom: Newsroom, migrated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., House]:
    def make(**over: Any) -> House:
        (tmp_path / "sources").mkdir()
        (tmp_path / "sources" / "test.toml").write_text(newsroom.toml(), encoding="utf-8")
        usual = {
            "home": tmp_path,
            "sources_dir": "sources",
            "builtin_sources": False,
            "private_hosts": ("127.0.0.1",),
            "host_gap": 0,
            "telegram_token": TOKEN,
            "telegram_api_url": api.url,
            "admins": (AIGUL, BORIS),
        }
        settings = Settings.model_validate(usual | over)
        shutil.copytree(migrated, tmp_path / "var")
        monkeypatch.setattr("bot.bootstrap.build_matcher", lambda *_: compiled_once())
        clock = FixedClock(THURSDAY)
        app = bootstrap(settings, clock=clock)
        prepare(app)
        with app.open_unit_of_work() as work:
            work.subscribers.save(
                a_subscriber(address=str(AIGUL), language="ru", zone="Asia/Almaty", created_at=THURSDAY)
            )
            work.commit()
        return House(app, clock, StringIO(), newsroom)

    return make


def told(api: BotApi, person: int) -> list[str]:
    """What an operator was told, without alerts."""
    return [each.text for each in api.received(person) if "CA+JAD Monitor" in each.text]


async def test_a_feed_that_breaks_is_told_once_and_its_recovery_once(
    api: BotApi, newsroom: Newsroom, make_house: Callable[..., House]
) -> None:
    house = make_house()
    await house.cycle(timedelta())
    await house.breaks("kz-steppe")
    assert told(api, AIGUL) == []
    await house.settles()
    for person, words in ((AIGUL, "Не работает 1 источник"), (BORIS, "1 source fails")):
        (text,) = told(api, person)
        assert words in text
        assert "Outlet kz-steppe (kz-steppe)" in text
        assert "kz-wire" not in text
    await house.cycle(timedelta(hours=12))
    await house.cycle(timedelta(hours=12))
    await house.settles()
    assert len(told(api, BORIS)) == 1

    newsroom.publishes("kz-steppe", replace(POTATOES, slug="later", at=house.clock.now()))
    newsroom.publishes("kz-wire", replace(POTATOES, slug="later-too", at=house.clock.now()))
    await house.cycle()
    await house.settles()
    await house.cycle()
    await house.settles()
    first, second = told(api, BORIS)
    assert "1 source works again" in second
    assert "kz-steppe" in second
    assert house.state("kz-steppe").told is Trouble.NONE
    assert first != second


async def test_a_frozen_feed_is_told_of_though_every_poll_is_good(
    api: BotApi, make_house: Callable[..., House]
) -> None:
    house = make_house()
    await house.cycle(timedelta())
    await house.cycle(timedelta(days=3, minutes=-1))
    await house.settles()
    assert told(api, BORIS) == []
    await house.cycle()
    await house.settles()
    (text,) = told(api, BORIS)
    assert "2 sources are silent" in text
    assert house.state("kz-wire").failures == 0
    assert house.state("kz-wire").verdict is Verdict.UNCHANGED


async def test_operators_get_one_message_a_day(api: BotApi, make_house: Callable[..., House]) -> None:
    house = make_house()
    await house.cycle(timedelta())
    await house.breaks("kz-steppe")
    await house.settles()
    assert len(told(api, BORIS)) == 1
    await house.breaks("kz-wire", Page(status=403))
    await house.settles()
    assert len(told(api, BORIS)) == 1
    house.clock.advance(hours=12)
    await house.settles()
    _, second = told(api, BORIS)
    assert "kz-wire" in second
    assert "kz-steppe" not in second


class NoNetwork:
    """A fetcher on a machine whose network is down."""

    async def fetch(self, request: FetchRequest) -> Fetched | NotModified:
        raise FetchError(request.source_id, Verdict.UNREACHABLE, "no connection")


async def test_when_everything_fails_our_own_network_is_blamed_in_one_line(
    api: BotApi, make_house: Callable[..., House]
) -> None:
    house = make_house()
    others = [a_source(id=SourceId(f"far{n}"), url=f"https://far{n}.example/rss") for n in range(6)]
    await house.cycle(timedelta())
    with house.app.open_unit_of_work() as work:
        work.seed(house.app.declaration, [*(each.source for each in house.watched()), *others])
        work.commit()
    down = replace(house.app.poll_parts(NoNetwork()))
    for _ in range(FAILED_TIMES):
        house.clock.advance(hours=3)
        await poll_sources(down, house.watched())
    await house.service.run_once([Role.DELIVER])
    assert {each.state.failures for each in house.watched()} == {0}
    assert {each.state.told for each in house.watched()} == {Trouble.NONE}
    (text,) = told(api, BORIS)
    assert text.count("\n") == 2
    assert "Our own network seems to be down: 7 of 7 servers" in text

    house.clock.advance(hours=1)
    with house.app.open_unit_of_work() as work:
        work.seed(house.app.declaration, house.newsroom.sources)
        work.commit()
    await house.cycle(timedelta(hours=24))
    await house.settles()
    text = told(api, BORIS)[-1]
    assert "Our own network was down from 15 Jan 2026, 15:00 (UTC)" in text


async def test_a_dry_run_tells_nobody(make_house: Callable[..., House]) -> None:
    house = make_house()
    sources = [a_source(id=SourceId(f"far{n}"), url=f"https://far{n}.example/rss") for n in range(6)]
    with house.app.open_unit_of_work() as work:
        work.seed(house.app.declaration, sources)
        work.commit()
    outcomes = await poll_sources(house.app.poll_parts(NoNetwork(), dry_run=True), house.watched())
    assert {each.state.failures for each in outcomes} == {0}
    with house.app.open_unit_of_work(writes=False) as work:
        assert work.notices.list_waiting() == []


async def test_the_week_is_told_on_monday_in_the_operators_language(
    api: BotApi, make_house: Callable[..., House]
) -> None:
    house = make_house()
    app = house.app
    assert not note_week(app.open_unit_of_work, house.clock, app.settings)
    await house.cycle(timedelta())
    house.clock.time = datetime(2026, 1, 19, 4, 0, tzinfo=UTC)
    assert note_week(app.open_unit_of_work, house.clock, app.settings)
    assert not note_week(app.open_unit_of_work, house.clock, app.settings)
    await house.settles()
    (text,) = told(api, AIGUL)
    assert "За чем следили с" in text
    assert "Казахстан, русский: 2 источника, ответов на запросы: 100 %" in text
    house.clock.time += timedelta(days=21)
    assert not note_week(app.open_unit_of_work, house.clock, app.settings)


def noted(house: House) -> None:
    """Put a week's coverage before the operators."""
    house.clock.time = datetime(2026, 1, 19, 9, 0, tzinfo=UTC)
    assert note_week(house.app.open_unit_of_work, house.clock, house.app.settings)


async def test_without_a_bot_the_console_is_told(make_house: Callable[..., House]) -> None:
    house = make_house(telegram_token=None, admins=(), console_language="ja")
    await house.cycle(timedelta())
    noted(house)
    await house.settles()
    assert "運営者へのお知らせ" in house.screen.getvalue()


async def test_a_bot_without_admins_writes_it_to_the_log(
    make_house: Callable[..., House], caplog: pytest.LogCaptureFixture, api: BotApi
) -> None:
    house = make_house(admins=())
    await house.cycle(timedelta())
    noted(house)
    await house.settles()
    assert "What was watched from" in caplog.text
    assert told(api, AIGUL) == []
    await house.settles()
    assert caplog.text.count("What was watched from") == 1


async def test_a_message_that_was_surely_not_sent_is_sent_later_and_one_to_nobody_never(
    api: BotApi, make_house: Callable[..., House]
) -> None:
    house = make_house()
    await house.cycle(timedelta())
    noted(house)
    api.goes_wrong(AIGUL, too_many_requests(60))
    api.goes_wrong(BORIS, blocked())
    await house.settles()
    assert told(api, AIGUL) == told(api, BORIS) == []
    house.clock.advance(minutes=2)
    await house.settles()
    assert len(told(api, AIGUL)) == 1
    assert told(api, BORIS) == []


async def test_a_message_whose_markup_is_refused_goes_out_as_plain_text(
    api: BotApi, make_house: Callable[..., House]
) -> None:
    house = make_house(admins=(AIGUL,))
    await house.cycle(timedelta())
    noted(house)
    api.goes_wrong(AIGUL, cannot_parse())
    await house.settles()
    await house.settles()
    (text,) = told(api, AIGUL)
    assert "За чем следили" in text


async def test_a_message_in_doubt_is_never_sent_again(
    api: BotApi, make_house: Callable[..., House], caplog: pytest.LogCaptureFixture
) -> None:
    house = make_house(admins=(BORIS,))
    await house.cycle(timedelta())
    noted(house)
    api.goes_wrong(BORIS, server_error(502))
    await house.settles()
    await house.settles()
    assert told(api, BORIS) == []
    assert "message to operator 1002: DeliveryUncertain" in caplog.text


async def test_what_a_dead_process_was_sending_is_in_doubt(api: BotApi, make_house: Callable[..., House]) -> None:
    house = make_house()
    message_id = OperatorMessageId("left")
    left = OperatorMessage(
        message_id,
        str(BORIS),
        (),
        channel=ChannelName.TELEGRAM,
        created_at=THURSDAY,
        due_at=THURSDAY,
        state=DeliveryState.SENDING,
    )
    with house.app.open_unit_of_work() as work:
        work.notices.save_message(left)
        work.commit()
    await house.settles()
    with house.app.open_unit_of_work(writes=False) as work:
        assert work.notices.find_message(message_id) == replace(left, state=DeliveryState.UNCERTAIN)
    assert told(api, BORIS) == []


async def test_two_senders_at_once_tell_it_once(api: BotApi, make_house: Callable[..., House]) -> None:
    house = make_house()
    await house.cycle(timedelta())
    noted(house)
    house.clock.advance(minutes=15)
    async with house.service._delivery() as delivery:
        telling = house.service._operators(delivery)
        sent = await asyncio.gather(*(tell_operators(telling) for _ in range(3)))
    assert sum(sent) == 2
    assert (len(told(api, AIGUL)), len(told(api, BORIS))) == (1, 1)
