"""What every test gets: a clean environment, and no network but loopback (pytest-socket, see pyproject.toml)."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest

from tests.fakes import FixedClock


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("CAJAD_"):
            monkeypatch.delenv(name)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 1, 15, 9, 0, tzinfo=UTC))
