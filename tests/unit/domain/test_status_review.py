"""What editors say of changes of status, and what a rejection makes of the evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from domain.assessment.assess import assess, changes
from domain.assessment.reviewed import as_reviewed, decided_by, to_set_aside, without
from domain.review import MatchState
from domain.status import MACHINE, CodebookEntry, EvidenceStep, Ground, Overlay, Status
from domain.status_review import (
    StatusDecision,
    StatusDecisionId,
    StatusVerdict,
    change_id,
    open_changes,
    set_aside,
)
from tests.assessment_builders import ADOPTED, NOW, TODAY, WATCHED, a_piece, a_unit, recorded
from tests.unit.domain.test_assessment_laws import pieces

if TYPE_CHECKING:
    from domain.status import Assessment, StatusChange, UnitEvidence
    from domain.status_review import Steps

UNIT = a_unit()


def judged(evidence: list[UnitEvidence], aside: Steps | None = None) -> Assessment:
    return assess(UNIT, without(evidence, aside or {}), WATCHED, TODAY, ADOPTED)


def a_change(before: list[UnitEvidence], after: list[UnitEvidence]) -> StatusChange:
    found = changes(recorded(judged(before)), judged(after), NOW)
    assert found is not None
    return found


def a_decision(
    change: StatusChange, verdict: StatusVerdict, found: Steps | None = None, **over: object
) -> StatusDecision:
    decision = StatusDecision(
        StatusDecisionId(f"{verdict}"),
        change_id(change),
        change.unit_id,
        "Aigul",
        NOW,
        verdict,
        change.before,
        change.after,
        tuple(sorted((found or {}).items())),
    )
    return replace(decision, **over)  # type: ignore[arg-type]  # fields of one test each


def test_a_rejection_sets_the_new_evidence_aside_and_the_former_status_stands() -> None:
    before, grant = [a_piece("words", reached=EvidenceStep.WORDS)], a_piece("grant")
    change = a_change(before, [*before, grant])
    aside = to_set_aside(change, lambda steps: judged([*before, grant], steps))
    assert aside == {grant.development_id: EvidenceStep.RESOURCED}
    found = judged([*before, grant], aside)
    assert found.status is change.before is Status.NOT_STARTED
    [kept] = [each for each in found.weighed if each.evidence.development_id == "grant"]
    assert (kept.moves, kept.ground) == (False, Ground.SET_ASIDE)


def test_new_evidence_moves_the_status_again_and_so_does_a_further_step_of_what_was_set_aside() -> None:
    grant = a_piece("grant", reached=EvidenceStep.ORGANISED)
    aside = {grant.development_id: EvidenceStep.ORGANISED}
    assert judged([grant], aside).status is Status.NO_EVIDENCE
    assert judged([grant, a_piece("other")], aside).status is Status.LIMITED
    assert judged([replace(grant, reached=EvidenceStep.RESOURCED)], aside).status is Status.LIMITED


def test_everything_that_came_with_a_change_is_set_aside() -> None:
    came = [a_piece("grant"), a_piece("study", reached=EvidenceStep.ORGANISED)]
    aside = to_set_aside(a_change([], came), lambda steps: judged(came, steps))
    assert aside.keys() == {"grant", "study"}


def test_a_cancellation_that_is_rejected_gives_the_status_back() -> None:
    grant = a_piece("grant")
    ended = a_piece("end", reached=EvidenceStep.CANCELLED, coded=CodebookEntry.CONTRARY, day=TODAY)
    change = a_change([grant], [grant, ended])
    assert Overlay.CONTRARY in change.overlays_after
    aside = to_set_aside(change, lambda steps: judged([grant, ended], steps))
    assert aside == {ended.development_id: EvidenceStep.CANCELLED}
    assert judged([grant, ended], aside).status is Status.LIMITED


def test_what_has_lost_its_evidence_cannot_be_held() -> None:
    grant = a_piece("grant")
    change = a_change([grant], [])
    assert change.after is Status.NO_EVIDENCE
    assert to_set_aside(change, lambda steps: judged([], steps)) == {}


def test_a_status_is_reviewed_when_its_change_is_accepted_and_new_causes_are_not() -> None:
    grant = a_piece("grant")
    change, found = a_change([], [grant]), judged([grant])
    assert not as_reviewed(found, change, []).reviewed
    accepted = a_decision(change, StatusVerdict.ACCEPT, decided_by(found))
    assert as_reviewed(found, change, [accepted]).reviewed
    assert not as_reviewed(judged([grant, a_piece("loan")]), change, [accepted]).reviewed
    assert not as_reviewed(found, change, [replace(accepted, undone_by=StatusDecisionId("x"))]).reviewed


def test_accepted_matches_do_not_make_a_proposal_reviewed_but_a_persons_change() -> None:
    grant = a_piece("grant", review=MatchState.ACCEPTED)
    change, found = a_change([], [grant]), judged([grant])
    assert found.reviewed
    assert as_reviewed(found, None, []).reviewed
    assert not as_reviewed(found, change, []).reviewed
    assert as_reviewed(found, replace(change, who="Aigul"), []).reviewed
    assert not as_reviewed(found, replace(change, who="Aigul", after=Status.COMPLETE), []).reviewed


def test_only_what_the_machine_changed_and_nobody_decided_waits_the_latest_first() -> None:
    change = a_change([], [a_piece("grant")])
    later = replace(change, unit_id=a_unit("26-a").id, at=NOW + timedelta(days=1))
    by_person = replace(change, unit_id=a_unit("26-c").id, who="Aigul")
    assert change.who == MACHINE
    assert open_changes([change, later, by_person], []) == [later, change]
    rejected = a_decision(change, StatusVerdict.REJECT)
    assert open_changes([change, later], [rejected]) == [later]
    undoing = replace(rejected, verdict=StatusVerdict.UNDO, undoes=rejected.id)
    assert open_changes([change], [replace(rejected, undone_by=undoing.id), undoing]) == [change]


def test_of_two_decisions_about_one_change_the_later_holds() -> None:
    change = a_change([], [a_piece("grant")])
    rejected = a_decision(change, StatusVerdict.REJECT, {a_piece("grant").development_id: EvidenceStep.RESOURCED})
    accepted = a_decision(change, StatusVerdict.ACCEPT, who="Ken", at=NOW + timedelta(hours=1))
    assert set_aside([rejected]) == {UNIT.id: {"grant": EvidenceStep.RESOURCED}}
    assert set_aside([rejected, accepted]) == {}


@given(st.lists(pieces(), max_size=4), st.lists(pieces(), max_size=4))
def test_status_and_evidence_agree_after_any_rejection(before: list[UnitEvidence], came: list[UnitEvidence]) -> None:
    every = [*before, *came]
    change = changes(recorded(judged(before)), judged(every), NOW)
    if change is None:
        return
    aside = to_set_aside(change, lambda steps: judged(every, steps))
    found = judged(every, aside)
    assert found.status is change.before or not aside
    for each in found.weighed:
        assert not (each.moves and each.evidence.aside is not None and each.step == each.evidence.aside)
    assert set(found.causes) <= {each.evidence.development_id for each in found.weighed if each.moves}
