"""The tables of what readers told the editors, and of the editors at work."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotations when the tables are made

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables import Table


class HintRow(Table):
    """What a reader told; it stays when the reader goes, without the reader."""

    __tablename__ = "hints"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    at: Mapped[datetime]
    subscriber_id: Mapped[str | None] = mapped_column(ForeignKey("subscribers.id", ondelete="SET NULL"), index=True)
    development_id: Mapped[str | None] = mapped_column(ForeignKey("developments.id"))
    url: Mapped[str]
    reason: Mapped[str | None]
    settled_at: Mapped[datetime | None] = mapped_column(index=True)
    settled_by: Mapped[str | None]
    outcome: Mapped[str | None]


class OpinionRow(Table):
    """What an editor judged where a second has to judge as well."""

    __tablename__ = "opinions"
    __table_args__ = (Index(None, "development_id", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    development_id: Mapped[str] = mapped_column(ForeignKey("developments.id"))
    who: Mapped[str]
    at: Mapped[datetime]
    action: Mapped[str]
    numbers: Mapped[list[int]] = mapped_column(JSON(none_as_null=True))
    to_number: Mapped[int | None]
    other_id: Mapped[str | None]
    reason: Mapped[str]
    closed_at: Mapped[datetime | None] = mapped_column(index=True)


class SeatRow(Table):
    """An editor's place at the review: languages, the session begun, and what is awaited in writing."""

    __tablename__ = "review_seats"

    who: Mapped[str] = mapped_column(primary_key=True)
    languages: Mapped[list[str]]
    began_at: Mapped[datetime | None]
    done: Mapped[int]
    skipped: Mapped[list[str]]
    reason_for: Mapped[str | None]
