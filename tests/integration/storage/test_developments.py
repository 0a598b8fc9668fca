"""Developments: open ones for grouping, told ones for readers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from domain.development import DevelopmentId, Stage
from domain.grouping import GroupedStory
from domain.match import Match
from tests.builders import NOON, a_judgement, a_source
from tests.integration.storage.outcomes import (
    OTHER_SOURCE,
    SOURCE,
    a_confirmation,
    a_declaration,
    a_message,
    a_report,
    an_edit,
    an_opening,
    an_outcome,
    editing,
)

if TYPE_CHECKING:
    from domain.development import OpenDevelopment
    from domain.story import JudgedStory
    from domain.unit_of_work import OpenUnitOfWork


def tell(open_work: OpenUnitOfWork, *reports: JudgedStory, at: object = NOON, **flags: bool) -> list[DevelopmentId]:
    openings = tuple(an_opening(report, **flags) for report in reports)
    with open_work() as work:
        work.record(an_outcome(*reports, at=at, opened=openings), "m1")
        work.commit()
    return [opened.change.development_id for opened in openings]


def by_id(developments: list[OpenDevelopment]) -> dict[DevelopmentId, OpenDevelopment]:
    return {development.id: development for development in developments}


def test_an_unknown_development_is_a_key_error(open_work: OpenUnitOfWork) -> None:
    with open_work(writes=False) as work, pytest.raises(KeyError):
        work.developments.get(DevelopmentId("unknown"))


def test_reports_are_counted_and_their_outlets_named_in_order_of_arrival(open_work: OpenUnitOfWork) -> None:
    third = a_source(id=SOURCE.id.replace("steppe", "valley"), name="Valley Post")
    lead, second, again, last = (
        a_report("lead"),
        a_report("relay", source=OTHER_SOURCE, hours=-5),
        a_report("again", hours=2),
        a_report("last", source=third, hours=-9),
    )
    opened = an_opening(lead)
    later = NOON + timedelta(hours=3)
    with open_work() as work:
        work.seed(a_declaration(), [SOURCE, OTHER_SOURCE, third])
        work.record(an_outcome(lead, again, opened=(opened,), confirmed=(a_confirmation(again, opened),)), "m1")
        for number, report in enumerate((second, last), start=1):
            source = OTHER_SOURCE if report is second else third
            confirmed = (a_confirmation(report, opened, revision=number),)
            at = NOON + timedelta(hours=number + 1)
            work.record(an_outcome(report, source=source, at=at, confirmed=confirmed), "m1")
        work.commit()
    with open_work(writes=False) as work:
        development = work.developments.get(opened.change.development_id)
        reports = list(work.developments.reports(opened.change.development_id))
    assert development.source_names == ("Steppe Courier", "Harbour Wire", "Valley Post")
    assert (development.reports, development.revision) == (4, 2)
    assert (development.opened_at, development.updated_at) == (NOON, later)
    assert [title.rpartition(" ")[2] for _, title, _ in reports] == ["lead", "again", "relay", "last"]
    assert reports[2] == ("Harbour Wire", second.story.title, second.story.url)


def test_open_developments_come_with_all_their_stories_as_grouping_compares_them(open_work: OpenUnitOfWork) -> None:
    lead, second = a_report("lead"), a_report("second", hours=1)
    opened = an_opening(lead)
    with open_work() as work:
        work.record(an_outcome(lead, opened=(opened,), messages=(a_message(opened),)), "m1")
        work.record(an_outcome(second, confirmed=(a_confirmation(second, opened),)), "m1")
        work.commit()
    with open_work(writes=False) as work:
        (development,) = work.developments.list_open(NOON)
    assert (development.id, development.revision, development.announced) == (opened.change.development_id, 1, True)
    assert [story.id for story in development.stories] == [lead.story.id, second.story.id]
    assert development.stories[0] == GroupedStory(
        id=lead.story.id,
        url_key=lead.story.url_key,
        language="ru",
        title=lead.story.title,
        summary=lead.story.summary,
        published_at=NOON,
        countries=("KZ",),
        primary=26,
        numbers=(26,),
        stage=Stage.PLANNED,
    )


def test_a_development_is_open_while_it_was_opened_or_reported_on_lately(open_work: OpenUnitOfWork) -> None:
    (old,) = tell(open_work, a_report("old", hours=-300), at=NOON - timedelta(hours=200))
    (late,) = tell(open_work, a_report("found late", hours=-300), at=NOON)
    revived_lead = a_report("revived", hours=-300)
    (revived,) = tell(open_work, revived_lead, at=NOON - timedelta(hours=200))
    fresh = a_report("fresh", hours=-1)
    stale = a_report("stale", hours=-299)
    with open_work() as work:
        confirmed = (a_confirmation(fresh, an_opening(revived_lead)), a_confirmation(stale, an_opening(revived_lead)))
        work.record(an_outcome(fresh, stale, confirmed=confirmed), "m1")
        work.commit()
    with open_work(writes=False) as work:
        lately = by_id(list(work.developments.list_open(NOON - timedelta(hours=100))))
        ever = by_id(list(work.developments.list_open(NOON - timedelta(hours=400))))
    assert set(lately) == {late, revived}
    assert len(lately[revived].stories) == 3
    assert set(ever) == {old, late, revived}
    assert not lately[revived].announced


def test_the_latest_developments_that_count_come_newest_first(open_work: OpenUnitOfWork) -> None:
    reports = [a_report(f"day-{days}", hours=-24 * days) for days in range(4)]
    ids = tell(open_work, *reports)
    tell(open_work, a_report("before the declaration", hours=-24), counts=False)
    with open_work(writes=False) as work:
        latest = [development.id for development in work.developments.list_latest(3)]
        since = [development.id for development in work.developments.list_latest(9, since=NOON - timedelta(days=1))]
    assert latest == ids[:3]
    assert since == ids[:2]


def test_a_development_found_late_is_among_the_latest(open_work: OpenUnitOfWork) -> None:
    (late,) = tell(open_work, a_report("late", hours=-24 * 20), found_late=True)
    with open_work(writes=False) as work:
        (development,) = work.developments.list_latest(5)
    assert (development.id, development.found_late) == (late, True)


def test_the_latest_of_one_commitment_are_those_whose_lead_bears_on_it(open_work: OpenUnitOfWork) -> None:
    both = a_judgement(26, matches=(*a_judgement(26).matches, *a_judgement(40).matches))
    customs, mixed, other = tell(
        open_work, a_report("customs"), a_report("mixed", hours=1, judgement=both), a_report("other", number=40)
    )
    with open_work(writes=False) as work:
        assert [each.id for each in work.developments.list_latest(9, commitment=26)] == [mixed, customs]
        assert [each.id for each in work.developments.list_latest(9, commitment=40)] == [mixed, other]
        assert list(work.developments.list_latest(9, commitment=1)) == []


def test_a_withdrawn_match_speaks_for_its_commitment_no_more(open_work: OpenUnitOfWork) -> None:
    report = a_report("grant", number=26)
    (told,) = tell(open_work, report)
    rejudged = replace(report, judgement=a_judgement(27))
    with open_work() as work:
        work.record(editing(an_edit(report, "Иначе"), judged=(rejudged,)), "m1")
        work.commit()
    with open_work(writes=False) as work:
        assert list(work.developments.list_latest(9, commitment=26)) == []
        assert [each.id for each in work.developments.list_latest(9, commitment=27)] == [told]
        assert work.developments.get(told).judgement == a_judgement(27)


def test_matches_keep_the_order_of_the_judgement(open_work: OpenUnitOfWork) -> None:
    numbers = (40, 26, 33)
    matches = tuple(Match(a_judgement(number).matches[0].number, 0.5, f"№ {number}") for number in numbers)
    (told,) = tell(open_work, a_report("many", judgement=a_judgement(33, matches=matches)))
    with open_work(writes=False) as work:
        assert work.developments.get(told).judgement.matches == matches


def test_a_period_holds_both_its_days_oldest_first(open_work: OpenUnitOfWork) -> None:
    inside = [a_report("first minute", hours=-12), a_report("last minute", hours=36 - 1 / 60)]
    outside = [a_report("the day before", hours=-12 - 1 / 60), a_report("the day after", hours=36)]
    ids = tell(open_work, *reversed(inside))
    tell(open_work, *outside)
    tell(open_work, a_report("does not count"), counts=False)
    with open_work(writes=False) as work:
        reported = work.developments.list_reported(date(2026, 1, 15), date(2026, 1, 16))
        assert list(work.developments.list_reported(date(2026, 2, 1), date(2026, 2, 2))) == []
    assert [development.id for development in reported] == list(reversed(ids))
