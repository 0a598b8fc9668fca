"""The past in the database: written once however often it is recorded, kept as long as a backfill needs it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from domain.past import ARCHIVE_PREFIX, Backfill, BackfillId, PastFinding
from domain.source import SourceId
from domain.story import CarriedEntry, Sifted
from storage.engine import create_engine
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON, a_fetched, a_judged_story, a_source, an_entry
from tests.integration.storage.outcomes import a_declaration

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from domain.fetching import Fetched
    from domain.unit_of_work import OpenUnitOfWork

PROGRESS = Backfill(BackfillId("x"), "kz-steppe", NOON, NOON, position=1, stories=1)
OTHER = a_source(id=SourceId(f"{ARCHIVE_PREFIX}orchard"), enabled=False, reason="stands in archives")


@pytest.fixture
def opens(empty: Path) -> Iterator[OpenUnitOfWork]:
    engine = create_engine(f"sqlite:///{empty}")
    opens = open_unit_of_work(engine)
    with opens() as work:
        work.seed(a_declaration(), [a_source()])
        work.commit()
    yield opens
    engine.dispose()


def a_finding(progress: Backfill = PROGRESS, step: Fetched | None = None, keeps: int = 2) -> PastFinding:
    report, entry = a_judged_story(), an_entry()
    sifted = Sifted((report.story,), (CarriedEntry(entry, report.story.id),), ())
    return PastFinding(NOON, progress, sifted, (report,), step=step, keeps=keeps, publishers=(OTHER,))


def record(opens: OpenUnitOfWork, *findings: PastFinding) -> None:
    for finding in findings:
        with opens() as work:
            work.record_past(finding, "matcher 1")
            work.commit()


def test_a_step_that_is_recorded_twice_is_there_once(opens: OpenUnitOfWork) -> None:
    finding = a_finding(step=a_fetched("page", "text/html", url="https://a.example/1"))
    record(opens, finding, finding)
    with opens(writes=False) as work:
        assert work.backfills.find(PROGRESS.id) == PROGRESS
        (step,) = work.backfills.steps(PROGRESS.id)
        assert work.stories.find(a_judged_story().story.id) is not None
        source = work.sources.find(a_source().id)
    assert (step.url, step.body, step.headers) == ("https://a.example/1", b"page", {"content-type": "text/html"})
    assert source is not None
    assert source.state.last_polled_at is None


def test_bodies_are_kept_of_the_first_and_the_newest_steps_until_the_end(opens: OpenUnitOfWork) -> None:
    progress = [replace(PROGRESS, position=n + 1) for n in range(9)]
    record(opens, *(a_finding(each, a_fetched("page", is_missing=each.position == 5)) for each in progress))
    with opens() as work:
        steps = work.backfills.steps(PROGRESS.id)
        assert [bool(step.body) for step in steps] == [True] * 4 + [False] * 3 + [True] * 2
        assert [step.is_missing for step in steps].index(True) == 4
        work.backfills.save(replace(progress[-1], done_at=NOON))
        assert not any(step.body for step in work.backfills.steps(PROGRESS.id))
        work.backfills.forget(PROGRESS.id)
        assert work.backfills.find(PROGRESS.id) is None
        assert work.backfills.steps(PROGRESS.id) == []


def test_a_publisher_of_an_archive_outlives_the_next_seeding(opens: OpenUnitOfWork) -> None:
    record(opens, a_finding())
    with opens() as work:
        work.seed(a_declaration(), [])
        reasons = {each.source.id: each.source.reason for each in work.sources.list_all()}
    assert reasons == {OTHER.id: "stands in archives", a_source().id: "no longer declared"}
