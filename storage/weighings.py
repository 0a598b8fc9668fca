"""Weighings: what each development is worth for each unit, and which developments changed since they were weighed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select

from domain.development import DevelopmentId, Stage
from domain.grouping import StorylineId
from domain.match import Tie
from domain.review import MatchState
from domain.status import CodebookEntry, EvidenceStep, Ground, UnitEvidence, Weighed
from domain.unit import UnitId
from domain.weighings import Scale
from storage.status_tables import MarkedRow, WeighingRow
from storage.tables import DevelopmentRow, ReportRow
from storage.writing import in_lots, insert_new

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection, Row

# Thousands of rows are read at a press of a button; a look-up takes a fifth of what the enumeration itself does.
_STAGES, _TIES = {each.value: each for each in Stage}, {each.value: each for each in Tie}
_STEPS, _GROUNDS = {each.value: each for each in EvidenceStep}, {each.value: each for each in Ground}
_STATES = {each.value: each for each in MatchState}

_KEPT = select(
    WeighingRow.unit_id,
    WeighingRow.development_id,
    WeighingRow.day,
    WeighingRow.stage,
    WeighingRow.tie,
    WeighingRow.reached,
    WeighingRow.rung,
    WeighingRow.parties,
    WeighingRow.review,
    WeighingRow.coded,
    WeighingRow.storyline_id,
    WeighingRow.step,
    WeighingRow.ground,
    WeighingRow.moves,
    WeighingRow.entry,
)
WEIGHTY = _KEPT.where(WeighingRow.weighs.is_(True))
TOPICAL = select(WeighingRow.unit_id, func.count()).where(WeighingRow.weighs.is_(False)).group_by(WeighingRow.unit_id)


class SqlWeighingRepository:
    """The weighings of one transaction; see ``domain.weighings.WeighingRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def mark(self, development_ids: Collection[DevelopmentId]) -> None:
        """Say that these are to be weighed again."""
        mark(self._connection, development_ids)

    def list_marked(self, limit: int | None = None) -> Sequence[DevelopmentId]:
        """Return which are to be weighed again, by id."""
        chosen = select(MarkedRow.development_id).order_by(MarkedRow.development_id).limit(limit)
        return [DevelopmentId(each) for each in self._connection.scalars(chosen)]

    def list_ids(self, after: DevelopmentId | None, limit: int) -> Sequence[DevelopmentId]:
        """Return developments by id, whether or not they count; those that follow one, None = from the first."""
        chosen = select(DevelopmentRow.id).order_by(DevelopmentRow.id).limit(limit)
        if after is not None:
            chosen = chosen.where(DevelopmentRow.id > after)
        return [DevelopmentId(each) for each in self._connection.scalars(chosen)]

    def list_of(self, development_ids: Collection[DevelopmentId]) -> Sequence[Weighed]:
        """Return what is kept of these developments."""
        found: list[Weighed] = []
        for lot in in_lots(sorted(development_ids)):
            chosen = _KEPT.where(WeighingRow.development_id.in_(lot))
            found += [_weighed(row) for row in self._connection.execute(chosen)]
        return found

    def replace(self, development_ids: Collection[DevelopmentId], weighed: Collection[Weighed]) -> Collection[UnitId]:
        """Keep what these developments are worth now, forget their marks; return the units that it changes."""
        before, after = set(self.list_of(development_ids)), set(weighed)
        gone = {each.evidence.development_id for each in before - after}
        for lot in in_lots(sorted(gone)):
            self._connection.execute(delete(WeighingRow).where(WeighingRow.development_id.in_(lot)))
        written = [each for each in after if each not in before or each.evidence.development_id in gone]
        insert_new(self._connection, WeighingRow, [_values(each) for each in written])
        for lot in in_lots(sorted(development_ids)):
            self._connection.execute(delete(MarkedRow).where(MarkedRow.development_id.in_(lot)))
        return {each.evidence.unit_id for each in before ^ after}

    def scales(self, unit_ids: Collection[UnitId]) -> Mapping[UnitId, Scale]:
        """Return what is kept of these units."""
        weighed: dict[UnitId, list[Weighed]] = {each: [] for each in unit_ids}
        counted: dict[UnitId, int] = {}
        for lot in in_lots(sorted(unit_ids)):
            for row in self._connection.execute(WEIGHTY.where(WeighingRow.unit_id.in_(lot))):
                weighed[UnitId(row.unit_id)].append(_weighed(row))
            for unit_id, number in self._connection.execute(TOPICAL.where(WeighingRow.unit_id.in_(lot))):
                counted[UnitId(unit_id)] = number
        return {unit: Scale(tuple(found), counted.get(unit, 0)) for unit, found in weighed.items()}


def mark(connection: Connection, development_ids: Collection[str]) -> None:
    """Say that developments are to be weighed again; whatever changes one calls this."""
    insert_new(connection, MarkedRow, [{"development_id": each} for each in sorted(set(development_ids))])


def mark_told_by(connection: Connection, story_ids: Collection[str]) -> None:
    """Say that the developments these stories tell of are to be weighed again."""
    for lot in in_lots(sorted(story_ids)):
        mark(connection, connection.scalars(select(ReportRow.development_id).where(ReportRow.story_id.in_(lot))).all())


def _values(each: Weighed) -> dict[str, Any]:
    evidence = each.evidence
    return {
        "unit_id": evidence.unit_id,
        "development_id": evidence.development_id,
        "weighs": each.weighs,
        "day": evidence.day,
        "step": each.step.value,
        "ground": each.ground.value,
        "moves": each.moves,
        "entry": each.entry.value if each.entry else None,
        "stage": evidence.stage.value,
        "tie": evidence.tie.value,
        "reached": evidence.reached.value,
        "rung": evidence.rung,
        "parties": " ".join(evidence.parties),
        "review": evidence.review.value,
        "coded": evidence.coded.value if evidence.coded else None,
        "storyline_id": evidence.storyline_id,
    }


def _weighed(row: Row[*tuple[Any, ...]]) -> Weighed:
    """Return the weighing of a row of ``_KEPT``, taken apart at once: by their names its values take twice as long."""
    unit, development, day, stage, tie, reached, rung, parties, review, coded, line, step, ground, moves, entry = row
    evidence = UnitEvidence(
        DevelopmentId(development),
        UnitId(unit),
        day,
        _STAGES[stage],
        _TIES[tie],
        _STEPS[reached],
        rung,
        tuple(parties.split()),
        passage="",
        outlets=(),
        review=_STATES[review],
        coded=CodebookEntry(coded) if coded else None,
        storyline_id=StorylineId(line) if line else None,
    )
    return Weighed(evidence, _STEPS[step], _GROUNDS[ground], moves, CodebookEntry(entry) if entry else None)
