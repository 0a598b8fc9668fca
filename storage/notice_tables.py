"""The tables of what operators are told."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotations when the tables are made
from typing import Any

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.message_rows import MessageColumns
from storage.tables import Table


class NoticeRow(Table):
    """Something to tell the operators; ``delivered_at`` is when it was put into their messages."""

    __tablename__ = "notices"
    __table_args__ = (Index(None, "kind", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    source_id: Mapped[str | None] = mapped_column(ForeignKey("sources.id"))
    data: Mapped[dict[str, Any]]
    delivered_at: Mapped[datetime | None] = mapped_column(index=True)


class OperatorMessageRow(MessageColumns, Table):
    """Several notices as one message to one operator, and what became of it."""

    __tablename__ = "operator_messages"
    __table_args__ = (Index(None, "state", "due_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str]
    notice_ids: Mapped[list[str]]
    attachment: Mapped[str | None]
    named: Mapped[bool] = mapped_column(server_default=false())
