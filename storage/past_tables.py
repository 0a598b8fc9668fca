"""The tables of backfills: how far each has come, and the documents from which its way goes on."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotations when the tables are made

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables import Table


class BackfillRow(Table):
    """How far one source or file has been read."""

    __tablename__ = "backfills"

    id: Mapped[str] = mapped_column(primary_key=True)
    what: Mapped[str]
    since: Mapped[datetime]
    started_at: Mapped[datetime]
    position: Mapped[int]
    reached_at: Mapped[datetime | None]
    stories: Mapped[int]
    relevant: Mapped[int]
    undated: Mapped[int]
    done_at: Mapped[datetime | None]
    detail: Mapped[str]


class BackfillStepRow(Table):
    """One document of a backfill; its body (zlib) is kept only while the way to the next one may depend on it."""

    __tablename__ = "backfill_steps"

    backfill_id: Mapped[str] = mapped_column(ForeignKey("backfills.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    url: Mapped[str]
    content_type: Mapped[str]
    is_missing: Mapped[bool]
    body: Mapped[bytes | None]
