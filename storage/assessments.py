"""Assessments: what assessing reads of developments, and the rows it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from domain.assessment.gathering import ToldDevelopment
from domain.commitment import CommitmentNumber
from domain.development import DevelopmentId
from domain.review import MatchState
from domain.source import Tier
from domain.status import (
    ActorScore,
    ChangeReason,
    CodebookEntry,
    Coverage,
    EvidenceStep,
    Outlet,
    Overlay,
    RecordedAssessment,
    Status,
    StatusChange,
    UnitCoding,
)
from domain.status_review import change_id
from domain.unit import UnitId
from storage import status_reviews
from storage.due_notices import answer_due, list_due, note_due
from storage.queries import JOIN_ORDER, STANDS, bears_on, developments, with_signals
from storage.status_tables import AssessmentRow, StatusChangeRow, UnitCodingRow
from storage.stories import SHOWN_NAME
from storage.tables import DevelopmentRow, MatchRow, ReportRow, SourceRow, StoryRow
from storage.weighings import mark
from storage.writing import in_lots, insert_new, upsert

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Connection, Row

    from domain.commitment import Declaration
    from domain.development import Development
    from domain.due import DueNotice
    from domain.status_review import StatusDecision

COUNTING = (DevelopmentRow.counts.is_(True), DevelopmentRow.merged_into.is_(None))


class SqlAssessmentRepository:
    """The assessments of one transaction; see ``domain.repositories.AssessmentRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_told(
        self, among: Collection[DevelopmentId] | None = None, *, commitment: int | None = None
    ) -> Sequence[ToldDevelopment]:
        """Return every development that counts, by publication, with its outlets and the decisions about its lead.

        Args:
            among: only of these (a few), None = of all. commitment: whose report bears on this paragraph.
        """
        order = (StoryRow.published_at, DevelopmentRow.id)
        chosen: list[ColumnElement[bool]] = [] if among is None else [DevelopmentRow.id.in_(among)]
        if commitment is not None:
            chosen.append(bears_on(commitment))
        told = developments(self._connection, *COUNTING, STANDS, *chosen, order=order)
        found = with_signals(self._connection, told)
        outlets = self._outlets([each.id for each in found])
        states = self._states([each.lead.id for each in found])
        return [
            ToldDevelopment(each, tuple(outlets[each.id]), states.get(each.lead.id, {}), _happened(each))
            for each in found
        ]

    def list_all(self, commitment: int | None = None) -> Sequence[RecordedAssessment]:
        """Return the newest assessment of every unit, or of those of a paragraph, by paragraph and letter."""
        chosen = select(AssessmentRow.__table__).order_by(AssessmentRow.number, AssessmentRow.unit_id)
        if commitment is not None:
            chosen = chosen.where(AssessmentRow.number == commitment)
        return [_recorded(row) for row in self._connection.execute(chosen)]

    def save(self, assessments: Collection[RecordedAssessment]) -> None:
        """Store the newest assessments of these units."""
        upsert(self._connection, AssessmentRow, [_values(each) for each in assessments])

    def log(self, changes: Collection[StatusChange]) -> None:
        """Add lines to the log; one that is there already stays as it is."""
        insert_new(self._connection, StatusChangeRow, [_change_values(each) for each in changes])

    def list_changes(self, limit: int, unit_id: UnitId | None = None) -> Sequence[StatusChange]:
        """Return lines of the log, newest first.

        Args:
            limit: how many at most. unit_id: of this unit only.
        """
        chosen = select(StatusChangeRow.__table__).order_by(StatusChangeRow.at.desc(), StatusChangeRow.unit_id)
        if unit_id is not None:
            chosen = chosen.where(StatusChangeRow.unit_id == unit_id)
        return [_change(row) for row in self._connection.execute(chosen.limit(limit))]

    def newest_changes(self) -> Sequence[StatusChange]:
        """Return the last line of the log of every unit, by unit."""
        newest = (
            select(StatusChangeRow.unit_id, func.max(StatusChangeRow.at).label("at"))
            .group_by(StatusChangeRow.unit_id)
            .subquery()
        )
        is_newest = (StatusChangeRow.unit_id == newest.c.unit_id) & (StatusChangeRow.at == newest.c.at)
        chosen = select(StatusChangeRow.__table__).join(newest, is_newest).order_by(StatusChangeRow.unit_id)
        return [_change(row) for row in self._connection.execute(chosen)]

    def add_status_decision(self, decision: StatusDecision) -> None:
        """Store what an editor said of a change; one that undoes another marks it."""
        status_reviews.add(self._connection, decision)

    def list_status_decisions(self) -> Sequence[StatusDecision]:
        """Return what editors said of changes, oldest first."""
        return status_reviews.list_all(self._connection)

    def note_due(
        self, declaration: Declaration, notices: Sequence[DueNotice], now: datetime
    ) -> Sequence[DevelopmentId]:
        """Store every day that is without evidence now; return those never noticed before."""
        return note_due(self._connection, declaration, notices, now)

    def answer_due(
        self, unit_ids: Collection[UnitId], development_ids: Collection[DevelopmentId], now: datetime
    ) -> None:
        """Close the days of these units, and those that these developments had announced."""
        answer_due(self._connection, unit_ids, development_ids, now)

    def list_due(self) -> Sequence[DueNotice]:
        """Return the days that passed and are still without evidence, the earliest first."""
        return list_due(self._connection)

    def code(self, coding: UnitCoding) -> None:
        """Store a person's judgement of a development against the codebook of a unit."""
        values = {
            "development_id": coding.development_id,
            "unit_id": coding.unit_id,
            "at": coding.at,
            "entry": coding.entry.value if coding.entry else None,
            "who": coding.who,
            "reason": coding.reason,
        }
        upsert(self._connection, UnitCodingRow, [values])
        mark(self._connection, [coding.development_id])

    def list_codings(self) -> Sequence[UnitCoding]:
        """Return every judgement of people, oldest first."""
        chosen = select(UnitCodingRow.__table__).order_by(
            UnitCodingRow.at, UnitCodingRow.development_id, UnitCodingRow.unit_id
        )
        return [_coding(row) for row in self._connection.execute(chosen)]

    def _outlets(self, development_ids: Collection[str]) -> dict[str, list[Outlet]]:
        columns = (
            select(ReportRow.development_id, SHOWN_NAME, SourceRow.tier)
            .join(DevelopmentRow, DevelopmentRow.id == ReportRow.development_id)
            .join(StoryRow, StoryRow.id == ReportRow.story_id)
            .join(SourceRow, SourceRow.id == StoryRow.source_id)
            .order_by(*JOIN_ORDER)
        )
        found: dict[str, list[Outlet]] = {development_id: [] for development_id in development_ids}
        for lot in in_lots(development_ids):
            for development_id, name, tier in self._connection.execute(
                columns.where(ReportRow.development_id.in_(lot))
            ):
                outlet = Outlet(name, Tier(tier))
                if outlet not in found[development_id]:
                    found[development_id].append(outlet)
        return found

    def _states(self, story_ids: Collection[str]) -> dict[str, dict[CommitmentNumber, MatchState]]:
        columns = select(MatchRow.story_id, MatchRow.number, MatchRow.state)
        found: dict[str, dict[CommitmentNumber, MatchState]] = {}
        for lot in in_lots(story_ids):
            for story_id, number, state in self._connection.execute(columns.where(MatchRow.story_id.in_(lot))):
                found.setdefault(story_id, {})[CommitmentNumber(number)] = MatchState(state)
        return found


