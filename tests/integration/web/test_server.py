"""Served for real: both addresses at once, ended together, and trouble told before anything starts."""

from __future__ import annotations

import logging
import socket
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx
import pytest

from domain.errors import ConfigError, StorageError
from web.app import create_app
from web.metrics import create_metrics_app
from web.server import Served, serving

if TYPE_CHECKING:
    from domain.unit_of_work import UnitOfWork
    from web.parts import WebParts


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


async def test_the_page_and_the_figures_are_served_until_the_end(parts: WebParts) -> None:
    page, figures = free_port(), free_port()
    served = (
        Served(create_app(parts), "127.0.0.1", page, "A"),
        Served(create_metrics_app(parts.open_unit_of_work, parts.clock), "127.0.0.1", figures, "B"),
    )
    async with httpx.AsyncClient() as client:
        async with serving(served):
            shown = await client.get(f"http://127.0.0.1:{page}/en/", headers={"Accept-Encoding": "gzip"})
            head = await client.head(f"http://127.0.0.1:{page}/en/")
            told = await client.get(f"http://127.0.0.1:{figures}/readyz")
            hidden = await client.get(f"http://127.0.0.1:{page}/metrics")
        with pytest.raises(httpx.ConnectError):
            await client.get(f"http://127.0.0.1:{page}/en/")
    assert (shown.status_code, told.status_code, hidden.status_code) == (200, 200, 404)
    assert shown.headers["content-encoding"] == "gzip"
    assert "server" not in shown.headers
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", shown.headers["etag"])


async def test_a_port_that_is_taken_is_told_with_its_setting(parts: WebParts) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=rf"CAJAD_WEB_PORT: 127\.0\.0\.1:{port}"):
            async with serving([Served(create_app(parts), "127.0.0.1", port, "CAJAD_WEB_PORT")]):
                pytest.fail("served")


async def test_a_database_that_cannot_be_read_is_no_traceback(
    parts: WebParts, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*, writes: bool = True) -> UnitOfWork:
        raise StorageError(f"the disk is full, {writes}")

    app = create_app(replace(parts, open_unit_of_work=away))
    with caplog.at_level(logging.WARNING):
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://page.example") as client:
            answer = await client.get("/ru/commitments")
    assert answer.status_code == 503
    assert "База данных сейчас недоступна" in answer.text
    assert "the disk is full" not in answer.text
    assert "the disk is full" in caplog.text


async def test_a_fault_of_ours_is_told_without_its_details(parts: WebParts) -> None:
    def broken(*, writes: bool = True) -> UnitOfWork:
        raise RuntimeError(f"a detail, {writes}")

    app = create_app(replace(parts, open_unit_of_work=broken))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://page.example") as client:
        answer = await client.get("/en/commitments")
    assert answer.status_code == 500
    assert "Something went wrong here" in answer.text
    assert "a detail" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
