"""Serving: the page and the operators' figures, joined with what is stored."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.mail_desk import mail_desk
from bot.page_labels import PageLabels
from bot.texts import DEFAULT_ZONES, texts_for
from config.money import load_ledger_rules, load_rates
from domain.commitment import READER_LANGUAGES
from web.app import create_app
from web.metrics import create_metrics_app
from web.parts import Reader, WebParts
from web.server import Served, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.bootstrap import App
    from config.settings import Settings


def web_parts(app: App) -> WebParts:
    """Return what the page works with.

    Raises:
        ConfigError: the rules of the ledger or the rates cannot be read.
    """
    return WebParts(
        open_unit_of_work=app.open_unit_of_work,
        declaration=app.declaration,
        units=app.units,
        ladders=app.ladders,
        readers={language: _reader(app, language) for language in READER_LANGUAGES},
        ledger_rules=load_ledger_rules(),
        rates=load_rates(app.settings.rates_file),
        clock=app.clock,
        url=public_address(app.settings),
        mail=mail_desk(app.settings, app.open_unit_of_work, app.clock),
    )


def public_address(settings: Settings) -> str:
    """Return the address of the page as others know it: the one declared, else host and port."""
    host = f"[{settings.web_host}]" if ":" in settings.web_host else settings.web_host
    return settings.web_url or f"http://{host}:{settings.web_port}"


@asynccontextmanager
async def page_served(app: App) -> AsyncIterator[None]:
    """Serve the page and the operators' figures while the block runs.

    Raises:
        ConfigError: a port cannot be had, or what is declared cannot be read.
    """
    settings = app.settings
    page = Served(create_app(web_parts(app)), settings.web_host, settings.web_port, "CAJAD_WEB_PORT")
    figures = create_metrics_app(app.open_unit_of_work, app.clock)
    operators = Served(figures, settings.metrics_host, settings.metrics_port, "CAJAD_METRICS_PORT")
    async with serving((page, operators)):
        yield


def _reader(app: App, language: str) -> Reader:
    texts = texts_for(language, DEFAULT_ZONES[language])
    return Reader(texts, PageLabels(texts, app.declaration, app.places))
