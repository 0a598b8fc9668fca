"""The page as operators start it: by itself and inside the service."""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from tests.servers.installation import Installation

STARTS_WITHIN = 60.0
"""Seconds on a machine of two slow cores."""


def free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        return one.getsockname()[1], other.getsockname()[1]


def answers(address: str) -> bool:
    try:
        return httpx.get(address).is_success
    except httpx.TransportError:
        return False


@pytest.mark.parametrize("words", [("serve",), ("run", "--roles", "web")], ids=" ".join)
def test_the_page_is_served_and_ends_when_told_to(house: Installation, words: tuple[str, ...]) -> None:
    ports = free_ports()
    house.environment |= {"CAJAD_WEB_PORT": str(ports[0]), "CAJAD_METRICS_PORT": str(ports[1])}
    page, figures = (f"http://127.0.0.1:{port}" for port in ports)
    process = house.starts(*words)
    process.wait_for(lambda: answers(f"{figures}/readyz"), STARTS_WITHIN)
    shown = httpx.get(f"{page}/ja/sources")
    assert shown.status_code == 200
    assert '<html lang="ja">' in shown.text
    assert "cajad_sources" in httpx.get(f"{figures}/metrics").text
    assert httpx.get(f"{page}/en/feed.json").json()["home_page_url"] == f"{page}/en/"
    assert process.ends_on(signal.SIGTERM, within=20) == 0
    assert "Traceback" not in process.err


def test_a_taken_port_is_one_clear_line(house: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        house.environment["CAJAD_WEB_PORT"] = str(taken.getsockname()[1])
        ran = house.cajad("serve")
    assert ran.status == 1
    assert "CAJAD_WEB_PORT: 127.0.0.1:" in ran.err
    assert "Traceback" not in ran.err


def test_the_words_of_the_search_are_made_anew(house: Installation) -> None:
    ran = house.cajad("db", "reindex")
    assert ran.status == 0
    assert "reports indexed" in ran.err
