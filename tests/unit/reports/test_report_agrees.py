"""Status, evidence and report agree: whatever editors decided and whenever it happened, the report says what is so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from config.ladders import load_ladders
from domain.assessment.assess import assess
from domain.assessment.gathering import ToldDevelopment, coverage_of, gather
from domain.commitment import CommitmentNumber
from domain.match import Stage, Tie
from domain.review import MatchState
from domain.status import Status
from tests.report_builders import MADE_AT, SCOPE, a_material, a_report, declared, told, units

LADDERS = load_ladders()
SOURCES = a_material().sources
NUMBERS = [CommitmentNumber(number) for number in (13, 26)]
STATES = st.dictionaries(st.sampled_from(NUMBERS), st.sampled_from(MatchState))
DAYS = st.none() | st.integers(-30, 40).map(lambda days: date(2025, 12, 20) + timedelta(days=days))


@st.composite
def developments(draw: st.DrawFn) -> tuple[ToldDevelopment, ...]:
    chosen = [each for each in told() if draw(st.booleans())]
    return tuple(
        replace(
            each,
            states=draw(STATES),
            happened=draw(DAYS),
            development=replace(
                each.development,
                judgement=replace(
                    each.development.judgement, stage=draw(st.sampled_from(Stage)), tie=draw(st.sampled_from(Tie))
                ),
            ),
        )
        for each in chosen
    )


@settings(max_examples=20)
@given(developments())
def test_the_report_says_of_each_unit_what_its_evidence_amounts_to(found: tuple[ToldDevelopment, ...]) -> None:
    evidence = gather(found, units(), LADDERS)
    assessed = tuple(
        assess(unit, evidence[unit.id], coverage_of(SOURCES, unit.actors, MADE_AT), SCOPE.until, declared().adopted)
        for unit in units()
    )
    report = a_report(told=found, assessments=assessed)
    by_id = {str(each.unit_id): each for each in assessed}
    for commitment in report.commitments:
        shown = {each.id for each in commitment.timeline}
        effects = [(each.id, effect) for each in commitment.timeline for effect in each.effects]
        for unit in commitment.units:
            assessment = by_id[unit.id]
            moving = {each for each, effect in effects if effect.unit_id == unit.id and effect.moves}
            assert unit.status.code == assessment.status.value
            assert moving == {each.evidence.development_id for each in assessment.weighed if each.moves} & shown
            assert set(assessment.causes) <= {each.development.id for each in found}
            assert unit.moving == sum(each.moves for each in assessment.weighed)
            if assessment.status in (Status.NO_EVIDENCE, Status.NOT_REVIEWABLE):
                assert not moving or not unit.codebook
            assert (unit.step.code if unit.step else None) == (assessment.step.value if assessment.step else None)
