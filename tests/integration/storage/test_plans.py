"""How SQLite finds what a press of a button waits for: by an index, never by reading a whole table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, text

from domain.development import DevelopmentId
from domain.panel import Seat
from domain.review_card import place_of
from domain.unit import UnitId
from storage.engine import begin, create_engine
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON, a_source
from tests.integration.storage.outcomes import a_declaration, a_report, an_opening, an_outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine

    from domain.unit_of_work import UnitOfWork

OPENED = an_opening(a_report("grant"))
HERE = OPENED.change.development_id
GROWING = (
    "developments", "stories", "matches", "reports", "outbox", "weighings", "story_signals", "decisions",
    "status_changes",
)  # fmt: skip
_SCAN = re.compile(r"SCAN (\w+?)(?:_\d+)?\b")
"""The table that is read, whatever number stands behind its name in the statement."""


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    engine = create_engine(sqlite_url)
    with open_unit_of_work(engine)() as work:
        work.seed(a_declaration(), [a_source()])
        work.record(an_outcome(OPENED.change.report, opened=(OPENED,)), "m1")
        work.commit()
    yield engine
    engine.dispose()


def scans(engine: Engine, ask: Callable[[UnitOfWork], object]) -> list[str]:
    """The tables that what is asked reads from one end to the other, but for indexes of few rows."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    with open_unit_of_work(engine)(writes=False) as work:
        ask(work)
    event.remove(engine, "before_cursor_execute", note)
    found = []
    with begin(engine, writes=False) as connection:
        for statement, parameters in asked:
            if statement.startswith(("SELECT", "WITH")):
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                found += [row.detail for row in plan]
    return [detail for detail in found if _reads_all(detail)]


def _reads_all(detail: str) -> bool:
    scan = _SCAN.match(detail)
    is_growing = scan is not None and scan[1] in GROWING
    return is_growing and "ix_matches_open" not in detail


QUESTIONS: dict[str, Callable[[UnitOfWork], object]] = {
    "what waits for an editor": lambda work: work.reviews.places(),
    "the queue of the command line": lambda work: work.reviews.review_queue(),
    "one card": lambda work: work.reviews.find_item(HERE),
    "the beginning of an id": lambda work: work.reviews.resolve(HERE[:6]),
    "the newest decision of an editor": lambda work: work.reviews.last_decision("Aigul"),
    "units as weighed": lambda work: work.weighings.scales([UnitId("26-a"), UnitId("26-b")]),
    "one development told": lambda work: work.assessments.list_told([HERE]),
    "what is kept of it": lambda work: work.weighings.list_of([HERE]),
    "days ahead": lambda work: work.pages.list_ahead(NOON.date(), NOON.date(), not_over=NOON.date()),
    "when some were opened": lambda work: work.reviews.opened_among([HERE]),
    "an editor's seat": lambda work: work.panel.seat(Seat("telegram:7").who),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_of_every_press_reads_no_whole_table(engine: Engine, name: str) -> None:
    assert scans(engine, QUESTIONS[name]) == []


def test_what_a_development_may_repeat_is_looked_for_around_it(engine: Engine) -> None:
    with open_unit_of_work(engine)(writes=False) as work:
        place = place_of(work.reviews.find_item(HERE).development)
    found = scans(engine, lambda work: work.reviews.near(place, 6))
    assert found == [], "walks from its moment, along the index of openings"


def test_a_whole_table_would_be_noticed(engine: Engine) -> None:
    assert scans(engine, lambda work: work.weighings.list_ids(DevelopmentId(""), 5)) == []
    with begin(engine, writes=False) as connection:
        plan = connection.execute(text("EXPLAIN QUERY PLAN SELECT * FROM stories WHERE title = 'x'"))
        assert [_reads_all(row.detail) for row in plan] == [True]
