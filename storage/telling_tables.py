"""The table of digests: one row for each message; which developments it tells is read off the outbox."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - mapped columns are resolved at run time

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables import Table


class DigestRow(Table):
    """One part of a digest, and what became of it."""

    __tablename__ = "digests"
    __table_args__ = (Index(None, "state", "due_at"), Index(None, "subscriber_id", "state"))

    id: Mapped[str] = mapped_column(primary_key=True)
    subscriber_id: Mapped[str] = mapped_column(ForeignKey("subscribers.id"))
    channel: Mapped[str]
    kind: Mapped[str]
    part: Mapped[int]
    parts: Mapped[int]
    chart: Mapped[bool]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    state: Mapped[str]
    attempts: Mapped[int]
    remote_id: Mapped[str | None]
    detail: Mapped[str]
    plain: Mapped[bool]
    named: Mapped[bool]
    sent_at: Mapped[datetime | None]
