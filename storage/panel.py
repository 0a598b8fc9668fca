"""The panel of editors: their seats, and opinions that wait for a second editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from domain.commitment import CommitmentNumber
from domain.development import DevelopmentId
from domain.panel import Opinion, OpinionId, Seat, Word
from domain.review import ReviewAction
from storage.hint_tables import OpinionRow, SeatRow
from storage.writing import in_lots, insert_new, upsert

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row

_OPEN = OpinionRow.closed_at.is_(None)


class SqlPanelRepository:
    """The panel of one transaction; see ``domain.panel.PanelRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_open(self, development_id: DevelopmentId | None = None) -> Sequence[Opinion]:
        """Return open opinions, oldest first, about one development or all."""
        return self._chosen(_OPEN, *(() if development_id is None else (OpinionRow.development_id == development_id,)))

    def list_all(self) -> Sequence[Opinion]:
        """Return every opinion, closed ones too, oldest first."""
        return self._chosen()

    def add(self, opinion: Opinion) -> None:
        """Store an opinion; an earlier open one of the same editor about the same development is closed."""
        same = (OpinionRow.who == opinion.who, OpinionRow.development_id == opinion.development_id)
        self._connection.execute(update(OpinionRow).where(_OPEN, *same).values(closed_at=opinion.at))
        insert_new(self._connection, OpinionRow, [_values(opinion)])

    def close(self, opinion_ids: Collection[OpinionId], now: datetime) -> None:
        """Close opinions that count now, or no more."""
        for lot in in_lots(opinion_ids):
            chosen = update(OpinionRow).where(_OPEN, OpinionRow.id.in_(lot))
            self._connection.execute(chosen.values(closed_at=now))

    def seat(self, who: str) -> Seat:
        """Return an editor's seat, an empty one where there is none yet."""
        row = self._connection.execute(select(SeatRow.__table__).where(SeatRow.who == who)).first()
        return Seat(who) if row is None else _seat(row)

    def seats(self) -> Sequence[Seat]:
        """Return every seat, by editor."""
        return [_seat(row) for row in self._connection.execute(select(SeatRow.__table__).order_by(SeatRow.who))]

    def save(self, seat: Seat) -> None:
        """Store a seat."""
        values = {
            "who": seat.who,
            "languages": sorted(seat.languages),
            "began_at": seat.began_at,
            "done": seat.done,
            "skipped": list(seat.skipped),
            "reason_for": seat.reason_for,
        }
        upsert(self._connection, SeatRow, [values])

    def _chosen(self, *conditions: ColumnElement[bool]) -> list[Opinion]:
        chosen = select(OpinionRow.__table__).where(*conditions).order_by(OpinionRow.at, OpinionRow.id)
        return [_opinion(row) for row in self._connection.execute(chosen)]


def _values(opinion: Opinion) -> dict[str, Any]:
    word = opinion.word
    return {
        "id": opinion.id,
        "development_id": opinion.development_id,
        "who": opinion.who,
        "at": opinion.at,
        "action": word.action.value,
        "numbers": sorted(word.numbers),
        "to_number": word.to_number,
        "other_id": word.other_id,
        "reason": opinion.reason,
        "closed_at": opinion.closed_at,
    }


def _opinion(row: Row[Any]) -> Opinion:
    word = Word(
        ReviewAction(row.action),
        frozenset(CommitmentNumber(each) for each in row.numbers),
        None if row.to_number is None else CommitmentNumber(row.to_number),
        None if row.other_id is None else DevelopmentId(row.other_id),
    )
    development = DevelopmentId(row.development_id)
    return Opinion(OpinionId(row.id), development, row.who, row.at, word, row.reason, row.closed_at)


def _seat(row: Row[Any]) -> Seat:
    return Seat(
        who=row.who,
        languages=frozenset(row.languages),
        began_at=row.began_at,
        done=row.done,
        skipped=tuple(row.skipped),
        reason_for=None if row.reason_for is None else DevelopmentId(row.reason_for),
    )
