"""Publishers and installations for the acceptance tests."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.peopled import Crowd, gathered
from tests.servers.installation import Installation
from tests.servers.newsroom import Newsroom

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom.of("kz-steppe", "kz-wire") as newsroom:
        yield newsroom


@pytest.fixture
def bare(tmp_path: Path) -> Installation:
    """A folder with nothing in it."""
    return Installation.at(tmp_path / "bare")


@pytest.fixture
def house(newsroom: Newsroom, tmp_path: Path) -> Installation:
    """An installation that watches two publishers, without a bot token, its baselines polled."""
    house = Installation.at(tmp_path / "house", newsroom)
    house.has_tables()
    assert house.cajad("poll", "--all").status == 0
    return house


@pytest.fixture(scope="session")
def crowd(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Crowd:
    """Chats, alerts and all else that buttons name, as a bot left them behind."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(gathered, seeded, tmp_path_factory.mktemp("crowd")).result()
