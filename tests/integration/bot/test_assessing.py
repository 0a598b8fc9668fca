"""Assessing on a real database: what is recorded, what is logged, and that nothing moves by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.assessing import ONCE_IN, AssessingParts, assessed_units, record_assessments, record_when_due, told_units
from config.declarations import load_declaration
from config.ladders import load_ladders
from config.units import load_units
from domain.development import Stage
from domain.match import Facts, Instrument, Tie
from domain.review import MatchState
from domain.source import SourceId, SourceState, Tier
from domain.status import CodebookEntry, Overlay, Status, UnitCoding
from domain.unit import UnitId
from storage.engine import create_engine
from storage.unit_of_work import open_unit_of_work
from tests.builders import a_judgement, a_source
from tests.fakes import FixedClock
from tests.integration.storage.outcomes import a_report, an_opening, an_outcome

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from domain.story import JudgedStory

MINISTRY = a_source(id=SourceId("jp-ministry"), name="Ministry", country="JP", tier=Tier.OFFICIAL)
SCANNERS = UnitId("26-b")
START = datetime(2026, 2, 1, 3, 10, tzinfo=UTC)
DECLARATION = load_declaration()
UNITS = load_units(DECLARATION)


@pytest.fixture
def parts(empty: Path) -> Iterator[AssessingParts]:
    engine = create_engine(f"sqlite:///{empty}")
    opens = open_unit_of_work(engine)
    with opens() as work:
        work.seed(DECLARATION, [MINISTRY])
        work.commit()
    yield AssessingParts(opens, DECLARATION, UNITS, load_ladders(), FixedClock(START))
    engine.dispose()


def tell(parts: AssessingParts, at: datetime, *reports: JudgedStory) -> None:
    """Record a successful poll that opens a development for each report."""
    opened = tuple(an_opening(report) for report in reports)
    polled = an_outcome(*reports, source=MINISTRY, at=at, opened=opened)
    with parts.open_unit_of_work() as work:
        work.record(replace(polled, state=SourceState(MINISTRY.id, last_polled_at=at, last_success_at=at)), "m1")
        work.commit()


def a_grant() -> JudgedStory:
    facts = Facts(instrument=Instrument.GRANT)
    judgement = a_judgement(26, stage=Stage.AGREED, tie=Tie.EXPLICIT, facts=facts)
    return a_report("grant", source=MINISTRY, judgement=judgement)


def status_of(parts: AssessingParts, unit_id: UnitId = SCANNERS) -> Status:
    with parts.open_unit_of_work(writes=False) as work:
        return next(each.status for each in work.assessments.list_all() if each.unit_id == unit_id)


def advance(parts: AssessingParts, **parts_of_time: float) -> None:
    assert isinstance(parts.clock, FixedClock)
    parts.clock.advance(**parts_of_time)


def test_before_anything_was_polled_no_status_is_given(parts: AssessingParts) -> None:
    summary = record_assessments(parts)
    assert (summary.assessed, summary.changed, summary.due) == (len(UNITS), (), ())
    assert status_of(parts) is Status.WITHHELD


def test_a_report_moves_its_unit_and_the_log_says_why(parts: AssessingParts) -> None:
    tell(parts, START)
    record_assessments(parts)
    assert status_of(parts) is Status.NO_EVIDENCE
    advance(parts, days=1)
    grant = a_grant()
    tell(parts, parts.clock.now(), grant)
    [line] = record_assessments(parts).changed
    assert (line.unit_id, line.before, line.after) == (SCANNERS, Status.NO_EVIDENCE, Status.LIMITED)
    assert line.evidence == (an_opening(grant).change.development_id,)
    assert status_of(parts) is Status.LIMITED
    with parts.open_unit_of_work(writes=False) as work:
        assert line in work.assessments.list_changes(5)


def test_assessing_again_changes_nothing_and_looking_records_nothing(parts: AssessingParts) -> None:
    tell(parts, START, a_grant())
    [found] = [each for each in told_units(parts, 26) if each.weighed]
    assert found.weighed[0].evidence.outlets[0].name == "Ministry"
    assert next(each for each in assessed_units(parts) if each.unit_id == found.unit_id).causes == found.causes
    with parts.open_unit_of_work(writes=False) as work:
        assert list(work.assessments.list_all()) == []
    assert len(record_assessments(parts).changed) == 1
    with parts.open_unit_of_work(writes=False) as work:
        before = {each.unit_id: each.changed_at for each in work.assessments.list_all()}
    advance(parts, hours=5)
    assert record_assessments(parts).changed == ()
    with parts.open_unit_of_work(writes=False) as work:
        after = work.assessments.list_all()
    assert {each.unit_id: each.changed_at for each in after} == before
    assert {each.at for each in after} == {parts.clock.now()}


def test_a_rejection_takes_the_status_back_under_the_editors_name(parts: AssessingParts) -> None:
    grant = a_grant()
    tell(parts, START, grant)
    record_assessments(parts)
    advance(parts, minutes=1)
    with parts.open_unit_of_work() as work:
        work.judgements.decide(grant.story.id, 26, MatchState.REJECTED)
        work.commit()
    [line] = record_assessments(parts, who="Aigul").changed
    assert (line.after, line.who) == (Status.NO_EVIDENCE, "Aigul")


def test_a_coding_of_a_person_can_make_a_unit_done(parts: AssessingParts) -> None:
    grant = a_grant()
    tell(parts, START, grant)
    development_id = an_opening(grant).change.development_id
    with parts.open_unit_of_work() as work:
        work.assessments.code(UnitCoding(development_id, SCANNERS, CodebookEntry.DONE, "Aigul", START))
        work.commit()
    record_assessments(parts)
    assert status_of(parts) is Status.COMPLETE


def test_a_day_that_passes_in_silence_is_told_as_a_development_of_its_own(parts: AssessingParts) -> None:
    late = datetime(2027, 1, 2, 3, 10, tzinfo=UTC)
    advance(parts, seconds=(late - START).total_seconds())
    tell(parts, late - timedelta(hours=1))
    summary = record_assessments(parts)
    assert [(each.unit_id, each.watched) for each in summary.due] == [("12-a", 1)]
    [line] = summary.changed
    assert line.overlays_after == (Overlay.DUE_WITHOUT_EVIDENCE,)


def test_without_a_nightly_job_units_are_assessed_about_once_a_day(parts: AssessingParts) -> None:
    tell(parts, START)
    assert record_when_due(parts) is not None
    assert record_when_due(parts) is None
    advance(parts, seconds=ONCE_IN.total_seconds())
    assert record_when_due(parts) is not None
