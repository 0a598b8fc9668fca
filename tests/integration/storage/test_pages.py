"""Read models of the page: in order, page by page, merged ones followed, rejected ones left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from domain.development import DevelopmentId, Stage
from domain.grouping import StorylineId
from domain.match import Facts
from domain.money import Money
from domain.review import MatchState
from domain.showing import EVERYTHING, Place, Selection
from domain.signals import Signals
from domain.source import Verdict
from tests.builders import NOON, a_judgement
from tests.integration.storage.outcomes import a_report, an_opening, an_outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.showing import ShownDevelopment
    from domain.story import JudgedStory
    from domain.unit_of_work import OpenUnitOfWork

SUM = Money(Decimal(700), "JPY", "700 yen")


def record(open_work: OpenUnitOfWork, *reports: JudgedStory) -> list[DevelopmentId]:
    opened = tuple(an_opening(each) for each in reports)
    with open_work() as work:
        work.record(an_outcome(*reports, opened=opened), "m1")
        work.commit()
    return [each.change.development_id for each in opened]


def three(open_work: OpenUnitOfWork) -> list[DevelopmentId]:
    reports = [
        a_report("a", judgement=a_judgement(26, countries=("KZ",))),
        a_report("b", hours=1, judgement=a_judgement(27, countries=("KZ", "UZ"))),
        a_report("c", hours=2, judgement=a_judgement(26, countries=("UZ",))),
    ]
    return record(open_work, *reports)


def ids(found: Sequence[ShownDevelopment]) -> list[DevelopmentId]:
    return [each.development.id for each in found]


def test_developments_come_newest_first_and_by_what_is_asked_for(open_work: OpenUnitOfWork) -> None:
    a, b, c = three(open_work)
    with open_work(writes=False) as work:
        pages = work.pages
        assert ids(pages.list_page(EVERYTHING, 10)) == [c, b, a]
        assert ids(pages.list_page(EVERYTHING, 1, 1)) == [b]
        assert ids(pages.list_page(Selection(commitment=26), 10)) == [c, a]
        assert ids(pages.list_page(Selection(country="KZ"), 10)) == [b, a]
        assert ids(pages.list_page(Selection(country="JP"), 10)) == [c, b, a]
        assert ids(pages.list_page(Selection(storyline=StorylineId("none")), 10)) == []
        assert ids(pages.list_by_id([a, DevelopmentId("none"), c])) == [a, c]
        assert {number: count.developments for number, count in pages.count_by_commitment().items()} == {26: 2, 27: 1}
        assert {code: count.developments for code, count in pages.count_by_country().items()} == {
            "JP": 3,
            "KZ": 2,
            "UZ": 2,
        }
        assert pages.totals().developments == 3
        assert pages.count_polls(NOON - timedelta(days=1)) == {Verdict.NEW: 1}


def test_a_walk_in_order_of_publication_meets_each_once(open_work: OpenUnitOfWork) -> None:
    expected = three(open_work)
    met: list[DevelopmentId] = []
    after: Place | None = None
    with open_work(writes=False) as work:
        while found := work.pages.list_after(EVERYTHING, after, 1):
            met += ids(found)
            after = Place(found[0].development.lead.published.at, met[-1])
    assert met == expected


def test_one_merged_into_another_leads_there(open_work: OpenUnitOfWork) -> None:
    a, b, _ = three(open_work)
    with open_work() as work:
        work.groups.move(work.groups.stories_of(a), b, NOON)
        work.commit()
    with open_work(writes=False) as work:
        found = work.pages.find(a)
        assert found is not None
        assert found.development.id == b
        assert a not in ids(work.pages.list_page(EVERYTHING, 10))
        assert work.pages.find(DevelopmentId("none")) is None


def test_one_whose_every_match_was_rejected_is_not_shown(open_work: OpenUnitOfWork) -> None:
    report = a_report("a")
    (only,) = record(open_work, report)
    with open_work() as work:
        before = work.pages.version()
        work.judgements.decide(report.story.id, 26, MatchState.REJECTED)
        work.commit()
    with open_work(writes=False) as work:
        assert work.pages.find(only) is None
        assert work.pages.list_page(Selection(commitment=26), 10) == []
        assert work.pages.totals().developments == 0
        assert work.pages.version() == before
    three(open_work)
    with open_work(writes=False) as work:
        assert work.pages.version() != before


def test_sums_and_days_come_with_what_the_reports_name(open_work: OpenUnitOfWork) -> None:
    told = a_judgement(26, facts=Facts(amount=SUM), signals=Signals(amounts=(SUM,), days=("2026-03-20",)))
    with_sum, _ = record(open_work, a_report("a", judgement=told), a_report("b"))
    done = replace(told, stage=Stage.DONE, facts=Facts())
    record(open_work, a_report("c", judgement=done))
    day = NOON.date()
    with open_work(writes=False) as work:
        (found,) = work.pages.list_with_sums(day, day)
        assert (found.id, found.judgement.signals.amounts) == (with_sum, (SUM,))
        (ahead,) = work.pages.list_ahead(day, day)
        assert (ahead.id, ahead.judgement.signals.days) == (with_sum, ("2026-03-20",))
        assert work.pages.list_with_sums(date(2026, 1, 16), date(2026, 1, 17)) == []
        reported = work.developments.list_reported(day, day)
        assert [each.judgement.signals.amounts for each in reported if each.id == with_sum] == [(SUM,)]
