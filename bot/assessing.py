"""Assessing: the status of units from what is stored, and the days that passed without a report.

Every night everything is read; a decision of an editor touches the units that its developments bear on, and only those
are assessed again (``bot/weighing.py``). The rules are pure and stand in ``domain/assessment``.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.weighing import check_all, concluded, weigh_again
from domain.assessment.assess import assess, changes
from domain.assessment.deadlines import all_notices, due_without_evidence, is_for, is_news
from domain.assessment.gathering import coverage_of, gather, newest_codings
from domain.assessment.reviewed import as_reviewed
from domain.facets import facts_of
from domain.status import MACHINE, Overlay, RecordedAssessment
from domain.status_review import set_aside
from domain.story import JudgedStory
from domain.telling import Mode, Urgency
from domain.weighings import AT_ONCE
from monitors.plan import AlertRules, alert_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date, datetime

    from bot.weighing import Weighing
    from domain.assessment.deadlines import Announcements, DueWithoutEvidence
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
    from domain.unit import Unit, UnitId
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


@dataclass(slots=True)
class _Run:
    """One run of assessing, in as many transactions as there are lots of developments to weigh.

    Attributes:
        who, about: whose decision is followed, and the developments it bears on. found, changed, noticed: so far.
    """

    parts: AssessingParts
    who: str
    about: Collection[DevelopmentId] | None
    now: datetime
    found: dict[UnitId, Assessment] = field(default_factory=dict)
    changed: list[StatusChange] = field(default_factory=list)
    noticed: list[DueNotice] = field(default_factory=list)

    def lot(self, units: Collection[UnitId], announced: Announcements | None) -> bool:
        """Weigh a lot of what is marked and assess what it touches; return whether more is marked.

        Args:
            units: to assess with the first lot, whether touched or not.
            announced: where everything is assessed with the last lot, and days that passed are told of.
        """
        with self.parts.open_unit_of_work() as work:
            marked = work.weighings.list_marked(AT_ONCE)
            weighed = weigh_again(self.parts, work, marked)
            touched = weighed.touched.union(units)
            is_last = len(marked) < AT_ONCE
            everything = announced is not None and is_last
            chosen = [unit for unit in self.parts.units if everything or unit.id in touched]
            assessed = self._record(work, chosen)
            if announced is not None and is_last:
                self.noticed += _notice(self.parts, work, assessed, announced, self.now)
            elif announced is None:
                self._answer(work, assessed, weighed)
            work.commit()
        return not is_last

    def _record(self, work: UnitOfWork, units: Sequence[Unit]) -> tuple[Assessment, ...]:
        assessed = concluded(self.parts, work, units, self.now, as_kept=True)
        before = {each.unit_id: each for each in work.assessments.list_all()} if units else {}
        lines = [line for each in assessed if (line := changes(before.get(each.unit_id), each, self.now, self.who))]
        logged = {line.unit_id: _ascribed(line, self.about) for line in lines}
        said = work.assessments.list_status_decisions()
        found = [as_reviewed(each, logged.get(each.unit_id), said) for each in assessed]
        work.assessments.save(
            [_recorded(each, before.get(each.unit_id), self.now, changed=each.unit_id in logged) for each in found]
        )
        work.assessments.log(logged.values())
        self.changed += logged.values()
        self.found |= {each.unit_id: each for each in found}
        return tuple(found)

    def _answer(self, work: UnitOfWork, assessed: Iterable[Assessment], weighed: Weighing) -> None:
        """Close days that evidence has come for, or that nobody announced after all; new ones wait for the night."""
        answered = [each.unit_id for each in assessed if Overlay.DUE_WITHOUT_EVIDENCE not in each.overlays]
        work.assessments.answer_due(answered, weighed.gone, self.now)


def assessed_units(parts: AssessingParts) -> tuple[Assessment, ...]:
    """Return every unit by what is stored now, without the words and outlets of its evidence; nothing is recorded."""
    with parts.open_unit_of_work(writes=False) as work:
        return concluded(parts, work, parts.units, parts.clock.now())


def told_units(parts: AssessingParts, commitment: int) -> tuple[Assessment, ...]:
    """Return the units of a paragraph with everything their evidence says; nothing is recorded."""
    now = parts.clock.now()
    with parts.open_unit_of_work(writes=False) as work:
        told = work.assessments.list_told(commitment=commitment)
        found = assess_all(parts, work, told, work.sources.list_all(), now, now.date())
    return tuple(each for each in found if each.number == commitment)


def record_assessments(
    parts: AssessingParts,
    who: str = MACHINE,
    about: Collection[DevelopmentId] | None = None,
    units: Collection[UnitId] = (),
) -> AssessingSummary:
    """Assess units, store what came of it and log every change.

    Without a decision to follow everything is read, every unit assessed, and told of days that passed. What follows a
    decision costs what it touches: developments that changed since the last time are weighed, and the units assessed
    whose evidence that changes. No transaction weighs more than ``domain.weighings.AT_ONCE`` developments.

    Args:
        parts: what assessing works with.
        who: the person whose decision is being followed, or the machine.
        about: the developments that the person decided about, None = whatever changed; what other evidence changed
            since the last time is the machine's.
        units: that the person decided about.

    Raises:
        StorageError: what was not yet written will be by the next run.
    """
    announced = check_all(parts) if about is None else None
    run = _Run(parts, who, about, parts.clock.now())
    more = run.lot(units, announced)
    while more:
        more = run.lot((), announced)
    found, changed, noticed = list(run.found.values()), run.changed, run.noticed
    log.info("%d units assessed, %d changed, %d days passed in silence", len(found), len(changed), len(noticed))
    return AssessingSummary(len(found), tuple(changed), tuple(due_without_evidence(parts.units, found)), tuple(noticed))


def record_when_due(parts: AssessingParts) -> AssessingSummary | None:
    """Record as every night does, unless that was done within ``ONCE_IN``; for installations without a nightly job."""
    with parts.open_unit_of_work(writes=False) as work:
        at = {each.unit_id: each.at for each in work.assessments.list_all()}
    # What follows a decision is assessed in between; the oldest is as old as the last time everything was.
    is_known = all(unit.id in at for unit in parts.units)
    if is_known and parts.clock.now() - min(at[unit.id] for unit in parts.units) < ONCE_IN:
        return None
    return record_assessments(parts)


def _notice(
    parts: AssessingParts,
    work: UnitOfWork,
    assessed: Sequence[Assessment],
    announced: Announcements,
    now: datetime,
) -> list[DueNotice]:
    """Store the days that passed without evidence, and put an alert of each new one into the outbox.

    Returns:
        Those never noticed before.
    """
    watched = work.sources.list_all()
    notices = all_notices(parts.units, assessed, announced, watched, now)
    fresh = set(work.assessments.note_due(parts.declaration, notices, now))
    noticed = [notice for notice in notices if notice.id in fresh]
    told = [notice for notice in noticed if is_news(notice, watched, now.date())]
    pillars = {int(each.number): each.pillar for each in parts.declaration.commitments}
    for notice in told:
        development = work.developments.get(notice.id)
        facts = facts_of(JudgedStory(development.lead, development.judgement), pillars)
        for subscriber in work.subscribers.list_told(now):
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
        evidence=tuple(weighed.evidence.development_id for weighed in each.weighed if weighed.moves),
        same_topic=each.same_topic,
        score=each.score,
        scores=each.scores,
        is_due=each.is_due,
        reviewed=each.reviewed,
    )
