"""The service writes and sends weekly posts, in whatever way it is run: a real database and a Bot API server."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from bot.bootstrap import bootstrap, migrate_database, prepare
from bot.roles import Role
from bot.service import Service
from config.settings import Settings
from domain.subscriber import SubscriberId
from tests.builders import a_source, a_subscriber
from tests.fakes import FixedClock
from tests.integration.storage.outcomes import a_report, an_opening, an_outcome
from tests.servers.bot_api import TOKEN, BotApi
from tests.servers.installation import compiled_once

if TYPE_CHECKING:
    from pathlib import Path

GROUP = -55
MONDAY = datetime(2026, 1, 19, 9, 30, tzinfo=UTC)


@pytest.fixture
def service(api: BotApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Service:
    """A service on a Monday after a week in which a development was found, with one group."""
    monkeypatch.setattr("bot.bootstrap.build_matcher", lambda *_: compiled_once())
    values = {"home": tmp_path, "telegram_token": TOKEN, "telegram_api_url": api.url, "builtin_sources": False}
    settings = Settings.model_validate(values)
    migrate_database(settings)
    app = bootstrap(settings, clock=FixedClock(MONDAY))
    prepare(app)
    group = a_subscriber(
        id=SubscriberId(f"telegram:{GROUP}"),
        address=str(GROUP),
        is_group=True,
        zone="UTC",
        created_at=MONDAY - timedelta(days=9),
    )
    report = a_report("grant")
    with app.open_unit_of_work() as work:
        work.seed(app.declaration, [a_source()])
        work.subscribers.save(group)
        work.record(an_outcome(report, opened=(an_opening(report),)), "m1")
        work.commit()
    return Service(app, Console(file=StringIO(), width=100), Console(file=StringIO(), width=100))


async def test_one_cycle_and_one_delivery_post_the_week_once(api: BotApi, service: Service) -> None:
    await service.run_once([Role.DELIVER])
    [post] = api.received(GROUP)
    assert "12–18 янв. 2026" in post.text
    await service.deliver_once()
    assert len(api.received(GROUP)) == 1


async def test_the_running_service_posts_the_week(api: BotApi, service: Service) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(service.run_until(stop, [Role.DELIVER]))
    await api.until(lambda: bool(_written(service)))
    stop.set()
    await running
    await service.deliver_once()
    assert len(api.received(GROUP)) == 1


def _written(service: Service) -> bool:
    with service._app.open_unit_of_work(writes=False) as work:
        return bool(work.weekly_posts.written([MONDAY.date()]))
