"""Assessing: the status of every unit from what is stored; the rules are pure and stand in ``domain/assessment``."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.assessment.assess import assess, changes
from domain.assessment.deadlines import due_without_evidence
from domain.assessment.gathering import coverage_of, gather, newest_codings
from domain.status import MACHINE, RecordedAssessment

if TYPE_CHECKING:
    from datetime import datetime

    from domain.assessment.deadlines import DueWithoutEvidence
    from domain.assessment.gathering import ToldDevelopment
    from domain.commitment import Declaration
    from domain.ladder import Ladders
    from domain.ports import Clock, OpenUnitOfWork, UnitOfWork
    from domain.status import Assessment, StatusChange
    from domain.unit import Unit

log = logging.getLogger(__name__)

ONCE_IN = timedelta(hours=20)
"""Assessing reads every development; `cajad run --once` may be called each minute."""


@dataclass(frozen=True, slots=True)
class AssessingParts:
    """What assessing works with."""

    open_unit_of_work: OpenUnitOfWork
    declaration: Declaration
    units: tuple[Unit, ...]
    ladders: Ladders
    clock: Clock


@dataclass(frozen=True, slots=True)
class AssessedUnits:
    """Every unit as it stands now.

    Attributes:
        assessments: by paragraph and letter. told: the developments they were made from.
    """

    assessments: tuple[Assessment, ...]
    told: tuple[ToldDevelopment, ...]


@dataclass(frozen=True, slots=True)
class AssessingSummary:
    """What a recorded assessment brought.

    Attributes:
        assessed: units. changed: lines added to the log. due: units whose day passed without a report.
    """

    assessed: int
    changed: tuple[StatusChange, ...]
    due: tuple[DueWithoutEvidence, ...]


def assessed_units(parts: AssessingParts) -> AssessedUnits:
    """Assess every unit by what is stored now; nothing is recorded."""
    with parts.open_unit_of_work(writes=False) as work:
        return _assess(parts, work, parts.clock.now())


def record_assessments(parts: AssessingParts, who: str = MACHINE) -> AssessingSummary:
    """Assess every unit, store what came of it and log every change, in one transaction.

    Args:
        parts: what assessing works with.
        who: the person whose decision is being followed, or the machine.

    Raises:
        StorageError: nothing was written.
    """
    now = parts.clock.now()
    with parts.open_unit_of_work() as work:
        found = _assess(parts, work, now).assessments
        before = {each.unit_id: each for each in work.assessments.list_all()}
        changed = [line for each in found if (line := changes(before.get(each.unit_id), each, now, who))]
        moved = {line.unit_id for line in changed}
        work.assessments.save(
            [_recorded(each, before.get(each.unit_id), now, changed=each.unit_id in moved) for each in found]
        )
        work.assessments.log(changed)
        work.commit()
    log.info("%d units assessed, %d changed", len(found), len(changed))
    return AssessingSummary(len(found), tuple(changed), tuple(due_without_evidence(parts.units, found)))


def record_when_due(parts: AssessingParts) -> AssessingSummary | None:
    """Record as every night does, unless that was done within ``ONCE_IN``; for installations without a nightly job."""
    with parts.open_unit_of_work(writes=False) as work:
        last = max((each.at for each in work.assessments.list_all()), default=None)
    if last is not None and parts.clock.now() - last < ONCE_IN:
        return None
    return record_assessments(parts)


def _assess(parts: AssessingParts, work: UnitOfWork, now: datetime) -> AssessedUnits:
    told = tuple(work.assessments.list_told())
    watched = work.sources.list_all()
    evidence = gather(told, parts.units, parts.ladders, newest_codings(work.assessments.list_codings()))
    adopted = parts.declaration.adopted
    return AssessedUnits(
        tuple(
            assess(unit, evidence[unit.id], coverage_of(watched, unit.actors, now), now.date(), adopted)
            for unit in parts.units
        ),
        told,
    )


def _recorded(
    each: Assessment, before: RecordedAssessment | None, now: datetime, *, changed: bool
) -> RecordedAssessment:
    return RecordedAssessment(
        unit_id=each.unit_id,
        number=each.number,
        at=now,
        changed_at=now if before is None or changed else before.changed_at,
        status=each.status,
        coverage=each.coverage,
        step=each.step,
        overlays=each.overlays,
        causes=each.causes,
        evidence=tuple(weighed.evidence.development_id for weighed in each.weighed),
        same_topic=each.same_topic,
        score=each.score,
        scores=each.scores,
        is_due=each.is_due,
        reviewed=each.reviewed,
    )
