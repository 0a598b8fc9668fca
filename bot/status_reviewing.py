"""Reviewing status: an editor accepts or rejects a change that the machine logged, or codes a development by hand."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.assessing import record_assessments
from bot.reviewing import find_development
from bot.weighing import concluded, scales_now
from domain.assessment.assess import conclude
from domain.assessment.gathering import coverage_of
from domain.assessment.reviewed import decided_by, to_set_aside, weighed_without
from domain.errors import ReviewRefused
from domain.identity import stable_id
from domain.review import STANDING
from domain.status import UnitCoding
from domain.status_review import (
    StatusDecision,
    StatusDecisionId,
    StatusVerdict,
    change_id,
    is_proposed,
    open_changes,
    set_aside,
    standing_decisions,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.assessing import AssessingParts, AssessingSummary
    from domain.development import DevelopmentId
    from domain.status import Assessment, CodebookEntry, EvidenceStep, StatusChange
    from domain.status_review import Steps
    from domain.unit import Unit
    from domain.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

_A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class StatusReviewed:
    """What a decision about a change brought.

    Attributes:
        decision: as recorded. assessed: what assessing the units anew brought.
    """

    decision: StatusDecision
    assessed: AssessingSummary


@dataclass(frozen=True, slots=True)
class StatusEditing:
    """An editor who looks at changes of status.

    Attributes:
        parts: database, clock and what assesses. who: the editor's name.
    """

    parts: AssessingParts
    who: str

    def waiting(self) -> list[StatusChange]:
        """Return the changes that nobody has decided about, of each unit its newest, the latest first."""
        with self.parts.open_unit_of_work(writes=False) as work:
            return open_changes(work.assessments.newest_changes(), work.assessments.list_status_decisions())

    def accept(self, prefix: str, reason: str = "") -> StatusReviewed:
        """Accept the change of a unit, named by the unit or the change's id; raises ReviewRefused."""
        with self.parts.open_unit_of_work() as work:
            change = self._change(work, prefix)
            found = self._assessment(work, change)
            if found.status is not change.after:
                raise ReviewRefused(f"{change.unit_id} has changed since; record the status first")
            decision = self._keep(work, change, StatusVerdict.ACCEPT, decided_by(found), reason)
        return self._reviewed(decision)

    def reject(self, prefix: str, reason: str) -> StatusReviewed:
        """Reject the change of a unit: it stands as before until other evidence comes; raises ReviewRefused."""
        with self.parts.open_unit_of_work() as work:
            change = self._change(work, prefix)
            evidence = to_set_aside(change, _Judge(self.parts, work, self._unit(change)).with_aside)
            if not evidence:
                raise ReviewRefused(
                    f"the former status of {change.unit_id} cannot come back: its evidence is gone, or time alone "
                    "changed it; review the matches instead"
                )
            decision = self._keep(work, change, StatusVerdict.REJECT, evidence, reason)
        return self._reviewed(decision)

    def undo(self, prefix: str | None = None) -> StatusReviewed:
        """Take a decision about a change back, without an id the editor's newest; raises ReviewRefused."""
        with self.parts.open_unit_of_work() as work:
            undone = self._decision_to_undo(work, prefix)
            by_id = {change_id(each): each for each in work.assessments.list_changes(_ALL, undone.unit_id)}
            decision = self._keep(work, by_id[undone.change_id], StatusVerdict.UNDO, {}, "", undone)
        return self._reviewed(decision)

    def code(self, prefix: str, unit_id: str, entry: CodebookEntry | None, reason: str = "") -> AssessingSummary:
        """Judge a development against the codebook of a unit.

        Args:
            prefix: of the development's id. unit_id: ``26-b``.
            entry: which part of the codebook it meets, None takes every earlier judgement back.
            reason: in the editor's words.

        Raises:
            ReviewRefused: nothing was changed; the message says why.
        """
        unit = next((each for each in self.parts.units if each.id == unit_id), None)
        if unit is None or not unit.verifiable:
            raise ReviewRefused(f"there is no unit {unit_id!r} with a codebook")
        with self.parts.open_unit_of_work() as work:
            found = find_development(work, prefix)
            if work.reviews.find_item(found).state_of.get(unit.number) not in STANDING:
                raise ReviewRefused(f"the development has no match with paragraph {unit.number}; assign it first")
            about = [each.at for each in work.assessments.list_codings() if each.development_id == found]
            at = _after(self.parts.clock.now(), about)
            work.assessments.code(UnitCoding(found, unit.id, entry, self.who, at, reason))
            work.commit()
        log.info("%s: %s coded %s by %s", found, unit.id, entry.value if entry else "nothing", self.who)
        return record_assessments(self.parts, self.who, [found])

    def _change(self, work: UnitOfWork, prefix: str) -> StatusChange:
        newest = work.assessments.newest_changes()
        found = [each for each in newest if each.unit_id == prefix]
        found = found or [each for each in newest if prefix and change_id(each).startswith(prefix)]
        if len(found) != 1:
            raise ReviewRefused(
                f"{prefix!r} names no unit's newest change" if not found else f"{prefix!r} fits several"
            )
        holding = standing_decisions(work.assessments.list_status_decisions())
        held = holding.get(change_id(found[0]))
        if held is None and not is_proposed(found[0], holding):
            raise ReviewRefused(f"the newest change of {found[0].unit_id} follows from a decision by {found[0].who}")
        if held is not None and held.who == self.who:
            raise ReviewRefused(f"you have decided about it before ({held.verdict.value}); undo that first")
        return found[0]

    def _unit(self, change: StatusChange) -> Unit:
        unit = next((each for each in self.parts.units if each.id == change.unit_id), None)
        if unit is None:
            raise ReviewRefused(f"there is no unit {change.unit_id} any more")
        return unit

    def _assessment(self, work: UnitOfWork, change: StatusChange) -> Assessment:
        [found] = concluded(self.parts, work, [self._unit(change)], self.parts.clock.now())
        return found

    def _decision_to_undo(self, work: UnitOfWork, prefix: str | None) -> StatusDecision:
        decisions = work.assessments.list_status_decisions()
        if prefix is None:
            found = [each for each in decisions if each.who == self.who and each.stands][-1:]
        else:
            found = [each for each in decisions if prefix and each.id.startswith(prefix) and each.stands]
        if len(found) != 1:
            raise ReviewRefused("there is no such decision that could be undone" if not found else "it fits several")
        return found[0]

    def _keep(
        self,
        work: UnitOfWork,
        change: StatusChange,
        verdict: StatusVerdict,
        evidence: Mapping[DevelopmentId, EvidenceStep],
        reason: str,
        undone: StatusDecision | None = None,
    ) -> StatusDecision:
        at = _after(self.parts.clock.now(), [each.at for each in work.assessments.list_status_decisions()])
        decision = StatusDecision(
            id=StatusDecisionId(stable_id("status decision", change_id(change), self.who, at.isoformat())),
            change_id=change_id(change),
            unit_id=change.unit_id,
            who=self.who,
            at=at,
            verdict=verdict,
            before=change.before,
            after=change.after,
            evidence=tuple(sorted(evidence.items())),
            reason=reason,
            undoes=undone.id if undone else None,
        )
        work.assessments.add_status_decision(decision)
        work.commit()
        log.info("%s: %s of its status by %s", decision.unit_id, verdict.value, self.who)
        return decision

    def _reviewed(self, decision: StatusDecision) -> StatusReviewed:
        """Assess anew; what comes back when a decision is undone is the machine's, and proposed again."""
        about = [each for each, _ in decision.evidence]
        return StatusReviewed(decision, record_assessments(self.parts, self.who, about, [decision.unit_id]))


_ALL = 1_000_000
"""More lines than the log of one unit ever has."""


class _Judge:
    """One unit as it stands when more is set aside; what is stored is read once."""

    def __init__(self, parts: AssessingParts, work: UnitOfWork, unit: Unit) -> None:
        self._unit, self._now = unit, parts.clock.now()
        aside = set_aside(work.assessments.list_status_decisions())
        self._scale = scales_now(parts, work, [unit])[unit.id]
        self._weighed = weighed_without(self._scale.weighed, aside.get(unit.id, {}))
        self._coverage = coverage_of(work.sources.list_all(), unit.actors, self._now)

    def with_aside(self, aside: Steps) -> Assessment:
        """Return the unit as it stands without this evidence."""
        weighed = weighed_without(self._weighed, aside)
        return conclude(self._unit, weighed, self._coverage, self._now.date(), self._scale.counted)


def _after(now: datetime, earlier: Sequence[datetime]) -> datetime:
    """Return a time later than all earlier ones, so that the order is never in doubt."""
    return max([now, *(each + _A_MOMENT for each in earlier)])
