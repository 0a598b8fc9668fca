"""What assessing reads of stored developments, and the rows it writes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import inspect, text

from domain.commitment import CommitmentNumber
from domain.development import DevelopmentId
from domain.review import MatchState
from domain.source import Tier
from domain.status import (
    MACHINE,
    ActorScore,
    ChangeReason,
    CodebookEntry,
    Coverage,
    EvidenceStep,
    Outlet,
    Overlay,
    RecordedAssessment,
    Status,
    StatusChange,
    UnitCoding,
)
from domain.unit import UnitId
from storage.engine import begin, create_engine
from storage.migrate import check, downgrade, upgrade
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON, a_source
from tests.integration.storage.outcomes import (
    OTHER_SOURCE,
    a_confirmation,
    a_declaration,
    a_report,
    a_told,
    an_opening,
    an_outcome,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from domain.unit_of_work import OpenUnitOfWork

BEFORE = "20260105_0900"
CUSTOMS = CommitmentNumber(26)
WHOLE = RecordedAssessment(
    unit_id=UnitId("26-b"),
    number=CUSTOMS,
    at=NOON,
    changed_at=NOON - timedelta(days=2),
    status=Status.LIMITED,
    coverage=Coverage(12, 3),
    step=EvidenceStep.RESOURCED,
    overlays=(Overlay.DELAYED, Overlay.STALLED),
    causes=(DevelopmentId("d1"),),
    evidence=(DevelopmentId("d1"), DevelopmentId("d2")),
    same_topic=1,
    score=0,
    scores=(ActorScore("JP", 0), ActorScore("KZ", None)),
    is_due=True,
    reviewed=True,
)
BARE = RecordedAssessment(UnitId("9-a"), CommitmentNumber(9), NOON, NOON, Status.NO_EVIDENCE, Coverage(12))
CHANGE = StatusChange(
    unit_id=UnitId("26-b"),
    at=NOON,
    before=None,
    after=Status.LIMITED,
    overlays_before=(),
    overlays_after=(Overlay.NOT_YET_DUE,),
    evidence=(DevelopmentId("d1"),),
    reason=ChangeReason.FIRST,
    who=MACHINE,
)


def test_a_development_is_read_with_all_its_outlets_each_once(open_work: OpenUnitOfWork) -> None:
    lead, second, third = a_report("grant"), a_report("grant-ja", source=OTHER_SOURCE), a_report("again")
    opened = an_opening(lead)
    with open_work() as work:
        work.record(an_outcome(lead, opened=(opened,)), "m1")
        work.record(an_outcome(second, source=OTHER_SOURCE, confirmed=(a_confirmation(second, opened),)), "m1")
        work.record(an_outcome(third, confirmed=(a_confirmation(third, opened),)), "m1")
        work.commit()
    with open_work(writes=False) as work:
        [told] = work.assessments.list_told()
    assert told.outlets == (Outlet("Steppe Courier", Tier.PRESS), Outlet("Harbour Wire", Tier.AGENCY))
    assert (told.development.lead, told.states) == (lead.story, {CUSTOMS: MatchState.PROPOSED})


def test_what_does_not_count_is_not_read_and_decisions_of_editors_are(open_work: OpenUnitOfWork) -> None:
    old, new = a_report("old"), a_report("new", hours=1)
    with open_work() as work:
        work.record(an_outcome(old, opened=(an_opening(old, counts=False),)), "m1")
        work.record(an_outcome(new, opened=(an_opening(new),)), "m1")
        work.judgements.decide(new.story.id, 26, MatchState.ACCEPTED)
        work.commit()
    with open_work(writes=False) as work:
        [told] = work.assessments.list_told()
    assert told.development.lead.id == new.story.id
    assert told.states == {CUSTOMS: MatchState.ACCEPTED}


def test_the_newest_assessment_of_a_unit_is_kept_whole(open_work: OpenUnitOfWork) -> None:
    with open_work() as work:
        work.assessments.save([replace(WHOLE, status=Status.NOT_STARTED, score=None), BARE])
        work.assessments.save([WHOLE])
        work.commit()
    with open_work(writes=False) as work:
        assert list(work.assessments.list_all()) == [BARE, WHOLE]


def test_a_day_that_passed_without_a_report_is_marked(open_work: OpenUnitOfWork, engine: Engine) -> None:
    with open_work() as work:
        work.assessments.save([replace(BARE, overlays=(Overlay.DUE_WITHOUT_EVIDENCE,)), WHOLE])
        work.commit()
    with begin(engine, writes=False) as connection:
        marked = connection.execute(text("SELECT unit_id FROM assessments WHERE due_without_evidence"))
        assert marked.scalars().all() == ["9-a"]


def test_the_log_grows_and_nothing_in_it_changes(open_work: OpenUnitOfWork) -> None:
    later = replace(CHANGE, at=NOON + timedelta(days=1), before=Status.LIMITED, after=Status.COMPLETE, who="Aigul")
    with open_work() as work:
        work.assessments.log([CHANGE, later])
        work.assessments.log([replace(CHANGE, after=Status.SUBSTANTIAL), replace(CHANGE, unit_id=UnitId("9-a"))])
        work.commit()
    with open_work(writes=False) as work:
        assert list(work.assessments.list_changes(10, UnitId("26-b"))) == [later, CHANGE]
        assert [each.unit_id for each in work.assessments.list_changes(2)] == ["26-b", "26-b"]
        assert len(work.assessments.list_changes(10)) == 3


def test_codings_of_people_are_kept_in_order(open_work: OpenUnitOfWork) -> None:
    told = a_told("grant")
    development_id = told.opened[0].change.development_id
    first = UnitCoding(development_id, UnitId("26-b"), CodebookEntry.DONE, "Aigul", NOON)
    second = replace(first, entry=None, who="Kenji", at=NOON + timedelta(hours=1))
    with open_work() as work:
        work.record(told, "m1")
        work.assessments.code(second)
        work.assessments.code(first)
        work.commit()
    with open_work(writes=False) as work:
        assert list(work.assessments.list_codings()) == [first, second]


@pytest.fixture
def migrated(empty_url: str) -> Iterator[Engine]:
    engine = create_engine(empty_url)
    upgrade(engine)
    yield engine
    engine.dispose()


def test_down_and_up_again_keeps_developments(migrated: Engine, empty_url: str) -> None:
    opens = open_unit_of_work(migrated)
    with opens() as work:
        work.seed(a_declaration(), [a_source()])
        work.record(replace(a_told("grant"), messages=()), "m1")
        work.assessments.save([WHOLE])
        work.commit()
    downgrade(migrated, BEFORE)
    assert not {"assessments", "status_changes", "unit_codings"} & set(inspect(migrated).get_table_names())
    upgrade(migrated)
    with opens(writes=False) as work:
        assert len(work.assessments.list_told()) == 1
        assert list(work.assessments.list_all()) == []
    assert check(empty_url) == []
