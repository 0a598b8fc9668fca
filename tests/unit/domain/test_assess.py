"""The evidence of a unit to its status and overlays, and what changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from domain.assessment.assess import STALLED_AFTER, assess, changes, commitment_status
from domain.development import DevelopmentId, Stage
from domain.grouping import StorylineId
from domain.match import Instrument, Tie
from domain.review import MatchState
from domain.status import Assessment, ChangeReason, CodebookEntry, Coverage, EvidenceStep, Overlay, Status, UnitEvidence
from tests.assessment_builders import ADOPTED, NOW, PRESS, TODAY, WATCHED, a_piece, a_unit, praise, recorded

if TYPE_CHECKING:
    from domain.unit import Unit

JUNE = date(2026, 6, 1)
BRIDGE = StorylineId("bridge")


def words(name: str = "w", **over: Any) -> UnitEvidence:
    return a_piece(name, **{"stage": Stage.SAID, "reached": EvidenceStep.WORDS, "rung": "grant.pledged", **over})


def running(name: str = "r", **over: Any) -> UnitEvidence:
    return a_piece(name, **{"stage": Stage.DONE, "reached": EvidenceStep.RUNNING, "rung": "grant.delivered", **over})


def fallen(name: str = "n", step: EvidenceStep = EvidenceStep.CANCELLED, **over: Any) -> UnitEvidence:
    return a_piece(name, **{"stage": Stage.SETBACK, "reached": step, "rung": "setback.x", "day": JUNE, **over})


def status_of(*evidence: UnitEvidence, unit: Unit | None = None, today: date = TODAY, **over: Any) -> Assessment:
    return assess(unit or a_unit(), evidence, over.get("coverage", WATCHED), today, ADOPTED)


def test_without_evidence_there_are_no_reports_found() -> None:
    found = status_of()
    assert (found.status, found.step, found.causes, found.overlays) == (Status.NO_EVIDENCE, None, (), ())


def test_what_is_not_reviewable_is_shown_and_never_scored() -> None:
    found = assess(praise(), [replace(a_piece(), unit_id=praise().id)], WATCHED, TODAY, ADOPTED)
    assert (found.status, found.score, found.scores, len(found.weighed)) == (Status.NOT_REVIEWABLE, None, (), 1)


@pytest.mark.parametrize(
    ("coverage", "given"),
    [(Coverage(10, 5), True), (Coverage(10, 6), False), (Coverage(0), False)],
    ids=["half answered", "fewer than half", "nothing is watched"],
)
def test_below_the_stated_coverage_no_status_is_given(coverage: Coverage, *, given: bool) -> None:
    found = status_of(a_piece(), coverage=coverage)
    assert found.status is (Status.LIMITED if given else Status.WITHHELD)
    assert given or found.overlays == ()


def test_words_never_leave_statements_only() -> None:
    found = status_of(*(words(f"w{number}") for number in range(9)))
    assert (found.status, found.step) == (Status.NOT_STARTED, EvidenceStep.WORDS)


def test_resources_are_under_way_and_what_runs_is_largely_done() -> None:
    assert status_of(a_piece()).status is Status.LIMITED
    assert status_of(a_piece(), running()).status is Status.SUBSTANTIAL


def test_what_runs_in_too_few_states_is_under_way() -> None:
    wide = a_unit(breadth=3)
    assert status_of(running(), unit=wide).status is Status.LIMITED
    rest = running("r2", parties=("JP", "UZ", "TJ"))
    assert status_of(running(), rest, unit=wide).status is Status.SUBSTANTIAL


def test_the_codebook_met_is_done() -> None:
    found = status_of(a_piece(coded=CodebookEntry.DONE))
    assert (found.status, found.step, found.reviewed) == (Status.COMPLETE, EvidenceStep.MET, True)


def test_what_an_editor_rejected_is_no_evidence() -> None:
    assert status_of(a_piece(review=MatchState.REJECTED)).status is Status.NO_EVIDENCE


def test_evidence_of_another_unit_is_none_of_ours() -> None:
    assert status_of(a_piece(), unit=a_unit("27-a")).status is Status.NO_EVIDENCE


def test_only_what_decided_has_to_be_reviewed() -> None:
    accepted = a_piece("a", review=MatchState.ACCEPTED)
    found = status_of(words(), accepted)
    assert (found.causes, found.reviewed) == ((DevelopmentId("a"),), True)
    assert not status_of(accepted, a_piece("b")).reviewed
    assert not status_of().reviewed


def test_a_cancellation_voids_what_its_storyline_had_brought() -> None:
    bridge = running("bridge", storyline_id=BRIDGE)
    found = status_of(words(), bridge, fallen(storyline_id=BRIDGE), today=JUNE)
    assert (found.status, found.overlays) == (Status.NOT_STARTED, (Overlay.CONTRARY,))
    assert status_of(bridge, fallen(storyline_id=StorylineId("road")), today=JUNE).status is Status.SUBSTANTIAL


def test_a_cancellation_that_only_shares_the_topic_counts_where_its_storyline_did() -> None:
    loan = a_piece("loan", tie=Tie.TOPIC, storyline_id=BRIDGE)
    later = fallen(tie=Tie.TOPIC, storyline_id=BRIDGE)
    assert status_of(loan, later, today=JUNE).status is Status.NOT_STARTED
    assert status_of(loan, replace(later, storyline_id=None), today=JUNE).overlays == ()


def test_an_act_against_the_unit_voids_everything_before_it_and_nothing_after() -> None:
    against = fallen(step=EvidenceStep.DELAYED, coded=CodebookEntry.CONTRARY)
    assert status_of(running(), against, today=JUNE).status is Status.NOT_STARTED
    again = a_piece("again", day=JUNE + timedelta(days=1))
    found = status_of(running(), against, again, today=JUNE + timedelta(days=2))
    assert (found.status, found.overlays) == (Status.LIMITED, ())


def test_a_delay_is_said_beside_the_status_until_something_happens() -> None:
    late = fallen(step=EvidenceStep.DELAYED)
    assert status_of(a_piece(), late, today=JUNE).overlays == (Overlay.DELAYED,)
    assert status_of(a_piece(), late, today=JUNE).causes == ("d1", "n")
    assert status_of(late, a_piece("after", day=JUNE + timedelta(days=3)), today=date(2026, 7, 1)).overlays == ()
    assert status_of(late, today=JUNE).status is Status.NOT_STARTED


def test_half_a_year_without_news_is_stalled_but_not_for_what_is_done() -> None:
    later = date(2026, 1, 30) + STALLED_AFTER
    assert status_of(a_piece(), today=later).overlays == (Overlay.STALLED,)
    assert status_of(a_piece(), today=later - timedelta(days=1)).overlays == ()
    assert status_of(a_piece(coded=CodebookEntry.DONE), today=later).overlays == ()


DUE = a_unit(due=date(2026, 12, 31))


def test_before_its_day_a_unit_is_not_yet_due_and_words_are_not_scored() -> None:
    found = status_of(words(day=TODAY), unit=DUE, today=date(2026, 5, 1))
    assert (found.overlays, found.score, found.is_due) == ((Overlay.NOT_YET_DUE,), None, False)


def test_after_its_day_a_unit_without_a_report_says_so() -> None:
    found = status_of(unit=DUE, today=date(2027, 1, 1))
    assert (found.status, found.overlays) == (Status.NO_EVIDENCE, (Overlay.DUE_WITHOUT_EVIDENCE,))
    assert (found.score, found.shows_score) == (-1, False)


def test_after_its_day_a_unit_under_way_is_delayed_and_one_that_is_done_is_not() -> None:
    recent = date(2026, 12, 1)
    assert status_of(a_piece(day=recent), unit=DUE, today=date(2027, 1, 1)).overlays == (Overlay.DELAYED,)
    done = status_of(a_piece(day=recent, coded=CodebookEntry.DONE), unit=DUE, today=date(2027, 1, 1))
    assert (done.overlays, done.score, done.shows_score) == ((), 1, True)


def test_a_first_assessment_that_finds_nothing_is_no_change_and_one_that_finds_something_is() -> None:
    assert changes(None, status_of(), NOW) is None
    line = changes(None, status_of(a_piece()), NOW)
    assert line is not None
    assert (line.before, line.after, line.reason, line.evidence) == (None, Status.LIMITED, ChangeReason.FIRST, ("d1",))
    assert (line.who, line.at) == ("machine", NOW)


def test_the_log_names_the_evidence_that_came_or_went_and_who_decided() -> None:
    nothing, something = status_of(), status_of(a_piece())
    came = changes(recorded(nothing), something, NOW, who="Aigul")
    went = changes(recorded(something), nothing, NOW)
    assert came is not None
    assert went is not None
    assert (came.reason, came.evidence, came.who) == (ChangeReason.EVIDENCE_ADDED, ("d1",), "Aigul")
    assert (went.reason, went.evidence, went.after) == (ChangeReason.EVIDENCE_REMOVED, ("d1",), Status.NO_EVIDENCE)


def test_time_and_coverage_change_a_status_too() -> None:
    fresh = recorded(status_of(a_piece()))
    aged = changes(fresh, status_of(a_piece(), today=date(2026, 12, 1)), NOW)
    blind = changes(fresh, status_of(a_piece(), coverage=Coverage(4, 3)), NOW)
    assert aged is not None
    assert blind is not None
    assert (aged.reason, aged.overlays_after, aged.evidence) == (ChangeReason.TIME, (Overlay.STALLED,), ("d1",))
    assert (blind.reason, blind.after) == (ChangeReason.COVERAGE, Status.WITHHELD)


def test_nothing_is_logged_where_nothing_changed() -> None:
    assert changes(recorded(status_of(a_piece())), status_of(a_piece("other", outlets=(PRESS,))), NOW) is None


@pytest.mark.parametrize(
    ("units", "whole"),
    [
        ([Status.NOT_REVIEWABLE], Status.NOT_REVIEWABLE),
        ([Status.COMPLETE, Status.NOT_REVIEWABLE], Status.COMPLETE),
        ([Status.COMPLETE, Status.NO_EVIDENCE], Status.SUBSTANTIAL),
        ([Status.COMPLETE, Status.NO_EVIDENCE, Status.LIMITED], Status.LIMITED),
        ([Status.LIMITED, Status.WITHHELD], Status.LIMITED),
        ([Status.NOT_STARTED, Status.WITHHELD], Status.WITHHELD),
        ([Status.NOT_STARTED, Status.NO_EVIDENCE], Status.NOT_STARTED),
        ([Status.NO_EVIDENCE, Status.NO_EVIDENCE], Status.NO_EVIDENCE),
    ],
)
def test_a_commitment_is_as_far_as_its_units(units: list[Status], whole: Status) -> None:
    assert commitment_status(units) is whole


def test_a_meeting_that_took_place_is_organised_however_it_was_told() -> None:
    held = a_piece(instrument=Instrument.MEETING, reached=EvidenceStep.ORGANISED, outlets=(PRESS,))
    assert status_of(held).status is Status.LIMITED
