"""Assessing: the status of every unit from what is stored, and the days that passed without a report.

The rules are pure and stand in ``domain/assessment``.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.assessment.assess import assess, changes
from domain.assessment.deadlines import due_without_evidence, is_for, is_news, notices_of
from domain.assessment.gathering import coverage_of, gather, newest_codings
from domain.assessment.reviewed import as_reviewed
from domain.facets import facts_of
from domain.status import MACHINE, RecordedAssessment
from domain.status_review import set_aside
from domain.story import JudgedStory
from domain.telling import Mode, Urgency
from monitors.plan import AlertRules, alert_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date, datetime

    from domain.assessment.deadlines import DueWithoutEvidence
    from domain.assessment.gathering import ToldDevelopment
    from domain.commitment import Declaration
    from domain.development import DevelopmentId
    from domain.due import DueNotice
    from domain.ladder import Ladders
    from domain.ledger import Rates
    from domain.ports import Clock
    from domain.source import WatchedSource
    from domain.status import Assessment, StatusChange
    from domain.subscriber import Subscriber
    from domain.unit import Unit
    from domain.unit_of_work import OpenUnitOfWork, UnitOfWork

log = logging.getLogger(__name__)

ONCE_IN = timedelta(hours=20)
"""Assessing reads every development; `cajad run --once` may be called each minute."""


@dataclass(frozen=True, slots=True)
class AssessingParts:
    """What assessing works with.

    Attributes:
        max_age: of reports that are news; rates: for sums that subscribers set. Both as for polls, for what an editor
            lets go after it was held.
    """

    open_unit_of_work: OpenUnitOfWork
    declaration: Declaration
    units: tuple[Unit, ...]
    ladders: Ladders
    clock: Clock
    max_age: timedelta = timedelta(days=7)
    rates: Rates | None = None

    @property
    def alert_rules(self) -> AlertRules:
        """When a development is told."""
        pillars = {int(each.number): each.pillar for each in self.declaration.commitments}
        return AlertRules(self.declaration.adopted, self.max_age, pillars, self.rates)


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
        noticed: days, declared or announced, that were noticed for the first time to have passed so.
    """

    assessed: int
    changed: tuple[StatusChange, ...]
    due: tuple[DueWithoutEvidence, ...]
    noticed: tuple[DueNotice, ...] = ()


def assessed_units(parts: AssessingParts) -> AssessedUnits:
    """Assess every unit by what is stored now; nothing is recorded."""
    with parts.open_unit_of_work(writes=False) as work:
        return _assess(parts, work, parts.clock.now())


def record_assessments(
    parts: AssessingParts, who: str = MACHINE, about: Collection[DevelopmentId] | None = None
) -> AssessingSummary:
    """Assess every unit, then store what came of it, log every change and tell of days that passed, in one transaction.

    What is read for it is read before that transaction begins: it may take seconds, and no poll or delivery is to wait
    for it. What others decide in between is assessed by the run that follows their decision.

    Args:
        parts: what assessing works with.
        who: the person whose decision is being followed, or the machine.
        about: the developments that the person decided about, None = whatever changed; what other evidence changed
            since the last time is the machine's.

    Raises:
        StorageError: nothing was written.
    """
    now = parts.clock.now()
    assessed = assessed_units(parts)
    with parts.open_unit_of_work() as work:
        before = {each.unit_id: each for each in work.assessments.list_all()}
        lines = [line for each in assessed.assessments if (line := changes(before.get(each.unit_id), each, now, who))]
        changed = [_ascribed(line, about) for line in lines]
        moved = {line.unit_id: line for line in changed}
        said = work.assessments.list_status_decisions()
        found = [as_reviewed(each, moved.get(each.unit_id), said) for each in assessed.assessments]
        work.assessments.save(
            [_recorded(each, before.get(each.unit_id), now, changed=each.unit_id in moved) for each in found]
        )
        work.assessments.log(changed)
        noticed = _notice(parts, work, assessed, now)
        work.commit()
    log.info("%d units assessed, %d changed, %d days passed in silence", len(found), len(changed), len(noticed))
    return AssessingSummary(len(found), tuple(changed), tuple(due_without_evidence(parts.units, found)), tuple(noticed))


def record_when_due(parts: AssessingParts) -> AssessingSummary | None:
    """Record as every night does, unless that was done within ``ONCE_IN``; for installations without a nightly job."""
    with parts.open_unit_of_work(writes=False) as work:
        last = max((each.at for each in work.assessments.list_all()), default=None)
    if last is not None and parts.clock.now() - last < ONCE_IN:
        return None
    return record_assessments(parts)


def _notice(parts: AssessingParts, work: UnitOfWork, assessed: AssessedUnits, now: datetime) -> list[DueNotice]:
    """Store the days that passed without evidence, and put an alert of each new one into the outbox.

    Returns:
        Those never noticed before.
    """
    watched = work.sources.list_all()
    developments = [each.development for each in assessed.told]
    notices = notices_of(parts.units, assessed.assessments, developments, watched, now)
    fresh = set(work.assessments.note_due(parts.declaration, notices, now))
    noticed = [notice for notice in notices if notice.id in fresh]
    told = [notice for notice in noticed if is_news(notice, watched, now.date())]
    pillars = {int(each.number): each.pillar for each in parts.declaration.commitments}
    for notice in told:
        development = work.developments.get(notice.id)
        facts = facts_of(JudgedStory(development.lead, development.judgement), pillars)
        for subscriber in work.subscribers.list_active():
            if is_for(subscriber.facets, facts):
                work.outbox.save(alert_of(notice.id, 1, subscriber, now, urgency=_urgency(subscriber)))
    return noticed


def assess_all(
    parts: AssessingParts,
    work: UnitOfWork,
    told: Iterable[ToldDevelopment],
    watched: Sequence[WatchedSource],
    now: datetime,
    day: date,
) -> tuple[Assessment, ...]:
    """Return every unit as the rules and the editors have it.

    Args:
        parts: what assessing works with. work: a reading unit of work.
        told: the evidence. watched: sources with their state. now: the time, for what does not answer.
        day: the day of assessment.
    """
    decisions = work.assessments.list_status_decisions()
    newest = {each.unit_id: each for each in work.assessments.newest_changes()}
    codings = newest_codings(work.assessments.list_codings())
    evidence = gather(told, parts.units, parts.ladders, codings, set_aside(decisions))
    adopted = parts.declaration.adopted
    found = (
        assess(unit, evidence[unit.id], coverage_of(watched, unit.actors, now), day, adopted) for unit in parts.units
    )
    return tuple(as_reviewed(each, newest.get(each.unit_id), decisions) for each in found)


def _urgency(subscriber: Subscriber) -> Urgency:
    """A day that passed in silence is no deed: it waits for the digest unless everything comes at once."""
    return Urgency.AT_ONCE if subscriber.timing.mode is Mode.ALL_AT_ONCE else Urgency.DIGEST


def _assess(parts: AssessingParts, work: UnitOfWork, now: datetime) -> AssessedUnits:
    told = tuple(work.assessments.list_told())
    return AssessedUnits(assess_all(parts, work, told, work.sources.list_all(), now, now.date()), told)


def _ascribed(line: StatusChange, about: Collection[DevelopmentId] | None) -> StatusChange:
    """Return a line of the log that names a person only where the decision bears on it."""
    is_own = about is None or not set(line.evidence).isdisjoint(about)
    return line if is_own else replace(line, who=MACHINE)


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
