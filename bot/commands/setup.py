"""``cajad setup``: from a bot token to a running service, step by step."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.bootstrap import bootstrap, migrate_database, prepare
from bot.commands.streams import out
from bot.service import telegram_parts
from bot.setup import ServiceTools, SetupParts, run_setup
from config.loading import load_sources
from config.logs import configure_logs
from config.settings import Settings
from domain.errors import ConfigError

if TYPE_CHECKING:
    from bot.bootstrap import App


class Keyboard:
    """The person at the terminal (``bot.setup.Terminal``)."""

    def tell(self, text: str) -> None:
        """Print a line."""
        out.print(text, markup=False)

    def ask_secret(self, question: str) -> str:
        """Return what was typed, which is not shown."""
        return getpass(question)

    def confirm(self, question: str) -> bool:
        """Return the answer to a yes-or-no question; Enter is no."""
        return typer.confirm(question, default=False)


def setup() -> None:
    """Connect a Telegram bot, become its editor, send a test alert, and offer to install the service."""
    settings = Settings.from_env()
    configure_logs("WARNING", settings.secrets())
    load_sources(settings.sources_dir, builtin=settings.builtin_sources)
    migrate_database(settings)
    app = bootstrap(settings)
    prepare(app)
    try:
        finished = asyncio.run(run_setup(_parts(app)))
    except OSError as error:
        raise ConfigError([f"{error.filename}: {error.strerror}"]) from error
    except (EOFError, KeyboardInterrupt) as error:
        raise typer.Exit(1) from error
    if not finished:
        raise typer.Exit(1)


def _parts(app: App) -> SetupParts:
    settings = app.settings
    return SetupParts(
        home=settings.home,
        token=settings.telegram_token.get_secret_value() if settings.telegram_token else None,
        api_url=settings.telegram_api_url,
        telegram=telegram_parts(app),
        pacer=app.pacer,
        terminal=Keyboard(),
        service=_service_tools(),
    )


def _service_tools() -> ServiceTools | None:
    systemctl = shutil.which("systemctl")
    if systemctl is None:
        return None

    def run(arguments: tuple[str, ...]) -> int:
        return subprocess.run([systemctl, "--user", *arguments], check=False).returncode  # noqa: S603 - our own words

    return ServiceTools(
        folder=Path.home() / ".config" / "systemd" / "user",
        systemctl=run,
        executable=Path(sys.executable).with_name("cajad"),
    )
