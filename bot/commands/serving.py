"""``cajad serve``: the read-only page, and what operators' tools ask for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.bootstrap import bootstrap
from bot.commands.streams import err
from bot.service import stop_on_signals
from bot.serving import page_served, public_address
from config.logs import configure_logs
from config.settings import Settings

if TYPE_CHECKING:
    from bot.bootstrap import App


def serve() -> None:
    """Serve the read-only page until Ctrl-C; works beside the service."""
    settings = Settings.from_env()
    configure_logs(settings.log_level, settings.secrets())
    asyncio.run(_until_stopped(bootstrap(settings)))


async def _until_stopped(app: App) -> None:
    stop = asyncio.Event()
    stop_on_signals(stop)
    async with page_served(app):
        err.print(f"The page is served at {public_address(app.settings)}", markup=False, soft_wrap=True)
        await stop.wait()
