"""Desks with the real matcher and a database of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from config.lexicons import load_language_data
from matching.matcher import build_matcher
from tests.builders import NOON
from tests.integration.monitors.desk import DECLARATION, an_open_desk
from tests.servers.newsroom import Newsroom

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from domain.ports import Matcher
    from tests.integration.monitors.desk import Desk


@pytest.fixture(scope="session")
def matcher() -> Matcher:
    return build_matcher(DECLARATION, load_language_data())


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom.of("kz-steppe", "kz-wire", "uz-orchard") as newsroom:
        yield newsroom


@pytest.fixture
def database(empty: Path) -> Path:
    return empty


@pytest.fixture
def desk(database: Path, newsroom: Newsroom, matcher: Matcher) -> Iterator[Desk]:
    with an_open_desk(database, matcher, newsroom, NOON) as desk:
        yield desk
