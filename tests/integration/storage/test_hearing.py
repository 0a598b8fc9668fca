"""What one subscriber was told of, missed, and why a report shows nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from domain.alert import DeliveryState
from domain.facets import EVERYTHING, Facet, Facets
from domain.hearing import Measure, StoryStanding, seen_by, stopped_by
from domain.ledger import Rates
from domain.review import MatchState
from domain.signals import Signals
from domain.story import StoryId
from domain.subscriber import SubscriberId
from tests.builders import a_judgement, a_subscriber, an_irrelevant_judgement
from tests.integration.storage.outcomes import (
    OTHER_SOURCE,
    a_confirmation,
    a_message,
    a_report,
    an_opening,
    an_outcome,
)

if TYPE_CHECKING:
    from domain.story import JudgedStory
    from domain.unit_of_work import OpenUnitOfWork

MEASURE = Measure({}, Rates((), {}))
READER = a_subscriber()


def record(open_work: OpenUnitOfWork, report: JudgedStory, *states: DeliveryState, **over: Any) -> Any:
    """Record a report that opens a development, with a message to the reader in each state; return the opening."""
    opened = an_opening(report, counts=over.get("counts", True), found_late=over.get("found_late", False))
    messages = tuple(
        replace(a_message(opened, revision=number), state=state, remote_id=f"{report.story.id}{number}")
        for number, state in enumerate(states, start=1)
    )
    with open_work() as work:
        work.record(an_outcome(report, opened=(opened,), messages=messages), "m1")
        work.commit()
    return opened


def test_missed_is_what_counts_and_no_delivered_message_told_of(open_work: OpenUnitOfWork) -> None:
    record(open_work, a_report("sent"), DeliveryState.SENT)
    record(open_work, a_report("older", hours=-9), DeliveryState.CANCELLED)
    record(open_work, a_report("newer", hours=1))
    record(open_work, a_report("early"), counts=False)
    with open_work(writes=False) as work:
        found = work.hearing.list_unheard(READER.id, 10)
        assert [each.development.lead.url[-5:] for each in found] == ["newer", "older"]
        assert len(work.hearing.list_unheard(READER.id, 1)) == 1
        assert len(work.hearing.list_unheard(SubscriberId("telegram:5"), 10)) == 3


def test_every_report_is_read_with_its_signals_lead_first(open_work: OpenUnitOfWork) -> None:
    lead = a_report("lead", judgement=a_judgement(signals=Signals(names=("agency:jica",))))
    opened = record(open_work, lead)
    later = a_report("later", source=OTHER_SOURCE)
    with open_work() as work:
        work.record(an_outcome(later, source=OTHER_SOURCE, confirmed=(a_confirmation(later, opened),)), "m1")
        work.commit()
        development_id = opened.change.development_id
        reports = work.hearing.reports_of([development_id])[development_id]
        assert [each.story.id for each in reports] == [lead.story.id, later.story.id]
        assert reports[0].judgement.signals.names == ("agency:jica",)
        shown = work.pages.list_by_id([development_id])[0]
    # The second report is of an agency, the first of a newspaper: one that passes is enough.
    assert stopped_by(EVERYTHING, shown, reports, MEASURE) == ()
    assert stopped_by(Facets(languages=frozenset({"ru"})), shown, reports, MEASURE) == ()
    named = Facets(names=frozenset({"agency:jica"}))
    assert stopped_by(named, shown, reports, MEASURE) == ()
    assert stopped_by(named, shown, reports[1:], MEASURE) == (Facet.NAMES,)
    assert stopped_by(Facets(reviewed_only=True), shown, reports, MEASURE) == (Facet.REVIEWED,)
    hiding = Facets(hidden_outlets=frozenset({"steppe courier"}))
    seen = seen_by(hiding, shown.development, reports)
    assert seen is not None
    assert seen.lead.source_name == "Harbour Wire"
    assert seen_by(EVERYTHING, shown.development, reports) is shown.development
    assert seen_by(hiding, shown.development, reports[:1]) is None


def test_a_message_is_found_by_the_number_it_was_sent_under(open_work: OpenUnitOfWork) -> None:
    report = a_report("grant")
    opened = record(open_work, report, DeliveryState.SENT, DeliveryState.UNCERTAIN)
    with open_work(writes=False) as work:
        assert work.hearing.told_by(READER.id, f"{report.story.id}1") == [opened.change.development_id]
        assert work.hearing.told_by(SubscriberId("telegram:5"), f"{report.story.id}1") == []
        messages = work.hearing.messages_about(READER.id, opened.change.development_id)
        assert [each.state for each in messages] == [DeliveryState.SENT, DeliveryState.UNCERTAIN]


def test_what_became_of_a_story_is_told(open_work: OpenUnitOfWork) -> None:
    late = a_report("late")
    opened = record(open_work, late, found_late=True)
    early = a_report("early")
    other = record(open_work, early, counts=False)
    with open_work(writes=False) as work:
        assert work.hearing.standing_of(StoryId("unknown")) is None
        assert work.hearing.standing_of(late.story.id) == StoryStanding(
            relevant=True, development_id=opened.change.development_id, found_late=True
        )
        assert work.hearing.standing_of(early.story.id) == StoryStanding(
            relevant=True, development_id=other.change.development_id, counts=False
        )


@pytest.mark.parametrize("state", [MatchState.ACCEPTED, MatchState.REJECTED])
def test_a_story_is_rejected_only_where_an_editor_refused_every_match(
    open_work: OpenUnitOfWork, state: MatchState
) -> None:
    report = a_report("grant")
    record(open_work, report)
    with open_work() as work:
        work.judgements.decide(report.story.id, 26, state)
        work.commit()
        found = work.hearing.standing_of(report.story.id)
    assert found is not None
    assert found.rejected == (state is MatchState.REJECTED)
    assert not found.held


def test_an_irrelevant_story_tells_of_nothing(open_work: OpenUnitOfWork) -> None:
    report = a_report("weather", judgement=an_irrelevant_judgement())
    with open_work() as work:
        work.record(an_outcome(report), "m1")
        work.commit()
        assert work.hearing.standing_of(report.story.id) == StoryStanding(relevant=False)
