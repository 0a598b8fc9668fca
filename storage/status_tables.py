"""The tables of status: the newest assessment of each unit, the log of changes, and people's codings."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - SQLAlchemy reads the annotations when the tables are made
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables import NARROW, Table


class AssessmentRow(Table):
    """The newest assessment of a unit; ``due_without_evidence`` marks a day that passed without a report."""

    __tablename__ = "assessments"

    unit_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(index=True)
    at: Mapped[datetime]
    changed_at: Mapped[datetime]
    status: Mapped[str]
    step: Mapped[str | None]
    overlays: Mapped[list[str]]
    causes: Mapped[list[str]]
    evidence: Mapped[list[str]]
    same_topic: Mapped[int]
    watched: Mapped[int]
    unreachable: Mapped[int]
    score: Mapped[int | None]
    scores: Mapped[dict[str, Any]]
    is_due: Mapped[bool]
    reviewed: Mapped[bool]
    due_without_evidence: Mapped[bool]


class WeighingRow(Table):
    """What a development is worth for a unit; ``weighs``: whether it can bear on the status.

    Kept where it weighs or shares the topic. ``parties`` are ISO codes with a space between.
    """

    __tablename__ = "weighings"
    __table_args__ = (Index(None, "unit_id", "weighs"), NARROW)

    unit_id: Mapped[str] = mapped_column(primary_key=True)
    development_id: Mapped[str] = mapped_column(ForeignKey("developments.id"), primary_key=True, index=True)
    weighs: Mapped[bool]
    day: Mapped[date | None]
    step: Mapped[str]
    ground: Mapped[str]
    moves: Mapped[bool]
    entry: Mapped[str | None]
    stage: Mapped[str]
    tie: Mapped[str]
    reached: Mapped[str]
    rung: Mapped[str]
    parties: Mapped[str]
    review: Mapped[str]
    coded: Mapped[str | None]
    storyline_id: Mapped[str | None]


class MarkedRow(Table):
    """A development that changed since it was weighed."""

    __tablename__ = "marked_developments"
    __table_args__ = (NARROW,)

    development_id: Mapped[str] = mapped_column(ForeignKey("developments.id"), primary_key=True)


class DueNoticeRow(Table):
    """A day that passed without a report, beside its development; ``title`` by reader language."""

    __tablename__ = "due_notices"

    development_id: Mapped[str] = mapped_column(ForeignKey("developments.id"), primary_key=True)
    day: Mapped[date]
    numbers: Mapped[list[int]]
    countries: Mapped[list[str]]
    watched: Mapped[int]
    unreachable: Mapped[int]
    noticed_at: Mapped[datetime]
    unit_id: Mapped[str | None]
    title: Mapped[dict[str, Any] | None]
    announced_by: Mapped[str | None] = mapped_column(ForeignKey("developments.id"))
    answered_at: Mapped[datetime | None]


class StatusChangeRow(Table):
    """One line of the log; nothing in it is ever changed."""

    __tablename__ = "status_changes"
    __table_args__ = (Index(None, "unit_id", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    unit_id: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    before: Mapped[str | None]
    after: Mapped[str]
    overlays_before: Mapped[list[str]]
    overlays_after: Mapped[list[str]]
    evidence: Mapped[list[str]]
    reason: Mapped[str]
    who: Mapped[str]


class UnitCodingRow(Table):
    """A person's judgement of a development against a unit's codebook; no entry takes an earlier one back."""

    __tablename__ = "unit_codings"

    development_id: Mapped[str] = mapped_column(ForeignKey("developments.id"), primary_key=True)
    unit_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    entry: Mapped[str | None]
    who: Mapped[str]
    reason: Mapped[str]


class StatusDecisionRow(Table):
    """What an editor said of a change of status; only ``undone_by`` is ever changed."""

    __tablename__ = "status_decisions"
    __table_args__ = (Index(None, "unit_id", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    change_id: Mapped[str] = mapped_column(ForeignKey("status_changes.id"), index=True)
    unit_id: Mapped[str]
    who: Mapped[str]
    at: Mapped[datetime]
    verdict: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str]
    evidence: Mapped[dict[str, Any]]
    reason: Mapped[str]
    undoes: Mapped[str | None]
    undone_by: Mapped[str | None]
