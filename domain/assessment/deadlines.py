"""Deadlines: which units are due when, and which are due without any report found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.identity import stable_id
from domain.status import Overlay, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from domain.status import Assessment, RecordedAssessment
    from domain.unit import Unit, UnitId


@dataclass(frozen=True, slots=True)
class DueUnit:
    """A unit with a day.

    Attributes:
        days: until it is due; negative = so many days ago. status: None where it was never assessed.
    """

    unit_id: UnitId
    due: date
    days: int
    status: Status | None


@dataclass(frozen=True, slots=True)
class DueWithoutEvidence:
    """The day of a unit has passed and no report was found: a development that no story tells.

    Attributes:
        id: made of unit and day, so that it is told once. watched, unreachable: the sources behind the silence.
    """

    id: str
    unit_id: UnitId
    due: date
    watched: int
    unreachable: int


def due_units(
    units: Sequence[Unit], assessments: Iterable[Assessment | RecordedAssessment], today: date
) -> list[DueUnit]:
    """Return every unit with a day that is not done, soonest first."""
    statuses = {each.unit_id: each.status for each in assessments}
    dated = [(unit, unit.due) for unit in units if unit.due is not None]
    found = [DueUnit(unit.id, due, (due - today).days, statuses.get(unit.id)) for unit, due in dated]
    return sorted(
        (each for each in found if each.status is not Status.COMPLETE), key=lambda each: (each.due, each.unit_id)
    )


def due_without_evidence(
    units: Sequence[Unit], assessments: Iterable[Assessment | RecordedAssessment]
) -> list[DueWithoutEvidence]:
    """Return a development of its own kind for each unit whose day has passed without a report."""
    days = {unit.id: unit.due for unit in units}
    return [
        DueWithoutEvidence(
            id=stable_id("due without evidence", each.unit_id, due.isoformat()),
            unit_id=each.unit_id,
            due=due,
            watched=each.coverage.watched,
            unreachable=each.coverage.unreachable,
        )
        for each in assessments
        if Overlay.DUE_WITHOUT_EVIDENCE in each.overlays and (due := days.get(each.unit_id)) is not None
    ]