def _happened(each: Development) -> date | None:
    """Return the day of the act where it is known and not still to come."""
    return None if each.happening is None or each.happening.ahead else each.happening.day


def _values(each: RecordedAssessment) -> dict[str, Any]:
    return {
        "unit_id": each.unit_id,
        "number": each.number,
        "at": each.at,
        "changed_at": each.changed_at,
        "status": each.status.value,
        "step": each.step.value if each.step else None,
        "overlays": [overlay.value for overlay in each.overlays],
        "causes": list(each.causes),
        "evidence": list(each.evidence),
        "same_topic": each.same_topic,
        "watched": each.coverage.watched,
        "unreachable": each.coverage.unreachable,
        "score": each.score,
        "scores": {score.actor: score.value for score in each.scores},
        "is_due": each.is_due,
        "reviewed": each.reviewed,
        "due_without_evidence": Overlay.DUE_WITHOUT_EVIDENCE in each.overlays,
    }


def _recorded(row: Row[Any]) -> RecordedAssessment:
    return RecordedAssessment(
        unit_id=UnitId(row.unit_id),
        number=CommitmentNumber(row.number),
        at=row.at,
        changed_at=row.changed_at,
        status=Status(row.status),
        coverage=Coverage(row.watched, row.unreachable),
        step=EvidenceStep(row.step) if row.step else None,
        overlays=tuple(Overlay(each) for each in row.overlays),
        causes=tuple(DevelopmentId(each) for each in row.causes),
        evidence=tuple(DevelopmentId(each) for each in row.evidence),
        same_topic=row.same_topic,
        score=row.score,
        scores=tuple(ActorScore(actor, value) for actor, value in row.scores.items()),
        is_due=row.is_due,
        reviewed=row.reviewed,
    )


def _change_values(each: StatusChange) -> dict[str, Any]:
    return {
        "id": change_id(each),
        "unit_id": each.unit_id,
        "at": each.at,
        "before": each.before.value if each.before else None,
        "after": each.after.value,
        "overlays_before": [overlay.value for overlay in each.overlays_before],
        "overlays_after": [overlay.value for overlay in each.overlays_after],
        "evidence": list(each.evidence),
        "reason": each.reason.value,
        "who": each.who,
    }


def _change(row: Row[Any]) -> StatusChange:
    return StatusChange(
        unit_id=UnitId(row.unit_id),
        at=row.at,
        before=Status(row.before) if row.before else None,
        after=Status(row.after),
        overlays_before=tuple(Overlay(each) for each in row.overlays_before),
        overlays_after=tuple(Overlay(each) for each in row.overlays_after),
        evidence=tuple(DevelopmentId(each) for each in row.evidence),
        reason=ChangeReason(row.reason),
        who=row.who,
    )


def _coding(row: Row[Any]) -> UnitCoding:
    entry = CodebookEntry(row.entry) if row.entry else None
    return UnitCoding(DevelopmentId(row.development_id), UnitId(row.unit_id), entry, row.who, row.at, row.reason)
