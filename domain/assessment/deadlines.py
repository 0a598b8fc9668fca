"""Deadlines: which units are due without any report found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.identity import stable_id
from domain.status import Overlay

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from domain.status import Assessment, RecordedAssessment
    from domain.unit import Unit, UnitId


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
