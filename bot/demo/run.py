"""The demo: the main job on packaged feeds, with the settings of a morning after the summit.

No branch of its own: another clock, other sources, no gap between requests to a host. It polls twice, since the
first poll of a source is a baseline that alerts nobody.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.bootstrap import bootstrap, migrate_database, prepare
from bot.clocks import FixedClock
from bot.demo.server import DemoServer
from bot.reporting import write_report, write_status
from bot.roles import Role
from bot.service import Service
from config.settings import Settings
from domain.commitment import READER_LANGUAGES
from domain.errors import ConfigError
from reports.formats import FORMATS
from reports.material import ReportScope

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from bot.bootstrap import App

NOW = datetime(2025, 12, 23, 9, 0, tzinfo=UTC)
ROLES = (Role.POLL, Role.DELIVER)
DATABASE = "demo.sqlite3"


def run_demo(folder: Path, out: Console, err: Console) -> None:
    """Run the demo in ``folder``; what an earlier one left there is replaced.

    Raises:
        ConfigError: the folder cannot be written.
    """
    with DemoServer() as server:
        settings = Settings(
            home=folder,
            database_url=f"sqlite:///{DATABASE}",
            sources_dir=folder / "sources",
            builtin_sources=False,
            private_hosts=("127.0.0.1",),
            host_gap=0,
            concurrency=1,
            log_level="WARNING",
        )
        _clear(settings, server.port)
        migrate_database(settings)
        app = bootstrap(settings, clock=FixedClock(NOW))
        prepare(app)
        for title, name in (("First poll: what is there is the baseline", "baseline"), ("Second poll: news", "news")):
            err.rule(title)
            server.serve_round(name)
            asyncio.run(_poll_all(app, out, err))
    err.rule("Reports")
    for language in READER_LANGUAGES:
        scope = ReportScope(since=app.declaration.adopted, until=NOW.date(), made_at=NOW)
        path = folder / f"report.{language}.md"
        write_report(app.reporting, scope, language, FORMATS["md"], path)
        err.print(f"Report written to {path}.", markup=False)
        path = folder / f"status.{language}.md"
        write_status(app.assessing, language, path)
        err.print(f"Status written to {path}.", markup=False)


async def _poll_all(app: App, out: Console, err: Console) -> None:
    with app.open_unit_of_work(writes=False) as work:
        watched = [each for each in work.sources.list_all() if each.source.enabled]
    await Service(app, out, err).run_once(ROLES, watched)


def _clear(settings: Settings, port: int) -> None:
    """Remove the earlier demo's database and write where the sources answer this time."""
    declared = files("bot.demo").joinpath("sources.toml").read_text(encoding="utf-8")
    sources = settings.home / "sources"
    try:
        sources.mkdir(parents=True, exist_ok=True)
        for suffix in ("", "-wal", "-shm"):
            (settings.home / f"{DATABASE}{suffix}").unlink(missing_ok=True)
        (sources / "demo.toml").write_text(declared.replace("{port}", str(port)), encoding="utf-8")
    except OSError as error:
        raise ConfigError([f"{error.filename}: {error.strerror}"]) from error
