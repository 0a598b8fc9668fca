"""The service in this process: its jobs and the bot beside each other, until told to stop."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from bot.bootstrap import bootstrap, migrate_database, prepare
from bot.roles import Role
from bot.service import Service
from config.settings import Settings
from domain.errors import ConfigError
from domain.source import SourceId
from tests.integration.storage.outcomes import an_outcome
from tests.servers.articles import GRANT
from tests.servers.bot_api import TOKEN, BotApi
from tests.servers.installation import compiled_once
from tests.servers.newsroom import Newsroom

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.bootstrap import App

READER = 1001


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom.of("kz-steppe", "kz-wire") as newsroom:
        yield newsroom


@pytest.fixture
def screen() -> Console:
    return Console(file=StringIO(), width=100)


def an_app(folder: Path, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, **over: object) -> App:
    (folder / "sources").mkdir()
    (folder / "sources" / "test.toml").write_text(newsroom.toml(), encoding="utf-8")
    values = {
        "home": folder,
        "sources_dir": "sources",
        "builtin_sources": False,
        "private_hosts": ("127.0.0.1",),
        "host_gap": 0,
    }
    settings = Settings.model_validate(values | over)
    migrate_database(settings)
    monkeypatch.setattr("bot.bootstrap.build_matcher", lambda *_: compiled_once())
    app = bootstrap(settings)
    prepare(app)
    return app


def written(screen: Console) -> str:
    assert isinstance(screen.file, StringIO)
    return screen.file.getvalue()


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(15):
        while not condition():  # noqa: ASYNC110 - the emulator lives in another thread and rings no event here
            await asyncio.sleep(0.01)


async def test_the_roles_work_side_by_side_until_told_to_stop(
    api: BotApi, newsroom: Newsroom, screen: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = an_app(tmp_path, newsroom, monkeypatch, telegram_token=TOKEN, telegram_api_url=api.url)
    stop = asyncio.Event()
    running = asyncio.create_task(Service(app, screen, screen).run_until(stop, set(Role)))
    api.person(READER, language_code="ja").says("/start")
    await until(lambda: api.received(READER))
    await until(lambda: "2 new" in written(screen))
    newsroom.publishes("kz-steppe", GRANT)
    with app.open_unit_of_work(writes=False) as work:
        watched = work.sources.find(SourceId("kz-steppe"))
    assert watched is not None
    by_hand = Service(app, screen, screen)
    async with app.fetcher() as fetcher:
        await by_hand._poll(app.poll_parts(fetcher), [watched])
    await until(lambda: any(GRANT.title in each.text for each in api.received(READER)))
    stop.set()
    async with asyncio.timeout(5):
        await running
    with app.open_unit_of_work() as work:
        for role in Role:
            work.leases.acquire(role.value, "another-host:1:1", app.clock.now(), timedelta(minutes=1))


async def test_without_the_bot_it_waits_to_be_stopped(
    newsroom: Newsroom, screen: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = an_app(tmp_path, newsroom, monkeypatch)
    stop = asyncio.Event()
    running = asyncio.create_task(Service(app, screen, screen).run_until(stop, [Role.POLL, Role.BOT]))
    await until(lambda: "2 new" in written(screen))
    assert not running.done()
    stop.set()
    await running


async def test_a_rejected_token_ends_every_role(
    api: BotApi, newsroom: Newsroom, screen: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = an_app(tmp_path, newsroom, monkeypatch, telegram_token="1:revoked", telegram_api_url=api.url)
    with pytest.raises(ConfigError, match="CAJAD_TELEGRAM_TOKEN"):
        await Service(app, screen, screen).run_until(asyncio.Event(), set(Role))


async def test_old_poll_history_is_tidied(
    newsroom: Newsroom, screen: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = an_app(tmp_path, newsroom, monkeypatch)
    source = newsroom.sources[0]
    with app.open_unit_of_work() as work:
        for number in range(40):
            at = app.clock.now() - timedelta(days=100, minutes=number)
            work.record(an_outcome(at=at, source=source), "test")
        work.commit()
    await Service(app, screen, screen)._tidy()
    with app.open_unit_of_work(writes=False) as work:
        assert len(work.sources.list_polls(source.id, 100)) == 30
