"""The page in a real browser: every address, phone and desktop, scripts off, judged by axe-core."""

from __future__ import annotations

import socket
from contextlib import asynccontextmanager
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import async_playwright

from bot.texts import DEFAULT_ZONES, texts_for
from domain.commitment import READER_LANGUAGES
from reports.charts.table import charts_of
from reports.html_page import html_report
from tests.integration.web.shown import OIL, PATHS, id_of
from tests.programs import needed
from tests.report_builders import a_report
from web.app import create_app
from web.server import Served, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Browser, Page

    from web.parts import WebParts

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

VIEWS = {"phone, light": (390, 844, "light"), "desktop, dark": (1280, 900, "dark")}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@asynccontextmanager
async def browsing(parts: WebParts) -> AsyncIterator[tuple[Browser, str]]:
    """A browser, and the address of the page served on loopback."""
    chromium = needed("chromium")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with serving([Served(create_app(parts), "127.0.0.1", port, "")]), async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser, f"http://127.0.0.1:{port}"
        await browser.close()


async def complaints(page: Page) -> list[str]:
    """What axe-core finds on the page."""
    await page.evaluate(files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    found = await page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


async def test_a_page_that_is_not_accessible_is_complained_of(parts: WebParts) -> None:
    async with browsing(parts) as (browser, _):
        page = await browser.new_page()
        await page.set_content("<html lang=en><title>x</title><main><h1>x</h1><img src='data:,'></main></html>")
        assert [each.partition(":")[0] for each in await complaints(page)] == ["image-alt"]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("language", READER_LANGUAGES)
async def test_every_page_is_whole_and_quiet_and_accessible(parts: WebParts, language: str, view: str) -> None:
    width, height, scheme = VIEWS[view]
    async with browsing(parts) as (browser, address):
        context = await browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light"
        )
        page = await context.new_page()
        said: list[str] = []
        asked: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        for path in PATHS:
            await page.goto(f"{address}/{language}{path}")
            assert await complaints(page) == [], path
            overflow = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert overflow <= 0, path
        assert said == []
        assert [each for each in asked if not each.startswith(address)] == []
        assert await context.cookies() == []


@pytest.mark.parametrize("language", READER_LANGUAGES)
async def test_the_page_works_with_scripts_off_and_by_keyboard(parts: WebParts, language: str) -> None:
    async with browsing(parts) as (browser, address):
        context = await browser.new_context(java_script_enabled=False)
        page = await context.new_page()
        await page.goto(f"{address}/{language}/")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**#main")
        await page.get_by_role("searchbox").fill("石油")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/search?q=*")
        await page.locator("main h2 a").first.click()
        await page.wait_for_url(f"**/developments/{id_of(OIL)}")
        assert await page.get_by_role("heading", level=1).count() == 1


@pytest.mark.parametrize("language", READER_LANGUAGES)
async def test_a_report_is_accessible_fits_a_phone_and_asks_nobody(
    parts: WebParts, tmp_path: Path, language: str
) -> None:
    report = a_report(language)
    texts = texts_for(language, DEFAULT_ZONES[language])
    file = tmp_path / "report.html"
    file.write_bytes(html_report(report, texts, charts_of(report, texts)))
    async with browsing(parts) as (browser, _):
        for width, height, scheme in VIEWS.values():
            context = await browser.new_context(
                viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light"
            )
            page = await context.new_page()
            asked: list[str] = []
            page.on("request", partial(lambda seen, request: seen.append(request.url), asked))
            await page.goto(file.as_uri())
            assert await complaints(page) == []
            assert await page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
            assert asked == [file.as_uri()]
            await context.close()
