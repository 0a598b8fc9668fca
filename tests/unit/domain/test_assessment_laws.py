"""Status, evidence and what is said of them always agree, whatever the developments."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.assessment.assess import assess, changes
from domain.assessment.weighing import is_supported
from domain.commitment import CENTRAL_ASIA
from domain.development import DevelopmentId, Stage
from domain.grouping import StorylineId
from domain.match import Instrument, Tie
from domain.review import MatchState
from domain.source import Tier
from domain.status import CodebookEntry, Coverage, EvidenceStep, Ground, Outlet, Overlay, Status, UnitEvidence
from domain.unit import Criterion, Unit
from tests.assessment_builders import ADOPTED, NOW, a_unit, praise, recorded

REACHABLE = [step for step in EvidenceStep if step is not EvidenceStep.MET]
DAYS = st.none() | st.integers(-30, 400).map(lambda days: ADOPTED + timedelta(days=days))
OUTLETS = st.lists(st.builds(Outlet, st.sampled_from("abc"), st.sampled_from(Tier)), max_size=3).map(tuple)
CODES = st.none() | st.sampled_from(CodebookEntry)
TODAY = st.integers(0, 900).map(lambda days: ADOPTED + timedelta(days=days))
COVERAGES = st.integers(0, 9).flatmap(lambda watched: st.builds(Coverage, st.just(watched), st.integers(0, watched)))


@st.composite
def pieces(draw: st.DrawFn) -> UnitEvidence:
    step = draw(st.sampled_from(REACHABLE))
    stages = [Stage.SETBACK] if step.is_setback else [stage for stage in Stage if stage is not Stage.SETBACK]
    states = draw(st.lists(st.sampled_from(CENTRAL_ASIA), max_size=3, unique=True))
    return UnitEvidence(
        development_id=DevelopmentId(f"d{draw(st.integers(0, 10_000))}"),
        unit_id=a_unit().id,
        day=draw(DAYS),
        stage=draw(st.sampled_from(stages)),
        tie=draw(st.sampled_from(Tie)),
        reached=step,
        rung="some.rung",
        parties=("JP", *states) if states else (),
        passage=draw(st.sampled_from(["", "as published"])),
        outlets=draw(OUTLETS),
        review=draw(st.sampled_from(MatchState)),
        instrument=draw(st.none() | st.sampled_from(Instrument)),
        coded=draw(CODES),
        storyline_id=draw(st.none() | st.sampled_from([StorylineId("one"), StorylineId("two")])),
    )


CRITERIA = st.none() | st.builds(Criterion, stages=st.sampled_from([(), (Stage.DONE,)]), explicit=st.booleans())
UNITS = st.just(praise("26-b")) | st.builds(
    lambda done, partly, breadth, due: a_unit(done_when=done, partly_when=partly, breadth=breadth, due=due),
    CRITERIA,
    CRITERIA,
    st.integers(1, 5),
    st.none() | TODAY,
)
EVIDENCE = st.lists(pieces(), max_size=7, unique_by=lambda piece: piece.development_id)


@given(UNITS, EVIDENCE, COVERAGES, TODAY, st.randoms(use_true_random=False))
def test_the_order_of_evidence_does_not_matter(
    unit: Unit, evidence: list[UnitEvidence], coverage: Coverage, today: date, chance: object
) -> None:
    shuffled = list(evidence)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random
    assert assess(unit, shuffled, coverage, today, ADOPTED) == assess(unit, evidence, coverage, today, ADOPTED)


@given(UNITS, EVIDENCE, COVERAGES, TODAY)
def test_status_step_causes_and_overlays_agree(
    unit: Unit, evidence: list[UnitEvidence], coverage: Coverage, today: date
) -> None:
    found = assess(unit, evidence, coverage, today, ADOPTED)
    moving = {each.evidence.development_id for each in found.weighed if each.moves}
    assert (found.status is Status.NOT_REVIEWABLE) == (not unit.verifiable)
    if found.status.height is not None:
        assert (found.status is Status.NO_EVIDENCE) == (not moving)
        assert bool(found.causes) == bool(moving)
        assert (found.status is Status.COMPLETE) == (found.step is EvidenceStep.MET)
        assert found.status.height <= max((found.step.height if found.step else 0), 1)
    else:
        assert (found.overlays, found.score) == ((), None)
    assert set(found.causes) <= moving
    assert Overlay.DUE_WITHOUT_EVIDENCE not in found.overlays or not moving
    assert {Overlay.NOT_YET_DUE, Overlay.DUE_WITHOUT_EVIDENCE} - set(found.overlays)
    assert found.reviewed <= bool(found.causes)


@given(UNITS, EVIDENCE, COVERAGES, TODAY)
def test_nothing_that_counts_breaks_a_condition(
    unit: Unit, evidence: list[UnitEvidence], coverage: Coverage, today: date
) -> None:
    for each in assess(unit, evidence, coverage, today, ADOPTED).weighed:
        piece = each.evidence
        assert piece.review not in (MatchState.REJECTED, MatchState.WITHDRAWN)
        if each.moves:
            assert piece.day is not None
            assert piece.day >= ADOPTED
            assert piece.passage
            assert piece.parties
            assert piece.tie is Tie.EXPLICIT or each.entry is not None or each.step.is_setback
        else:
            assert each.ground is not Ground.LADDER
        if each.step.height > EvidenceStep.ORGANISED.height or each.step is EvidenceStep.CANCELLED:
            assert is_supported(piece.outlets)
        if each.step is EvidenceStep.MET:
            assert each.entry is CodebookEntry.DONE


@given(UNITS, EVIDENCE, TODAY, st.data())
def test_leaving_supporting_evidence_out_never_raises_a_status(
    unit: Unit, evidence: list[UnitEvidence], today: date, data: st.DataObject
) -> None:
    whole = assess(unit, evidence, Coverage(4), today, ADOPTED)
    supporting = [each.evidence for each in whole.weighed if each.step.height >= 0]
    left_out = data.draw(st.sampled_from(supporting)) if supporting else None
    less = assess(unit, [piece for piece in evidence if piece is not left_out], Coverage(4), today, ADOPTED)
    assert (less.status.height or 0) <= (whole.status.height or 0)


@given(UNITS, EVIDENCE, COVERAGES, TODAY)
def test_what_was_just_recorded_has_not_changed(
    unit: Unit, evidence: list[UnitEvidence], coverage: Coverage, today: date
) -> None:
    found = assess(unit, evidence, coverage, today, ADOPTED)
    assert changes(recorded(found), found, NOW) is None


@given(UNITS, EVIDENCE, EVIDENCE, TODAY)
def test_every_change_names_what_it_was_before_and_why(
    unit: Unit, before: list[UnitEvidence], after: list[UnitEvidence], today: date
) -> None:
    first, then = (assess(unit, evidence, Coverage(4), today, ADOPTED) for evidence in (before, after))
    line = changes(recorded(first), then, NOW)
    assert (line is None) == ((first.status, first.overlays) == (then.status, then.overlays))
    if line is not None and (first.causes or then.causes):
        assert (line.before, line.after) == (first.status, then.status)
        assert line.evidence
