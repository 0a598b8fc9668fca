"""What every test gets: a clean environment, and no network but loopback (pytest-socket, see pyproject.toml)."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from storage.engine import create_engine
from storage.migrate import upgrade
from tests.fakes import FixedClock
from tests.servers.bot_api import BotApi
from tests.servers.telegram_house import database, seeded_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.unit_of_work import OpenUnitOfWork

# A gate gives the same verdict on the same code, also on a slow machine; `HYPOTHESIS_PROFILE=search` looks further.
settings.register_profile("gate", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files with slow tests first: one that is begun last keeps a single worker busy while the others idle."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("CAJAD_"):
            monkeypatch.delenv(name)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 1, 15, 9, 0, tzinfo=UTC))


@pytest.fixture
def api() -> Iterator[BotApi]:
    """A Bot API on loopback; no request may have broken its specification."""
    with BotApi() as api:
        yield api
        assert api.spec_problems == []


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with empty tables, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "cajad.sqlite3"
    engine = create_engine(f"sqlite:///{file}")
    upgrade(engine)
    engine.dispose()
    return file


@pytest.fixture
def empty(migrated: Path, tmp_path: Path) -> Path:
    """A database file of the test's own with empty tables."""
    return Path(shutil.copy(migrated, tmp_path / "cajad.sqlite3"))


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the declaration and one source, to be copied."""
    return seeded_file(tmp_path_factory.mktemp("seeded"))


@pytest.fixture
def opens(seeded: Path, tmp_path: Path) -> Iterator[OpenUnitOfWork]:
    """A copy of the seeded database."""
    with database(seeded, tmp_path) as opens:
        yield opens
