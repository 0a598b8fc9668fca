"""Desks with the real matcher and a database of their own."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from config.lexicons import load_language_data
from matching.exchange import item_of
from matching.matcher import build_matcher
from monitors.judging import JudgingParts
from monitors.plan import AlertRules
from monitors.poll import PollParts
from storage.engine import create_engine
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON, a_subscriber
from tests.fakes import FixedClock
from tests.groupers import GROUPER
from tests.integration.monitors.desk import (
    DECLARATION,
    Desk,
    Unreachable,
)
from tests.servers.newsroom import Newsroom

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from domain.ports import Matcher


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
    engine = create_engine(f"sqlite:///{database}")
    opens = open_unit_of_work(engine)
    with opens() as work:
        work.seed(DECLARATION, newsroom.sources)
        work.subscribers.save(a_subscriber())
        work.commit()
    clock = FixedClock(NOON)
    rules = AlertRules(DECLARATION.adopted, timedelta(days=7))
    judging = JudgingParts(matcher, GROUPER, item_of, opens, clock, rules)
    parts = PollParts(Unreachable(), judging, lambda: 1.0)
    yield Desk(parts, newsroom, clock)
    engine.dispose()
