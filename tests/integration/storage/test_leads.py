"""The lead queue: in order, counted before it is tried, kept when it is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.lead import Lead, LeadState
from domain.story import StoryId
from tests.builders import NOON, an_irrelevant_judgement
from tests.integration.storage.outcomes import OTHER_SOURCE, SOURCE, a_message, a_report, an_opening, an_outcome

if TYPE_CHECKING:
    from datetime import datetime

    from domain.story import JudgedStory
    from domain.unit_of_work import OpenUnitOfWork

SOON = NOON + timedelta(minutes=1)


def queue(open_work: OpenUnitOfWork, *reports: JudgedStory, wanted_at: datetime = NOON) -> None:
    leads = tuple(Lead(report.story.id, wanted_at) for report in reports)
    opened = tuple(an_opening(each) for each in reports if each.judgement.relevant)
    with open_work() as work:
        work.record(an_outcome(*reports, leads=leads, opened=opened), "m1")
        work.commit()


def waiting(open_work: OpenUnitOfWork, tried_before: datetime = NOON, limit: int = 10) -> list[StoryId]:
    with open_work(writes=False) as work:
        return [each.lead.story_id for each in work.leads.list_waiting(tried_before, limit)]


def test_relevant_stories_come_first_then_those_that_wait_longest(open_work: OpenUnitOfWork) -> None:
    late, early, relevant = (
        a_report("late", judgement=an_irrelevant_judgement()),
        a_report("early", judgement=an_irrelevant_judgement()),
        a_report("relevant"),
    )
    queue(open_work, late, wanted_at=SOON)
    queue(open_work, early)
    queue(open_work, relevant, wanted_at=SOON)
    assert waiting(open_work) == [relevant.story.id, early.story.id, late.story.id]
    assert waiting(open_work, limit=1) == [relevant.story.id]


def test_a_lead_comes_with_its_story_its_source_and_what_it_told(open_work: OpenUnitOfWork) -> None:
    told, untold = a_report("told"), a_report("untold", judgement=an_irrelevant_judgement())
    queue(open_work, told, untold)
    with open_work(writes=False) as work:
        found = {each.lead.story_id: each for each in work.leads.list_waiting(NOON, 10)}
        assert work.leads.find(told.story.id) == found[told.story.id]
        assert work.leads.find(StoryId("nobody")) is None
    assert (found[told.story.id].story, found[told.story.id].told) == (told.story, True)
    assert not found[untold.story.id].told
    assert found[told.story.id].source.source == SOURCE


def test_an_attempt_is_counted_and_gives_the_page_a_rest(open_work: OpenUnitOfWork) -> None:
    report = a_report("grant")
    queue(open_work, report)
    with open_work() as work:
        work.leads.mark_tried([report.story.id], SOON)
        work.commit()
    assert waiting(open_work, tried_before=NOON) == []
    assert waiting(open_work, tried_before=SOON) == [report.story.id]
    with open_work(writes=False) as work:
        found = work.leads.find(report.story.id)
    assert found is not None
    assert (found.lead.attempts, found.lead.fetched_at) == (1, SOON)


def test_a_lead_done_is_kept_and_waits_no_more(open_work: OpenUnitOfWork) -> None:
    report = a_report("grant")
    queue(open_work, report)
    lead = Lead(report.story.id, NOON, LeadState.DONE, 1, SOON, "Первый абзац.", "hash", "")
    with open_work() as work:
        work.leads.save(lead)
        work.commit()
    assert waiting(open_work, tried_before=NOON + timedelta(days=1)) == []
    with open_work(writes=False) as work:
        found = work.leads.find(report.story.id)
    assert found is not None
    assert found.lead == lead


def test_wanting_a_lead_twice_does_not_ask_for_it_again(open_work: OpenUnitOfWork) -> None:
    report = a_report("grant")
    queue(open_work, report)
    with open_work() as work:
        work.leads.save(Lead(report.story.id, NOON, LeadState.FAILED, 2, SOON))
        work.commit()
    queue(open_work, report, wanted_at=SOON)
    assert waiting(open_work, tried_before=NOON + timedelta(days=1)) == []


def test_released_are_the_messages_of_the_development_that_the_story_tells_of(open_work: OpenUnitOfWork) -> None:
    held_until = NOON + timedelta(minutes=15)
    mine, other = a_report("mine"), a_report("other", source=OTHER_SOURCE)
    for report in (mine, other):
        opened = an_opening(report)
        message = replace(a_message(opened), due_at=held_until)
        with open_work() as work:
            work.record(an_outcome(report, opened=(opened,), messages=(message,)), "m1")
            work.commit()
    with open_work() as work:
        assert work.outbox.release(StoryId("nobody"), SOON) == 0
        assert work.outbox.release(mine.story.id, SOON) == 1
        work.commit()
    with open_work() as work:
        found = {a_message(an_opening(each)).id: each for each in (mine, other)}
        kept = {found[key].story.url: message.due_at for key in found if (message := work.outbox.find(key)) is not None}
        assert kept == {mine.story.url: SOON, other.story.url: held_until}
        assert work.outbox.release(mine.story.id, SOON) == 0
