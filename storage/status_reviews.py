"""Status reviews: what editors said of changes of status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from domain.development import DevelopmentId
from domain.status import EvidenceStep, Status
from domain.status_review import ChangeId, StatusDecision, StatusDecisionId, StatusVerdict
from domain.unit import UnitId
from storage.status_tables import StatusDecisionRow
from storage.writing import insert_new

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row


def add(connection: Connection, decision: StatusDecision) -> None:
    """Store what an editor said of a change; one that undoes another marks it."""
    insert_new(connection, StatusDecisionRow, [_values(decision)])
    if decision.undoes is not None:
        row = update(StatusDecisionRow).where(StatusDecisionRow.id == decision.undoes)
        connection.execute(row.values(undone_by=decision.id))


def list_all(connection: Connection) -> list[StatusDecision]:
    """Return what editors said of changes, oldest first."""
    chosen = select(StatusDecisionRow.__table__).order_by(StatusDecisionRow.at, StatusDecisionRow.id)
    return [_decision(row) for row in connection.execute(chosen)]


def _values(each: StatusDecision) -> dict[str, Any]:
    return {
        "id": each.id,
        "change_id": each.change_id,
        "unit_id": each.unit_id,
        "who": each.who,
        "at": each.at,
        "verdict": each.verdict.value,
        "before": each.before.value if each.before else None,
        "after": each.after.value,
        "evidence": {development: step.value for development, step in each.evidence},
        "reason": each.reason,
        "undoes": each.undoes,
        "undone_by": each.undone_by,
    }


def _decision(row: Row[Any]) -> StatusDecision:
    return StatusDecision(
        id=StatusDecisionId(row.id),
        change_id=ChangeId(row.change_id),
        unit_id=UnitId(row.unit_id),
        who=row.who,
        at=row.at,
        verdict=StatusVerdict(row.verdict),
        before=Status(row.before) if row.before else None,
        after=Status(row.after),
        evidence=tuple((DevelopmentId(each), EvidenceStep(step)) for each, step in sorted(row.evidence.items())),
        reason=row.reason,
        undoes=StatusDecisionId(row.undoes) if row.undoes else None,
        undone_by=StatusDecisionId(row.undone_by) if row.undone_by else None,
    )
