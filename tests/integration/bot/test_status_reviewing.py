"""Changes of status proposed, accepted, rejected and undone, and codings, on a real database."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.assessing import assessed_units, record_assessments
from bot.reviewing import Editing
from bot.status_reviewing import StatusEditing
from domain.development import Stage
from domain.errors import ReviewRefused
from domain.match import Facts, Instrument, Tie
from domain.status import MACHINE, CodebookEntry, Ground, Status
from domain.status_review import StatusVerdict, change_id
from tests.builders import a_judgement
from tests.integration.bot.test_assessing import MINISTRY, SCANNERS, START, a_grant, advance, parts, status_of, tell
from tests.integration.storage.outcomes import a_report, an_opening

if TYPE_CHECKING:
    from bot.assessing import AssessingParts
    from domain.status import Assessment
    from domain.story import JudgedStory

__all__ = ["parts"]


@pytest.fixture
def moved(parts: AssessingParts) -> AssessingParts:
    """A unit that the machine has moved from no evidence to under way."""
    tell(parts, START)
    record_assessments(parts)
    advance(parts, days=1)
    tell(parts, parts.clock.now(), a_grant())
    record_assessments(parts)
    return parts


def editor(parts: AssessingParts, who: str = "Aigul") -> StatusEditing:
    advance(parts, minutes=1)
    return StatusEditing(parts, who)


def now_of(parts: AssessingParts) -> Assessment:
    return next(each for each in assessed_units(parts) if each.unit_id == SCANNERS)


def is_recorded_as_reviewed(parts: AssessingParts) -> bool:
    with parts.open_unit_of_work(writes=False) as work:
        return next(each.reviewed for each in work.assessments.list_all() if each.unit_id == SCANNERS)


def another_grant() -> JudgedStory:
    facts = Facts(instrument=Instrument.GRANT)
    judgement = a_judgement(26, stage=Stage.AGREED, tie=Tie.EXPLICIT, facts=facts)
    return a_report("second", source=MINISTRY, judgement=judgement, hours=30)


def test_a_change_by_the_machine_waits_and_is_reviewed_once_accepted(moved: AssessingParts) -> None:
    [change] = editor(moved).waiting()
    assert (change.unit_id, change.who) == (SCANNERS, MACHINE)
    assert not is_recorded_as_reviewed(moved)
    decision = editor(moved).accept(change_id(change)[:8], "seen").decision
    assert decision.evidence[0][0] == change.evidence[0]
    assert editor(moved).waiting() == []
    assert is_recorded_as_reviewed(moved)
    assert now_of(moved).reviewed
    editor(moved).undo()
    assert editor(moved).waiting() == [change]
    assert not is_recorded_as_reviewed(moved)


def test_a_rejection_holds_the_former_status_until_new_evidence_comes(moved: AssessingParts) -> None:
    reviewed = editor(moved).reject(SCANNERS, "a study only")
    [line] = reviewed.assessed.changed
    assert (line.before, line.after, line.who) == (Status.LIMITED, Status.NO_EVIDENCE, "Aigul")
    assert line.evidence == tuple(each for each, _ in reviewed.decision.evidence)
    assert status_of(moved) is now_of(moved).status is Status.NO_EVIDENCE
    assert [each.ground for each in now_of(moved).weighed] == [Ground.SET_ASIDE]
    advance(moved, days=1)
    assert record_assessments(moved).changed == (), "the same evidence moves nothing again"
    tell(moved, moved.clock.now(), another_grant())
    [line] = record_assessments(moved).changed
    assert (line.after, line.who) == (Status.LIMITED, MACHINE)
    assert editor(moved).waiting() == [line]


def test_a_rejection_is_kept_with_who_when_why_and_evidence_and_can_be_undone(moved: AssessingParts) -> None:
    decision = editor(moved).reject(SCANNERS, "a study only").decision
    undone = editor(moved, "Ken").undo(decision.id[:8])
    assert status_of(moved) is Status.LIMITED
    [line] = undone.assessed.changed
    assert line.who == MACHINE, "what the machine says is a proposal again"
    assert editor(moved).waiting() == [line]
    with moved.open_unit_of_work(writes=False) as work:
        first, second = work.assessments.list_status_decisions()
    assert (first.who, first.reason, first.undone_by) == ("Aigul", "a study only", second.id)
    assert (first.before, first.after, first.evidence) == (Status.NO_EVIDENCE, Status.LIMITED, decision.evidence)
    assert (second.who, second.verdict, second.undoes) == ("Ken", StatusVerdict.UNDO, first.id)
    with pytest.raises(ReviewRefused, match="no such decision"):
        editor(moved).undo(decision.id)
    with pytest.raises(ReviewRefused, match="no such decision"):
        editor(moved).undo()


def test_what_follows_from_an_editors_word_about_a_match_is_no_proposal(moved: AssessingParts) -> None:
    development = an_opening(a_grant()).change.development_id
    advance(moved, minutes=1)
    [line] = Editing(moved, "Aigul").reject(development, (), "another donor").assessed.changed
    assert (line.after, line.who) == (Status.NO_EVIDENCE, "Aigul")
    assert editor(moved).waiting() == []
    with pytest.raises(ReviewRefused, match="follows from a decision by Aigul"):
        editor(moved).accept(SCANNERS)


def test_a_decision_is_given_no_change_that_other_evidence_made(moved: AssessingParts) -> None:
    advance(moved, days=1)
    tell(moved, moved.clock.now(), replace(another_grant()))
    facts = Facts(instrument=Instrument.GRANT)
    judgement = a_judgement(11, stage=Stage.AGREED, tie=Tie.EXPLICIT, facts=facts)
    other = a_report("clinic", source=MINISTRY, judgement=judgement, hours=31)
    tell(moved, moved.clock.now(), other)
    assessed = Editing(moved, "Aigul").accept(an_opening(a_grant()).change.development_id).assessed
    assert {each.who for each in assessed.changed if each.unit_id != SCANNERS} <= {MACHINE}


def test_what_cannot_be_decided_is_refused_and_changes_nothing(moved: AssessingParts) -> None:
    with pytest.raises(ReviewRefused, match="names no unit"):
        editor(moved).accept("99-z")
    editor(moved).accept(SCANNERS)
    with pytest.raises(ReviewRefused, match="decided about it before"):
        editor(moved).reject(SCANNERS, "no")
    editor(moved, "Ken").reject(SCANNERS, "no")
    assert status_of(moved) is Status.NO_EVIDENCE, "of two editors the later word holds"


def test_what_changed_without_evidence_cannot_be_rejected(moved: AssessingParts) -> None:
    advance(moved, days=200)
    tell(moved, moved.clock.now())
    assert [each.unit_id for each in record_assessments(moved).changed] == [SCANNERS]
    with pytest.raises(ReviewRefused, match="cannot come back"):
        editor(moved).reject(SCANNERS, "not stalled")


def test_a_status_that_changed_since_is_not_accepted_unseen(moved: AssessingParts) -> None:
    editor(moved).code(an_opening(a_grant()).change.development_id, SCANNERS, CodebookEntry.NEAR_MISS)
    with pytest.raises(ReviewRefused, match="follows from a decision"):
        editor(moved, "Ken").accept(SCANNERS)


def test_a_coding_decides_the_status_and_can_be_taken_back(moved: AssessingParts) -> None:
    development = an_opening(a_grant()).change.development_id
    [line] = editor(moved).code(development[:10], SCANNERS, CodebookEntry.DONE, "installed").changed
    assert (line.after, line.who) == (Status.COMPLETE, "Aigul")
    assert now_of(moved).reviewed
    editor(moved, "Ken").code(development, SCANNERS, CodebookEntry.NEAR_MISS)
    assert status_of(moved) is Status.NO_EVIDENCE
    editor(moved, "Ken").code(development, SCANNERS, None)
    assert status_of(moved) is Status.LIMITED
    with moved.open_unit_of_work(writes=False) as work:
        codings = work.assessments.list_codings()
    assert [(each.who, each.entry, each.reason) for each in codings] == [
        ("Aigul", CodebookEntry.DONE, "installed"),
        ("Ken", CodebookEntry.NEAR_MISS, ""),
        ("Ken", None, ""),
    ]


@pytest.mark.parametrize(("unit", "said"), [("99-z", "no unit '99-z'"), ("11-a", "no match with paragraph 11")])
def test_a_coding_needs_a_unit_that_the_development_bears_on(moved: AssessingParts, unit: str, said: str) -> None:
    with pytest.raises(ReviewRefused, match=said):
        editor(moved).code(an_opening(a_grant()).change.development_id, unit, CodebookEntry.DONE)
