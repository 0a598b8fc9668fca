"""Days that passed without a report: stored once, told like anything else, and no evidence anywhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text

from domain.commitment import Texts
from domain.development import DevelopmentId
from domain.due import CALENDAR_PREFIX, DueNotice
from domain.match import Stage
from domain.showing import EVERYTHING
from domain.unit import UnitId
from monitors.plan import alert_of
from tests.builders import NOON, a_judgement, a_source, a_subscriber
from tests.integration.storage.outcomes import OTHER_SOURCE, a_declaration, a_report, an_opening, an_outcome

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from domain.unit_of_work import OpenUnitOfWork

DECLARATION = a_declaration()
DECLARED = DueNotice(
    id=DevelopmentId("due-26"),
    day=date(2026, 1, 2),
    numbers=(26,),
    watched=12,
    unreachable=1,
    noticed_at=NOON,
    countries=("KZ",),
    unit_id=UnitId("26-a"),
    title=Texts("Courses held", "Курсы", "研修"),
)
FORUM = a_report("forum", judgement=a_judgement(27, stage=Stage.PLANNED))
ANNOUNCED = replace(
    DECLARED,
    id=DevelopmentId("due-27"),
    day=date(2026, 1, 1),
    numbers=(27,),
    unit_id=None,
    title=None,
    announced_by=an_opening(FORUM).change.development_id,
)


def note(open_work: OpenUnitOfWork, *notices: DueNotice, days: int = 0) -> list[DevelopmentId]:
    with open_work() as work:
        fresh = work.assessments.note_due(DECLARATION, notices, NOON + timedelta(days=days))
        work.commit()
    return list(fresh)


def test_a_day_is_noticed_once_and_comes_with_what_announced_it(open_work: OpenUnitOfWork) -> None:
    with open_work() as work:
        work.record(an_outcome(FORUM, opened=(an_opening(FORUM),)), "m1")
        work.commit()
    assert note(open_work, DECLARED, ANNOUNCED) == ["due-26", "due-27"]
    assert note(open_work, replace(DECLARED, watched=99), ANNOUNCED) == []
    with open_work(writes=False) as work:
        announced, declared = work.assessments.list_due()
    assert declared == DECLARED
    assert announced == replace(
        ANNOUNCED, headline=FORUM.story.title, source_name=FORUM.story.source_name, url=FORUM.story.url
    )


def test_evidence_closes_it_and_its_loss_opens_it_again_without_a_second_notice(open_work: OpenUnitOfWork) -> None:
    note(open_work, DECLARED)
    assert note(open_work, days=1) == []
    with open_work(writes=False) as work:
        assert work.assessments.list_due() == []
        assert work.developments.get(DECLARED.id).due == replace(DECLARED, answered_at=NOON + timedelta(days=1))
    assert note(open_work, DECLARED, days=2) == []
    with open_work(writes=False) as work:
        assert work.assessments.list_due() == [DECLARED]


def test_it_is_a_development_that_no_story_tells(open_work: OpenUnitOfWork) -> None:
    note(open_work, DECLARED)
    with open_work(writes=False) as work:
        found = work.developments.get(DECLARED.id)
    assert (found.due, found.counts, found.reports, found.source_names) == (DECLARED, False, 0, ())
    assert (found.judgement.primary, found.lead.url) == (26, DECLARATION.url)


def test_it_counts_as_evidence_report_source_or_missed_story_nowhere(open_work: OpenUnitOfWork) -> None:
    note(open_work, DECLARED)
    day = NOON.date()
    with open_work(writes=False) as work:
        assert work.assessments.list_told() == []
        assert work.developments.list_latest(5) == []
        assert work.developments.list_reported(day, day) == []
        assert work.developments.list_open(NOON - timedelta(days=1)) == []
        assert work.pages.list_page(EVERYTHING, 5) == []
        assert work.pages.find(DECLARED.id) is None
        assert work.pages.count_by_commitment() == {}
        totals = work.pages.totals()
        assert (totals.developments, totals.reports, totals.stories) == (0, 0, 0)
        assert work.search.find("Courses", 5) == []
        assert work.reviews.review_queue() == []
        assert work.judgements.count_outdated("m2", None) == 0
        record = work.watch.record_of(NOON - timedelta(days=1), NOON + timedelta(days=1), timedelta(days=1))
        assert (record.missed, record.delays) == ((), ())
        assert [each.source.id for each in work.sources.list_all()] == [OTHER_SOURCE.id, "kz-steppe"]


def test_the_calendar_stays_when_sources_are_declared_anew(open_work: OpenUnitOfWork, engine: Engine) -> None:
    note(open_work, DECLARED)
    with open_work() as work:
        work.seed(DECLARATION, [a_source()])
        work.commit()
    with engine.connect() as connection:
        chosen = text("SELECT enabled, reason FROM sources WHERE id = :id")
        enabled, reason = connection.execute(chosen, {"id": f"{CALENDAR_PREFIX}tokyo_2025"}).one()
    assert (bool(enabled), reason) == (False, "holds the days of the Declaration; there is nothing to poll")


def test_the_outbox_delivers_it_once_like_any_other(open_work: OpenUnitOfWork) -> None:
    note(open_work, DECLARED)
    message = alert_of(DECLARED.id, 1, a_subscriber(), NOON)
    with open_work() as work:
        work.outbox.save(message)
        work.commit()
    with open_work() as work:
        alert = work.outbox.claim(message.id, NOON)
        assert work.outbox.claim(message.id, NOON) is None
    assert alert is not None
    assert alert.development.due == DECLARED
