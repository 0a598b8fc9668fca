"""The tables of review: decisions, the patterns they judge, and the public log of corrections."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotations when the tables are made

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables import Table


class DecisionRow(Table):
    """An act of an editor or of the rule; only ``undone_by`` is ever changed."""

    __tablename__ = "decisions"
    __table_args__ = (Index(None, "development_id", "at"), Index(None, "who", "at"))

    id: Mapped[str] = mapped_column(primary_key=True)
    who: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    development_id: Mapped[str] = mapped_column(ForeignKey("developments.id"))
    action: Mapped[str]
    numbers: Mapped[list[int]] = mapped_column(JSON(none_as_null=True))
    to_number: Mapped[int | None]
    reason: Mapped[str]
    other_id: Mapped[str | None]
    stories: Mapped[list[str]]
    undoes: Mapped[str | None]
    undone_by: Mapped[str | None]


class MatchPatternRow(Table):
    """What made the matcher give a match that was accepted or rejected."""

    __tablename__ = "match_patterns"

    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(index=True)
    language: Mapped[str]
    tie: Mapped[str]
    terms: Mapped[list[str]]


class CorrectionRow(Table):
    """A line of the public log; nothing in it is ever changed."""

    __tablename__ = "corrections"

    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.id"))
    development_id: Mapped[str] = mapped_column(ForeignKey("developments.id"))
    kind: Mapped[str]
    headline: Mapped[str]
    url: Mapped[str]
    told: Mapped[list[int]] = mapped_column(JSON(none_as_null=True))
    right: Mapped[list[int]] = mapped_column(JSON(none_as_null=True))
    reason: Mapped[str]
    alerts: Mapped[int]
    by_rule: Mapped[bool]
