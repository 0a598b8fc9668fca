"""What developments are worth for units, as it is kept, and what marks them to be weighed again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from domain.development import DevelopmentId, Stage
from domain.grouping import StorylineId
from domain.match import Tie
from domain.review import MatchState
from domain.status import CodebookEntry, EvidenceStep, Ground, UnitEvidence, Weighed
from domain.unit import UnitId
from domain.weighings import Scale
from storage.engine import create_engine
from storage.migrate import check, downgrade, upgrade
from storage.unit_of_work import open_unit_of_work
from tests.builders import NOON, a_judgement, a_source
from tests.integration.storage.outcomes import a_declaration, a_report, a_told, an_edit, an_opening, an_outcome, editing

if TYPE_CHECKING:
    from domain.unit_of_work import OpenUnitOfWork

BEFORE = "20260121_1100"
GRANT, OTHER = an_opening(a_report("grant")), an_opening(a_report("other", hours=1))
FIRST, SECOND = GRANT.change.development_id, OTHER.change.development_id


def weighed(development: DevelopmentId, unit: str = "26-b", **over: object) -> Weighed:
    evidence = UnitEvidence(
        development_id=development,
        unit_id=UnitId(unit),
        day=NOON.date(),
        stage=Stage.AGREED,
        tie=Tie.EXPLICIT,
        reached=EvidenceStep.RESOURCED,
        rung="grant.notes",
        parties=("JP", "KZ"),
        passage="",
        outlets=(),
        review=MatchState.ACCEPTED,
        coded=CodebookEntry.PARTLY,
        storyline_id=StorylineId("line"),
    )
    whole = Weighed(evidence, EvidenceStep.RESOURCED, Ground.LADDER, moves=True, entry=CodebookEntry.PARTLY)
    return replace(whole, **over)  # type: ignore[arg-type]  # fields of any type, as the test asks


@pytest.fixture
def told(open_work: OpenUnitOfWork) -> OpenUnitOfWork:
    with open_work() as work:
        work.record(an_outcome(GRANT.change.report, OTHER.change.report, opened=(GRANT, OTHER)), "m1")
        work.commit()
    return open_work


def marked(opens: OpenUnitOfWork) -> set[str]:
    with opens(writes=False) as work:
        return set(work.weighings.list_marked())


def forget_marks(opens: OpenUnitOfWork) -> None:
    with opens() as work:
        work.weighings.replace([FIRST, SECOND], ())
        work.commit()


def test_what_weighs_is_kept_whole_and_what_shares_the_topic_is_counted(told: OpenUnitOfWork) -> None:
    heavy = weighed(FIRST)
    bare = replace(heavy.evidence, unit_id=UnitId("26-a"), day=None, coded=None, storyline_id=None, parties=())
    setback = Weighed(bare, EvidenceStep.DELAYED, Ground.SAME_TOPIC, moves=False)
    light = weighed(SECOND, step=EvidenceStep.WORDS, ground=Ground.SAME_TOPIC, moves=False)
    with told() as work:
        assert work.weighings.replace([FIRST, SECOND], [heavy, setback, light]) == {"26-a", "26-b"}
        work.commit()
    units = [UnitId(each) for each in ("26-a", "26-b", "9-a")]
    with told(writes=False) as work:
        assert work.weighings.scales(units) == {"26-a": Scale((setback,)), "26-b": Scale((heavy,), 1), "9-a": Scale()}
        assert set(work.weighings.list_of([FIRST])) == {heavy, setback}


def test_only_the_units_that_something_changed_for_are_named(told: OpenUnitOfWork) -> None:
    with told() as work:
        work.weighings.replace([FIRST, SECOND], [weighed(FIRST), weighed(FIRST, "9-a"), weighed(SECOND)])
        again = [weighed(FIRST), weighed(FIRST, "9-a", step=EvidenceStep.RUNNING)]
        assert work.weighings.replace([FIRST], again) == {"9-a"}
        assert work.weighings.replace([FIRST], again) == set()
        assert set(work.weighings.list_of([FIRST, SECOND])) == {*again, weighed(SECOND)}
        assert work.weighings.replace([SECOND], ()) == {"26-b"}


def test_developments_are_listed_by_id_in_lots(told: OpenUnitOfWork) -> None:
    first, second = sorted((FIRST, SECOND))
    with told(writes=False) as work:
        assert work.weighings.list_ids(None, 1) == [first]
        assert work.weighings.list_ids(first, 5) == [second]
        assert work.weighings.list_marked(1) == [first]


def test_a_report_and_an_edit_mark_their_development(told: OpenUnitOfWork) -> None:
    assert marked(told) == {FIRST, SECOND}
    forget_marks(told)
    report = GRANT.change.report
    judged = replace(report, judgement=a_judgement(27))
    with told() as work:
        work.record(editing(an_edit(report, "Другое"), judged=(judged,)), "m1")
        work.commit()
    assert marked(told) == {FIRST}


def test_a_decision_about_a_match_and_a_held_development_are_marked(told: OpenUnitOfWork) -> None:
    forget_marks(told)
    with told() as work:
        work.judgements.decide(GRANT.change.report.story.id, 26, MatchState.REJECTED)
        assert work.weighings.list_marked() == [FIRST]
        work.reviews.hold(SECOND, None)
        assert set(work.weighings.list_marked()) == {FIRST, SECOND}


def test_reports_that_move_mark_what_they_leave_and_what_they_join(told: OpenUnitOfWork) -> None:
    forget_marks(told)
    with told() as work:
        work.groups.move([GRANT.change.report.story.id], SECOND, NOON)
        work.commit()
    assert marked(told) == {FIRST, SECOND}


def test_after_the_migration_everything_is_to_be_weighed_and_days_ahead_are_known(empty_url: str) -> None:
    engine = create_engine(empty_url)
    upgrade(engine)
    opens = open_unit_of_work(engine)
    signals = replace(a_judgement().signals, days=("03-20", "2026-05-01", "2026-13-40", "7"))
    told = a_told("grant", judgement=a_judgement(signals=signals, stage=Stage.PLANNED))
    plain = a_told("plain", judgement=a_judgement(stage=Stage.PLANNED))
    with opens() as work:
        work.seed(a_declaration(), [a_source()])
        work.record(replace(told, messages=()), "m1")
        work.record(replace(plain, messages=()), "m1")
        work.commit()
    downgrade(engine, BEFORE)
    upgrade(engine)
    planned = told.opened[0].change.development_id
    with opens(writes=False) as work:
        assert set(work.weighings.list_marked()) == {planned, plain.opened[0].change.development_id}
        ahead = work.pages.list_ahead(NOON.date(), NOON.date(), not_over=NOON.date())
        assert [each.id for each in ahead] == [planned]
    assert check(empty_url) == []
    engine.dispose()
