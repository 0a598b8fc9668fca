"""The table of digests: one row for each message; which developments it tells is read off the outbox."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.message_rows import MessageColumns
from storage.tables import Table


class DigestRow(MessageColumns, Table):
    """One part of a digest, and what became of it."""

    __tablename__ = "digests"
    __table_args__ = (Index(None, "state", "due_at"), Index(None, "subscriber_id", "state"))

    id: Mapped[str] = mapped_column(primary_key=True)
    subscriber_id: Mapped[str] = mapped_column(ForeignKey("subscribers.id"))
    kind: Mapped[str]
    part: Mapped[int]
    parts: Mapped[int]
    chart: Mapped[bool]
    named: Mapped[bool]
