"""Assessing: the evidence of a unit to its status, overlays and score; and what changed since the last time.

A status is what the highest standing step amounts to. Evidence stands unless a later cancellation voids it: that of
its own storyline, or, where a person coded it as contrary to the unit, all before it. So a status can go down.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.assessment.scores import actor_scores, unit_score
from domain.assessment.weighing import weigh
from domain.commitment import CENTRAL_ASIA
from domain.review import MatchState
from domain.status import (
    MACHINE,
    Assessment,
    ChangeReason,
    CodebookEntry,
    EvidenceStep,
    Ground,
    Overlay,
    RecordedAssessment,
    Status,
    StatusChange,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime

    from domain.development import DevelopmentId
    from domain.status import Coverage, UnitEvidence, Weighed
    from domain.unit import Unit

STALLED_AFTER = timedelta(days=180)

SILENT = (Status.NO_EVIDENCE, Status.NOT_REVIEWABLE, Status.WITHHELD)
"""Statuses that say nothing of what happened."""


def assess(unit: Unit, evidence: Iterable[UnitEvidence], coverage: Coverage, today: date, adopted: date) -> Assessment:
    """Return what the evidence amounts to.

    Args:
        unit: whose status is asked for. evidence: its developments in any order; each counts once.
        coverage: of the sources that could tell of the unit. today: the day of assessment.
        adopted: day of the declaration.
    """
    return conclude(unit, weighed_of(unit, evidence, adopted), coverage, today)


def conclude(unit: Unit, evidence: Iterable[Weighed], coverage: Coverage, today: date, counted: int = 0) -> Assessment:
    """Return what evidence that was weighed before amounts to.

    Args:
        unit: whose status is asked for. evidence: what moves it and what speaks against it, each development once;
            the rest may be left out. coverage: of the sources that could tell of the unit. today: the day of
            assessment.
        counted: developments left out that only share the topic.
    """
    weighed = tuple(map(_unless_aside, _with_consequences(sorted(evidence, key=_by_day))))
    moving = [each for each in weighed if each.moves]
    standing = _standing(moving)
    step = max((each.step for each in standing), key=lambda step: step.height, default=None)
    status = _status(unit, moving, standing, coverage)
    overlays = tuple(_overlays(unit, moving, standing, status, today))
    causes = _causes(moving, standing, step, overlays)
    is_due = unit.due is not None and today > unit.due
    by_id = {each.evidence.development_id: each for each in moving}
    return Assessment(
        unit_id=unit.id,
        number=unit.number,
        day=today,
        status=status,
        coverage=coverage,
        step=step,
        overlays=overlays,
        causes=causes,
        weighed=weighed,
        score=unit_score(status, overlays, is_due=is_due),
        scores=actor_scores(unit, standing, _unanswered(moving, standing), is_due=is_due),
        is_due=is_due,
        reviewed=bool(causes) and all(_is_reviewed(by_id[each]) for each in causes),
        counted=counted,
    )


def changes(
    before: RecordedAssessment | None, after: Assessment, at: datetime, who: str = MACHINE
) -> StatusChange | None:
    """Return the line for the log if status or overlays are not what they were, else None.

    A first assessment that finds nothing is no change.

    Args:
        before: as last recorded, None for a first assessment. after: the new one. at: now (UTC).
        who: the person whose decision is being followed, or the machine.
    """
    if before is None and after.status in SILENT and set(after.overlays) <= {Overlay.NOT_YET_DUE}:
        return None
    if before is not None and (before.status, before.overlays) == (after.status, after.overlays):
        return None
    known = set(before.causes) if before else set()
    evidence = tuple(sorted(known.symmetric_difference(after.causes)))
    return StatusChange(
        unit_id=after.unit_id,
        at=at,
        before=before.status if before else None,
        after=after.status,
        overlays_before=before.overlays if before else (),
        overlays_after=after.overlays,
        evidence=evidence or after.causes,
        reason=_reason(before, after, known),
        who=who,
    )


def weighed_of(unit: Unit, evidence: Iterable[UnitEvidence], adopted: date) -> tuple[Weighed, ...]:
    """Return what each development is worth for a unit by itself, but for those that editors rejected.

    Args:
        unit: whose evidence it is. evidence: in any order; each development counts once.
        adopted: day of the declaration.
    """
    own = {each.development_id: each for each in evidence if each.unit_id == unit.id and _is_open(each)}
    return tuple(weigh(each, unit, adopted) for each in own.values())


def commitment_status(statuses: Sequence[Status]) -> Status:
    """Return the status of a commitment from those of its units.

    Done only where every reviewable unit is done; largely done where half of them are at least that; under way or
    words where one is. Where that leaves nothing to say and a unit's status is withheld, so is the commitment's.
    """
    reviewable = [status for status in statuses if status is not Status.NOT_REVIEWABLE]
    if not reviewable:
        return Status.NOT_REVIEWABLE
    heights = [status.height for status in reviewable if status.height is not None]
    far = sum(status in (Status.SUBSTANTIAL, Status.COMPLETE) for status in reviewable)
    if all(status is Status.COMPLETE for status in reviewable):
        return Status.COMPLETE
    if far * 2 >= len(reviewable):
        return Status.SUBSTANTIAL
    if max(heights, default=0) > 1:
        return Status.LIMITED
    if Status.WITHHELD in reviewable:
        return Status.WITHHELD
    return Status.NOT_STARTED if Status.NOT_STARTED in reviewable else Status.NO_EVIDENCE


def _by_day(each: Weighed) -> tuple[str, DevelopmentId]:
    return str(each.evidence.day or ""), each.evidence.development_id


def _with_consequences(weighed: Sequence[Weighed]) -> tuple[Weighed, ...]:
    """Let a setback that only shares the topic move the status where its storyline has moved it."""
    lines = {each.evidence.storyline_id for each in weighed if each.moves} - {None}
    return tuple(
        replace(each, moves=True, ground=Ground.LADDER)
        if each.step.is_setback and each.ground is Ground.SAME_TOPIC and each.evidence.storyline_id in lines
        else each
        for each in weighed
    )


def _unless_aside(each: Weighed) -> Weighed:
    """Let what an editor set aside move nothing until it goes further than it went then."""
    aside = each.evidence.aside
    if not each.moves or aside is None or each.step.is_setback != aside.is_setback or each.step.height > aside.height:
        return each
    return replace(each, moves=False, ground=Ground.SET_ASIDE)


def _is_open(evidence: UnitEvidence) -> bool:
    return evidence.review not in (MatchState.REJECTED, MatchState.WITHDRAWN)


def _standing(moving: Sequence[Weighed]) -> list[Weighed]:
    """Return what moves the status forward and was not voided later."""
    cancelled = [each for each in moving if each.step is EvidenceStep.CANCELLED]
    forward = [each for each in moving if not each.step.is_setback]
    return [each for each in forward if not any(_voids(setback, each) for setback in cancelled)]


def _voids(setback: Weighed, earlier: Weighed) -> bool:
    first, then = earlier.evidence, setback.evidence
    if first.day is None or then.day is None or first.day > then.day:
        return False
    same_line = then.storyline_id is not None and then.storyline_id == first.storyline_id
    return same_line or setback.entry is CodebookEntry.CONTRARY


def _status(unit: Unit, moving: Sequence[Weighed], standing: Sequence[Weighed], coverage: Coverage) -> Status:
    if not unit.verifiable:
        return Status.NOT_REVIEWABLE
    if not coverage.is_enough:
        return Status.WITHHELD
    if not moving:
        return Status.NO_EVIDENCE
    height = max((each.step.height for each in standing), default=0)
    if height == EvidenceStep.MET.height:
        return Status.COMPLETE
    if height == EvidenceStep.RUNNING.height and _reaches(unit, standing):
        return Status.SUBSTANTIAL
    return Status.LIMITED if height >= EvidenceStep.ORGANISED.height else Status.NOT_STARTED


def _reaches(unit: Unit, standing: Sequence[Weighed]) -> bool:
    running = (each for each in standing if each.step.height >= EvidenceStep.RUNNING.height)
    states = {country for each in running for country in each.evidence.parties if country in CENTRAL_ASIA}
    return len(states) >= unit.breadth


def _overlays(
    unit: Unit, moving: Sequence[Weighed], standing: Sequence[Weighed], status: Status, today: date
) -> Iterator[Overlay]:
    if status.height is None:
        return
    is_due = unit.due is not None and today > unit.due
    is_open = status is not Status.COMPLETE
    setbacks = _unanswered(moving, standing)
    days = [each.evidence.day for each in moving if each.evidence.day is not None]
    if is_open and days and today - max(days) >= STALLED_AFTER:
        yield Overlay.STALLED
    if any(each.step is EvidenceStep.DELAYED for each in setbacks) or (is_due and is_open and moving):
        yield Overlay.DELAYED
    if any(each.step is EvidenceStep.CANCELLED for each in setbacks):
        yield Overlay.CONTRARY
    if unit.due is not None and not is_due and is_open:
        yield Overlay.NOT_YET_DUE
    if is_due and status is Status.NO_EVIDENCE:
        yield Overlay.DUE_WITHOUT_EVIDENCE


def _unanswered(moving: Sequence[Weighed], standing: Sequence[Weighed]) -> list[Weighed]:
    """Return the setbacks after which nothing more than words has happened."""
    setbacks = [each for each in moving if each.step.is_setback]
    if not setbacks:
        return []
    acts = [str(each.evidence.day) for each in standing if each.step.height >= EvidenceStep.ORGANISED.height]
    last = max(acts, default="")
    return [each for each in setbacks if str(each.evidence.day) >= last]


def _causes(
    moving: Sequence[Weighed], standing: Sequence[Weighed], step: EvidenceStep | None, overlays: Sequence[Overlay]
) -> tuple[DevelopmentId, ...]:
    deciding = [each for each in standing if each.step is step]
    if Overlay.DELAYED in overlays or Overlay.CONTRARY in overlays or not standing:
        deciding += _unanswered(moving, standing)
    return tuple(sorted({each.evidence.development_id for each in deciding}))


def _is_reviewed(each: Weighed) -> bool:
    return each.evidence.review is MatchState.ACCEPTED or each.evidence.coded is not None


def _reason(before: RecordedAssessment | None, after: Assessment, known: set[DevelopmentId]) -> ChangeReason:
    if before is None:
        return ChangeReason.FIRST
    if Status.WITHHELD in (before.status, after.status):
        return ChangeReason.COVERAGE
    if set(after.causes) - known:
        return ChangeReason.EVIDENCE_ADDED
    return ChangeReason.EVIDENCE_REMOVED if known - set(after.causes) else ChangeReason.TIME
