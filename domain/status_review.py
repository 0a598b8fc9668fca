"""Review of status: what editors decide about the changes that the machine logs.

A change by the machine is proposed until an editor accepts or rejects it. A rejection sets aside, for that unit, the
evidence that made the change: the unit stands as it stood before, until other evidence comes or what was set aside
goes further than it went then. So status and evidence agree also after a rejection.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

from domain.identity import stable_id
from domain.moment import aware_utc
from domain.status import MACHINE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from domain.development import DevelopmentId
    from domain.status import EvidenceStep, Status, StatusChange
    from domain.unit import UnitId

ChangeId = NewType("ChangeId", str)
StatusDecisionId = NewType("StatusDecisionId", str)

Steps = Mapping["DevelopmentId", "EvidenceStep"]
"""How far each of some developments carried a unit."""


class StatusVerdict(StrEnum):
    """What an editor says of a change of status."""

    ACCEPT = "accept"
    REJECT = "reject"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class StatusDecision:
    """One act of review about a change of status; nothing of it is ever deleted.

    Attributes:
        who: the editor. at: UTC. reason: in the editor's words.
        before, after: the status as the change had it; before is None for a unit's first assessment.
        evidence: what decided on the day, with its step: accepted, or set aside by a rejection; none for undoing.
        undoes: the decision that UNDO takes back. undone_by: the one that took this one back.
    """

    id: StatusDecisionId
    change_id: ChangeId
    unit_id: UnitId
    who: str
    at: datetime
    verdict: StatusVerdict
    before: Status | None
    after: Status
    evidence: tuple[tuple[DevelopmentId, EvidenceStep], ...] = ()
    reason: str = ""
    undoes: StatusDecisionId | None = None
    undone_by: StatusDecisionId | None = None

    @property
    def stands(self) -> bool:
        """Whether nobody took it back."""
        return self.undone_by is None and self.verdict is not StatusVerdict.UNDO


def change_id(change: StatusChange) -> ChangeId:
    """Return the id of a line of the log, made of what is unique about it."""
    return ChangeId(stable_id("status change", change.unit_id, aware_utc(change.at).isoformat()))


def standing_decisions(decisions: Iterable[StatusDecision]) -> dict[ChangeId, StatusDecision]:
    """Return the decision that holds about each change: of several that nobody took back, the last."""
    ordered = sorted(decisions, key=lambda each: (each.at, each.id))
    return {each.change_id: each for each in ordered if each.stands}


def is_proposed(change: StatusChange, decisions: Mapping[ChangeId, StatusDecision]) -> bool:
    """Whether a change was made by the machine and no decision about it holds."""
    return change.who == MACHINE and change_id(change) not in decisions


def open_changes(newest: Iterable[StatusChange], decisions: Iterable[StatusDecision]) -> list[StatusChange]:
    """Return the changes that wait for an editor, of each unit the newest one, the latest first.

    Args:
        newest: the last change of every unit; an earlier one was overtaken. decisions: all of them.
    """
    holding = standing_decisions(decisions)
    waiting = [each for each in newest if is_proposed(each, holding)]
    return sorted(waiting, key=lambda each: (-each.at.timestamp(), each.unit_id))


def set_aside(decisions: Iterable[StatusDecision]) -> dict[UnitId, dict[DevelopmentId, EvidenceStep]]:
    """Return what rejections that hold set aside, by unit: each development with the step it had then."""
    found: dict[UnitId, dict[DevelopmentId, EvidenceStep]] = {}
    for each in standing_decisions(decisions).values():
        if each.verdict is StatusVerdict.REJECT:
            found.setdefault(each.unit_id, {}).update(each.evidence)
    return found


def accepted_of(decisions: Sequence[StatusDecision]) -> dict[ChangeId, frozenset[DevelopmentId]]:
    """Return the developments on which each accepted change rested."""
    return {
        change: frozenset(development for development, _ in each.evidence)
        for change, each in standing_decisions(decisions).items()
        if each.verdict is StatusVerdict.ACCEPT
    }
