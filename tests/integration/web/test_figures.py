"""What is counted over everything stored: at once over little, beside the visits over much."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from domain.errors import StorageError
from storage.engine import create_engine
from storage.unit_of_work import open_unit_of_work
from tests.fakes import FixedClock
from tests.integration.storage.outcomes import a_report, an_opening, an_outcome
from tests.integration.web.shown import PRESS, parts_over
from web.figures import FigureKeeper

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from domain.unit_of_work import UnitOfWork
    from web.parts import WebParts


@pytest.fixture
def bare(empty: Path) -> Iterator[WebParts]:
    """The page over a database of its own, with sources and no development."""
    engine = create_engine(f"sqlite:///{empty}")
    parts = parts_over(open_unit_of_work(engine))
    with parts.open_unit_of_work() as work:
        work.seed(parts.declaration, (PRESS,))
        work.commit()
    yield parts
    engine.dispose()


def record(parts: WebParts, slug: str) -> None:
    report = a_report(slug)
    with parts.open_unit_of_work() as work:
        work.record(an_outcome(report, opened=(an_opening(report),)), "m1")
        work.commit()


def counted(keeper: FigureKeeper, parts: WebParts) -> int:
    with parts.open_unit_of_work(writes=False) as work:
        return keeper.figures(work).totals.developments


def counted_in_the_end(keeper: FigureKeeper, parts: WebParts, expected: int) -> bool:
    deadline = time.monotonic() + 10
    while counted(keeper, parts) != expected:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def test_a_visitor_sees_at_once_what_came_where_little_is_stored(bare: WebParts) -> None:
    keeper = FigureKeeper(bare)
    record(bare, "a")
    assert counted(keeper, bare) == 1
    record(bare, "b")
    assert counted(keeper, bare) == 2


def test_nobody_waits_for_the_count_where_much_is_stored(bare: WebParts) -> None:
    keeper = FigureKeeper(bare, few=0)
    record(bare, "a")
    assert counted(keeper, bare) == 1
    record(bare, "b")
    assert counted(keeper, bare) == 1
    assert counted_in_the_end(keeper, bare, 2)


def test_a_count_that_fails_leaves_the_figures_and_is_tried_again(
    bare: WebParts, caplog: pytest.LogCaptureFixture
) -> None:
    broken = False

    def opens(*, writes: bool = True) -> UnitOfWork:
        if broken:
            raise StorageError("out of order")
        return bare.open_unit_of_work(writes=writes)

    keeper = FigureKeeper(replace(bare, open_unit_of_work=opens), few=0)
    record(bare, "a")
    assert counted(keeper, bare) == 1
    record(bare, "b")
    broken = True
    assert counted(keeper, bare) == 1
    deadline = time.monotonic() + 10
    while "could not be counted: out of order" not in caplog.text and time.monotonic() < deadline:
        time.sleep(0.01)
    assert "could not be counted: out of order" in caplog.text
    broken = False
    assert counted_in_the_end(keeper, bare, 2)


def test_figures_are_counted_anew_after_a_while_even_if_nothing_came(bare: WebParts) -> None:
    record(bare, "a")
    clock = FixedClock(bare.clock.now())
    keeper = FigureKeeper(replace(bare, clock=clock))
    with bare.open_unit_of_work(writes=False) as work:
        first = keeper.figures(work)
        assert keeper.figures(work) is first
        clock.advance(minutes=6)
        assert keeper.figures(work) is not first
