"""Hints: what readers told the editors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from domain.development import DevelopmentId
from domain.hint import Hint, HintId, HintKind, HintOutcome, HintReason
from domain.subscriber import SubscriberId
from storage.hint_tables import HintRow
from storage.writing import in_lots, insert_new

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row

_FEW = 5
"""Ids that one beginning may fit before it is plainly too short."""

_OPEN = HintRow.settled_at.is_(None)


class SqlHintRepository:
    """The hints of one transaction; see ``domain.hint.HintRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, hint: Hint) -> bool:
        """Store a hint; False if the same reader has an open one about the same development or address."""
        same = (
            HintRow.kind == hint.kind.value,
            HintRow.subscriber_id == hint.subscriber_id,
            HintRow.development_id.is_not_distinct_from(hint.development_id),
            HintRow.url == hint.url,
        )
        if self._connection.execute(select(HintRow.id).where(_OPEN, *same)).first() is not None:
            return False
        insert_new(self._connection, HintRow, [_values(hint)])
        return True

    def list_open(self, kind: HintKind | None = None) -> Sequence[Hint]:
        """Return hints that nobody settled, oldest first, of one kind or all."""
        return self._chosen(_OPEN, *(() if kind is None else (HintRow.kind == kind.value,)))

    def resolve(self, prefix: str) -> Sequence[Hint]:
        """Return the hints whose id begins so, settled ones too, a few at most."""
        return self._chosen(HintRow.id.startswith(prefix, autoescape=True))[:_FEW]

    def settle(self, hint_ids: Collection[HintId], outcome: HintOutcome, by: str, now: datetime) -> int:
        """Settle those of the hints that are open; return how many."""
        settled = 0
        for lot in in_lots(hint_ids):
            chosen = update(HintRow).where(_OPEN, HintRow.id.in_(lot))
            values = {"settled_at": now, "settled_by": by, "outcome": outcome.value}
            settled += self._connection.execute(chosen.values(values)).rowcount
        return settled

    def list_settled(self, outcome: HintOutcome) -> Sequence[Hint]:
        """Return hints settled so, oldest first."""
        return self._chosen(HintRow.outcome == outcome.value)

    def counts(self) -> Mapping[HintKind, int]:
        """Return how many hints of each kind are open."""
        counted = select(HintRow.kind, func.count()).where(_OPEN).group_by(HintRow.kind)
        found = {HintKind(kind): n for kind, n in self._connection.execute(counted)}
        return {kind: found.get(kind, 0) for kind in HintKind}

    def _chosen(self, *conditions: ColumnElement[bool]) -> list[Hint]:
        chosen = select(HintRow.__table__).where(*conditions).order_by(HintRow.at, HintRow.id)
        return [_hint(row) for row in self._connection.execute(chosen)]


def _values(hint: Hint) -> dict[str, Any]:
    return {
        "id": hint.id,
        "kind": hint.kind.value,
        "at": hint.at,
        "subscriber_id": hint.subscriber_id,
        "development_id": hint.development_id,
        "url": hint.url,
        "reason": hint.reason and hint.reason.value,
        "settled_at": hint.settled_at,
        "settled_by": hint.settled_by,
        "outcome": hint.outcome and hint.outcome.value,
    }


def _hint(row: Row[Any]) -> Hint:
    return Hint(
        id=HintId(row.id),
        kind=HintKind(row.kind),
        at=row.at,
        subscriber_id=None if row.subscriber_id is None else SubscriberId(row.subscriber_id),
        development_id=None if row.development_id is None else DevelopmentId(row.development_id),
        url=row.url,
        reason=None if row.reason is None else HintReason(row.reason),
        settled_at=row.settled_at,
        settled_by=row.settled_by,
        outcome=None if row.outcome is None else HintOutcome(row.outcome),
    )
